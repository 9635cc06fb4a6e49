import { readdirSync, readFileSync } from 'node:fs';
import { loadTokenizer, openFile, readGguf, renderChat } from '@saguim/engine';
import { beforeAll, describe, expect, it } from 'vitest';

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const reference = read('./reference/tokens.json');
const runs = read('./reference/smollm2.json').runs;
const { texts, vocabularies } = read('./tokens/vocabularies.json');

/** What a GGUF file would say of a vocabulary of the fixture. */
function metadataOf({ model, pre, tokens, types, scores, merges, space_prefix, unknown }) {
  const keys = {
    'tokenizer.ggml.model': model,
    'tokenizer.ggml.pre': pre,
    'tokenizer.ggml.tokens': tokens,
    'tokenizer.ggml.token_type': types,
    'tokenizer.ggml.scores': scores,
    'tokenizer.ggml.merges': merges,
    'tokenizer.ggml.add_space_prefix': space_prefix,
    'tokenizer.ggml.unknown_token_id': unknown,
  };
  const get = (key) => keys[key];
  return { string: get, number: get, boolean: get, strings: get, numbers: get };
}

/** The metadata of a model that comes along. */
async function metadataOfModel(name) {
  const folder = new URL(`../../models/${name}/`, import.meta.url);
  const source = await openFile(new URL(readdirSync(folder).find((entry) => entry.endsWith('.gguf')), folder));
  const { metadata } = await readGguf(source);
  await source.close();
  return metadata;
}

describe('SmolLM2', () => {
  let tokenizer;
  let template;

  beforeAll(async () => {
    const metadata = await metadataOfModel('smollm2-135m-instruct');
    tokenizer = loadTokenizer(metadata);
    template = metadata.string('tokenizer.chat_template');
  });

  it('gives the reference ids for every text', () => {
    expect(reference.texts).toHaveLength(549);
    const different = reference.texts.filter((text, i) => tokenizer.encode(text).join() !== reference.smollm2[i].join());
    expect(different).toEqual([]);
  });

  it('decodes what it encodes, but for the control characters that its vocabulary lacks', () => {
    const absent = Array.from({ length: 128 }, (_, byte) => String.fromCharCode(byte)).filter((byte) => tokenizer.encode(byte).length === 0);
    expect(absent).toEqual(['\x04', '\x06', '\x13', '\x14', '\x16', '\x1d']);
    const spelled = (text) => [...text].filter((character) => !absent.includes(character)).join('');
    const different = reference.texts.filter((text) => tokenizer.decode(tokenizer.encode(text)) !== spelled(text));
    expect(different).toEqual([]);
  });

  it('renders the reference prompts', () => {
    for (const { messages, prompt, prompt_ids } of runs) {
      const ids = messages ? renderChat(template, tokenizer, { messages }).ids : tokenizer.encode(prompt);
      expect(ids).toEqual(prompt_ids);
      expect(tokenizer.decode(prompt_ids, { control: true })).toBe(prompt);
    }
  });

  it('knows where an answer ends', () => {
    expect([...tokenizer.stopTokens].map((id) => tokenizer.piece(id)).sort()).toEqual(['<|endoftext|>', '<|im_end|>']);
    expect(tokenizer.startToken).toBeUndefined();
  });
});

// The reference reads control tokens in text as such; here they stay text.
const spelled = { minilm: { '[CLS] [SEP] ##ing': '[ cl s ] [ sep ] # # ing' }, e5: {} };

describe.each([
  ['minilm', 'all-minilm-l6-v2', ['[CLS]', '[SEP]']],
  ['e5', 'multilingual-e5-small-en-pt', ['<s>', '</s>']],
])('%s', (key, model, frame) => {
  let tokenizer;

  beforeAll(async () => {
    tokenizer = loadTokenizer(await metadataOfModel(model));
  });

  const framed = (text) => [...tokenizer.frame.before, ...tokenizer.encode(text), ...tokenizer.frame.after];

  it('gives the reference ids for every text', () => {
    const embedded = read(`./reference/${key}.json`);
    expect(embedded.texts).toHaveLength(21);
    const texts = [...reference.texts, ...embedded.texts];
    const ids = [...reference[key], ...embedded.ids];
    const different = texts.filter((text, i) => framed(text).join() !== ids[i].join());
    expect(different).toEqual(Object.keys(spelled[key]));
  });

  it('makes no control token of text', () => {
    for (const text of [...reference.texts, ...tokenizer.controlTokens.keys()]) {
      const control = tokenizer.encode(text).filter((id) => tokenizer.isControl(id));
      expect(control.every((id) => ['[UNK]', '<unk>'].includes(tokenizer.piece(id)))).toBe(true);
    }
    for (const [text, pieces] of Object.entries(spelled[key])) {
      const found = tokenizer.encode(text).map((id) => tokenizer.piece(id).replace('\u2581', ''));
      expect(found.join(' ')).toBe(pieces);
    }
  });

  it('knows what a text begins and ends with', () => {
    expect([...tokenizer.frame.before, ...tokenizer.frame.after].map((id) => tokenizer.piece(id))).toEqual(frame);
  });

  it('takes texts of a megabyte, with and without spaces', () => {
    const lines = reference.texts.join(' ');
    const long = lines.repeat(Math.ceil(1e6 / lines.length));
    // Words apart from each other: the ids of the whole are those of its parts.
    const once = tokenizer.encode(`${lines} `);
    expect(tokenizer.encode(`${lines} ${lines}`).slice(0, once.length - 1)).toEqual(once.slice(0, -1));
    for (const text of [long, long.replaceAll(/\s/g, ''), 'a'.repeat(1e6), '\u0301\u0316'.repeat(5e5), '\ud800'.repeat(1e6)]) {
      const ids = tokenizer.encode(text);
      expect(ids.length).toBeLessThanOrEqual(1.5 * text.length);
    }
  });
});

describe.each(Object.entries(vocabularies))('%s', (_name, vocabulary) => {
  const tokenizer = loadTokenizer(metadataOf(vocabulary));

  it('gives the ids of the native library', () => {
    const different = texts.filter((text, i) => tokenizer.encode(text).join() !== vocabulary.ids[i].join());
    expect(different).toEqual([]);
  });

  it('decodes what it encodes', () => {
    const different = texts.filter((text) => tokenizer.decode(tokenizer.encode(text)) !== text);
    expect(different).toEqual([]);
  });
});
