// Damaged and hostile vocabularies of the bert family: a tokenizer that works, or an error of ours.
import { describe, expect, it } from 'vitest';
import { SaguimError } from '../../packages/engine/dist/spec/index.js';
import { metadataOf } from '../../packages/engine/dist/tokens/byte-vocabulary.case.js';
import { characterMap } from '../../packages/engine/dist/tokens/character-map.case.js';
import { loadTokenizer } from '../../packages/engine/dist/tokens/index.js';
import { Random } from './random-weights.mjs';

const TEXTS = [
  '',
  ' ',
  'um gato, dois gatos',
  'Ação ﬁnal… \t\n x',
  '<s>[CLS]</s>',
  '\ud800a\udc00',
  '漢字🙂🙃',
  'a'.repeat(3000),
  '\u0301\u0316'.repeat(1000),
  'e\u0301 '.repeat(500),
];
const WORDS = ['gato', 'gatos', 'um', 'dois', 'acao', 'ação', 'fi', 'final', '🙂', '漢', 'aaaa', ',', '.', '…', '<', '>', '[', ']'];
const pieces = [...'abcdefghijklmnopqrstuvwxyz', '▁', ...WORDS, ...WORDS.map((word) => `▁${word}`)];
const rules = { ﬁ: 'fi', 'e\u0301': 'é', '\t': ' ', '\n': ' ', '…': '...', '\u0301': '', 漢: '字', '\ufffd': ' ' };

const unigram = {
  model: 't5',
  tokens: ['<s>', '<pad>', '</s>', '<unk>', ...pieces],
  scores: [0, 0, 0, 0, ...pieces.map((_, i) => -1 - i / 7)],
  token_type: [3, 3, 3, 2, ...pieces.map(() => 1)],
  precompiled_charsmap: characterMap(rules),
  add_space_prefix: true,
  remove_extra_whitespaces: true,
  add_bos_token: true,
  add_eos_token: true,
  bos_token_id: 0,
  eos_token_id: 2,
  unknown_token_id: 3,
};
const wordpiece = {
  model: 'bert',
  tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', ...pieces],
  token_type: [3, 3, 3, 3, ...pieces.map(() => 1)],
  bos_token_id: 2,
  eos_token_id: 3,
  unknown_token_id: 1,
};

const ODD_NUMBERS = [Number.NaN, Infinity, -Infinity, -1, 0, 0.5, 1, 7, 255, 1e9, -1e9, 1e308, -1e308, 2 ** 32 - 1, 2 ** 53];
const ODD_PIECES = [
  '',
  '▁',
  '▁▁',
  '<unk>',
  '<s>',
  '[CLS]',
  ' ',
  '\u0000',
  '\ud83d',
  'a▁b',
  'gato',
  'x'.repeat(300),
  'é'.normalize('NFD'),
  'A',
];
const ODD_UNITS = [0, 0x80000000, 0xffffffff, 0x100, 0x200, 0x61, 0x161, 0xfffffc00, 0x7fffffff, 0x20];

const pick = (random, list) => list[random.below(list.length)];
const changedAt = (list, at, value) => Object.assign([...list], { [at]: value });
const arrays = (keys) => Object.keys(keys).filter((key) => Array.isArray(keys[key]));
const numbers = (keys) => Object.keys(keys).filter((key) => typeof keys[key] === 'number');

/** Each gives the changed keys, or undefined where there is nothing to change. */
const MUTATIONS = {
  'key gone': (keys, random) => ({ [pick(random, Object.keys(keys).slice(1))]: undefined }),
  'array cut': (keys, random) => {
    const key = pick(random, arrays(keys));
    return { [key]: keys[key].slice(0, random.below(keys[key].length)) };
  },
  'vocabulary cut': (keys, random) => {
    const length = random.below(keys.tokens.length);
    return Object.fromEntries(arrays(keys).map((key) => [key, keys[key].slice(0, length)]));
  },
  'odd piece': (keys, random) => ({ tokens: changedAt(keys.tokens, random.below(keys.tokens.length), pick(random, ODD_PIECES)) }),
  'piece twice': (keys, random) => ({
    tokens: changedAt(keys.tokens, random.below(keys.tokens.length), pick(random, keys.tokens)),
  }),
  'all pieces one': (keys, random) => ({ tokens: keys.tokens.map(() => pick(random, ODD_PIECES)) }),
  'odd type': (keys, random) => ({
    token_type: changedAt(keys.token_type, random.below(keys.tokens.length), pick(random, [...ODD_NUMBERS, 2, 3, 4, 5, 6])),
  }),
  'odd id': (keys, random) => ({
    [pick(random, [...numbers(keys), 'cls_token_id', 'seperator_token_id', 'mask_token_id'])]: pick(random, ODD_NUMBERS),
  }),
  'odd score': (keys, random) =>
    keys.scores && { scores: changedAt(keys.scores, random.below(keys.scores.length), pick(random, ODD_NUMBERS)) },
  'all scores odd': (keys, random) => keys.scores && { scores: keys.scores.map(() => pick(random, ODD_NUMBERS)) },
  'scores of one sign': (keys, random) => keys.scores && { scores: keys.scores.map(() => pick(random, [0, 5, 1e300])) },
  flag: (_keys, random) => ({
    [pick(random, ['add_space_prefix', 'remove_extra_whitespaces', 'add_bos_token', 'normalizer.lowercase', 'normalizer.strip_accents'])]:
      random.below(2) === 1,
  }),
  'map cut': (keys, random) =>
    keys.precompiled_charsmap && {
      precompiled_charsmap: keys.precompiled_charsmap.slice(0, random.below(keys.precompiled_charsmap.length)),
    },
  'bytes of the map': (keys, random) => {
    const map = keys.precompiled_charsmap?.slice();
    for (let i = 1 + random.below(16); map && i > 0; i--) map[random.below(map.length)] = random.below(256);
    return map && { precompiled_charsmap: map };
  },
  'units of the map': (keys, random) => {
    const map = keys.precompiled_charsmap?.slice();
    if (!map || map.length < 8) return undefined;
    const view = new DataView(map.buffer);
    const count = Math.min(view.getUint32(0, true), map.length - 4) >>> 2;
    if (count === 0) return undefined;
    for (let i = 1 + random.below(pick(random, [2, 40, 400])); i > 0; i--) {
      view.setUint32(4 + 4 * random.below(count), pick(random, [...ODD_UNITS, random.below(2 ** 30)]), true);
    }
    return { precompiled_charsmap: map };
  },
  'size of the trie': (keys, random) => {
    const map = keys.precompiled_charsmap?.slice();
    if (!map || map.length < 4) return undefined;
    new DataView(map.buffer).setUint32(
      0,
      pick(random, [0, 1, 4, 8, map.length - 4, map.length, 2 ** 31, 2 ** 32 - 4, 4 * random.below(map.length)]),
      true,
    );
    return { precompiled_charsmap: map };
  },
  'map of zeros': (keys) =>
    keys.precompiled_charsmap && { precompiled_charsmap: keys.precompiled_charsmap.map((byte, i) => (i < 4 ? byte : 0)) },
};

/** Loads and uses it. Gives `works` or the code of the error; throws when it misbehaves. */
function tryKeys(keys) {
  let tokenizer;
  try {
    tokenizer = loadTokenizer(metadataOf(keys));
  } catch (error) {
    if (!(error instanceof SaguimError) || error.code !== 'bad-file') throw error;
    return error.code;
  }
  for (const text of TEXTS) {
    const ids = [...tokenizer.frame.before, ...tokenizer.encode(text), ...tokenizer.frame.after];
    // A character may become a replacement of 256 bytes, each a token at most; and a frame of two.
    if (ids.length > 256 * (text.length + 1) + 2) throw new Error(`${ids.length} tokens of ${text.length} characters`);
    for (const id of ids) if (!(Number.isInteger(id) && id >= 0 && id < tokenizer.vocabularySize)) throw new Error(`The id ${id}`);
    tokenizer.decode(ids);
  }
  return 'works';
}

describe('damaged and hostile vocabularies', () => {
  it.each([
    ['Unigram', unigram, 61, 3000],
    ['WordPiece', wordpiece, 62, 1500],
  ])('%s: each loads and works, or is refused', (_, keys, seed, count) => {
    expect(tryKeys(keys)).toBe('works');
    const random = new Random(seed);
    const kinds = Object.entries(MUTATIONS);
    const outcomes = { works: 0, 'bad-file': 0 };
    for (let i = 0, tried = 0; i < count; tried++) {
      const [kind, mutate] = kinds[tried % kinds.length];
      let change = mutate(keys, random);
      if (!change) continue;
      if (random.below(4) === 0) change = { ...pick(random, kinds)[1](keys, random), ...change };
      i++;
      try {
        outcomes[tryKeys({ ...keys, ...change })]++;
      } catch (cause) {
        throw new Error(`Mutation ${i} (${kind}) of seed ${seed}: ${cause}`, { cause });
      }
    }
    expect(outcomes.works).toBeGreaterThan(count / 10);
    expect(outcomes['bad-file']).toBeGreaterThan(count / 10);
  });
});
