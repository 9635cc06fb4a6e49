// Damaged and hostile folders of Hugging Face's kind: read as a GGUF file, or refused by an error of ours; nothing stays open.
import { describe, expect, it } from 'vitest';
import { MemorySource, readSafetensors } from '../../packages/engine/dist/bytes/index.js';
import { openCheckpoint } from '../../packages/engine/dist/checkpoint/index.js';
import { checkpointFolder, memoryFolder, writeSafetensors } from './checkpoint-folder.mjs';
import { tinyBytes } from './engines.mjs';
import { Random } from './random-weights.mjs';
import { codeOf, decode, encode, ODD, pick, spoilJson, tryFolder } from './spoiled-folders.mjs';

const DTYPES = ['F64', 'F32', 'F16', 'BF16', 'I64', 'I32', 'U8', 'BOOL', 'F8_E4M3', 'Q4', '', 'toString', '__proto__'];

/** Header and data of a safetensors file. */
function split(bytes) {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  return { header: decode(bytes.subarray(8, 8 + length)), data: bytes.subarray(8 + length), length };
}
function joined(header, data) {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : encode(header);
  const length = new Uint8Array(BigUint64Array.of(BigInt(text.length)).buffer);
  return new Uint8Array(Buffer.concat([length, text, data]));
}

/** Each gives a spoiled copy of a safetensors file. */
const MUTATIONS = {
  cut: (bytes, random) => bytes.slice(0, random.below(bytes.length)),
  'length of the header': (bytes, random) => {
    const copy = bytes.slice();
    const odd = [0n, 1n, 7n, BigInt(bytes.length), 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n, BigInt(random.below(4096))];
    new DataView(copy.buffer).setBigUint64(0, pick(random, odd), true);
    return copy;
  },
  'bytes of the header': (bytes, random) => {
    const copy = bytes.slice();
    const { length } = split(bytes);
    for (let i = 1 + random.below(8); i > 0; i--) copy[random.below(8 + length)] = random.below(256);
    return copy;
  },
  field: (bytes, random) => {
    const { header, data } = split(bytes);
    const entry = header[pick(random, Object.keys(header).slice(1))];
    entry[pick(random, ['dtype', 'shape', 'data_offsets'])] = pick(random, ODD);
    return joined(header, data);
  },
  dtype: (bytes, random) => {
    const { header, data } = split(bytes);
    header[pick(random, Object.keys(header).slice(1))].dtype = pick(random, DTYPES);
    return joined(header, data);
  },
  shape: (bytes, random) => {
    const { header, data } = split(bytes);
    const { shape } = header[pick(random, Object.keys(header).slice(1))];
    const way = random.below(3);
    if (way === 0) shape.push(pick(random, [1, 1, 0, 2, -1]));
    else if (way === 1) shape.reverse();
    else shape[random.below(shape.length)] = pick(random, ODD);
    return joined(header, data);
  },
  place: (bytes, random) => {
    const { header, data } = split(bytes);
    const entry = header[pick(random, Object.keys(header).slice(1))];
    const shift = pick(random, [1, 4, -4, -1e6, 2 ** 32, data.length, 2 ** 53]);
    entry.data_offsets = random.below(2) ? entry.data_offsets.map((at) => at + shift) : [...entry.data_offsets].reverse();
    return joined(header, data);
  },
  'place of another': (bytes, random) => {
    const { header, data } = split(bytes);
    const names = Object.keys(header).slice(1);
    header[pick(random, names)].data_offsets = header[pick(random, names)].data_offsets;
    return joined(header, data);
  },
  'tensor gone': (bytes, random) => {
    const { header, data } = split(bytes);
    delete header[pick(random, Object.keys(header).slice(1))];
    return joined(header, data);
  },
  'tensor renamed': (bytes, random) => {
    const { header, data } = split(bytes);
    const names = Object.keys(header).slice(1);
    const [from, to] = [
      pick(random, names),
      pick(random, [...names, '__proto__', 'bert.embeddings.word_embeddings.weight', 'x'.repeat(5000)]),
    ];
    const entry = header[from];
    delete header[from];
    return joined(JSON.stringify(header).replace(/}$/, `,${JSON.stringify(to)}:${JSON.stringify(entry)}}`), data);
  },
  'no object': (_bytes, random) =>
    joined(pick(random, ['[]', '"x"', 'null', '{', '{}', `${'['.repeat(50_000)}`, '{"a":1}', '{"a":null}']), new Uint8Array(9)),
  'odd numbers': (bytes, random) => {
    const { header, data } = split(bytes);
    const copy = data.slice();
    for (let i = 0; i < 40; i++) {
      const at = 4 * random.below(copy.length / 4);
      copy.set(
        pick(random, [
          [0, 0, 0x80, 0x7f],
          [0, 0, 0xc0, 0x7f],
          [0xff, 0xff, 0x7f, 0x7f],
          [1, 0, 0, 0],
        ]),
        at,
      );
    }
    return joined(header, copy);
  },
  'bytes behind': (bytes, random) => new Uint8Array(Buffer.concat([bytes, new Uint8Array(1 + random.below(100))])),
};

const long = process.env.SAGUIM_LONG === '1';

describe('damaged and hostile checkpoints', () => {
  it.each([
    ['bert', tinyBytes('bert-f32'), { shards: 1 }, 71, long ? 4000 : 1200],
    ['xlm-roberta', tinyBytes('xlm-roberta-f32'), { kind: 'xlm-roberta' }, 72, long ? 1000 : 400],
  ])('weights of %s are read or refused', async (_, gguf, written, seed, count) => {
    const files = await checkpointFolder(new Uint8Array(gguf), written);
    expect(await tryFolder(files)).toBe('read');
    const weights = files.get('model.safetensors');
    const random = new Random(seed);
    const kinds = Object.entries(MUTATIONS);
    const outcomes = {};
    for (let i = 0; i < count; i++) {
      const [kind, mutate] = kinds[i % kinds.length];
      const spoiled = mutate(weights, random);
      try {
        // Headers by themselves, which is quick, and every third in its folder.
        const outcome =
          i % 3 === 0
            ? await tryFolder(new Map([...files, ['model.safetensors', spoiled]]))
            : await readSafetensors(new MemorySource(spoiled)).then(() => 'read', codeOf);
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      } catch (cause) {
        throw new Error(`Mutation ${i} (${kind}) of seed ${seed}: ${cause}`, { cause });
      }
    }
    expect(outcomes.read).toBeGreaterThan(count / 20);
    expect(outcomes['bad-file']).toBeGreaterThan(count / 4);
    expect(outcomes.unsupported).toBeGreaterThan(0);
  });

  it.each([
    ['bert', tinyBytes('bert-f32'), { shards: 2 }, 73],
    ['xlm-roberta', tinyBytes('xlm-roberta-f32'), { kind: 'xlm-roberta' }, 74],
  ])('the other files of %s are read or refused', async (_, gguf, written, seed) => {
    const files = await checkpointFolder(new Uint8Array(gguf), written);
    const random = new Random(seed);
    const outcomes = {};
    for (const [path, bytes] of files) {
      if (!path.endsWith('.json')) continue;
      const value = decode(bytes);
      for (let i = 0; i < (long ? 120 : 60); i++) {
        const spoiled = i === 0 ? undefined : i < 5 ? bytes.slice(0, random.below(bytes.length)) : spoilJson(value, random);
        const changed = new Map(files);
        if (spoiled) changed.set(path, spoiled);
        else changed.delete(path);
        try {
          const outcome = await tryFolder(changed);
          outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        } catch (cause) {
          throw new Error(`Change ${i} of ${path}, seed ${seed}: ${cause}`, { cause });
        }
      }
    }
    expect(outcomes.read).toBeGreaterThan(50);
    expect(outcomes['bad-file']).toBeGreaterThan(100);
    expect(outcomes.unsupported).toBeGreaterThan(0);
    expect(outcomes['not-found']).toBeGreaterThan(0);
  });

  const config = (change) => async () => {
    const files = await checkpointFolder(new Uint8Array(tinyBytes('bert-f32')));
    await change(files);
    return openCheckpoint(memoryFolder(files));
  };
  const edit = (path, change) => config((files) => files.set(path, encode({ ...decode(files.get(path)), ...change })));
  it.each([
    ['another kind', 'unsupported', 'rwkv', edit('config.json', { model_type: 'rwkv' })],
    ['another activation', 'unsupported', 'hidden_act', edit('config.json', { hidden_act: 'relu' })],
    ['relative positions', 'unsupported', 'absolute', edit('config.json', { position_embedding_type: 'relative_key' })],
    [
      'pooling by the maximum',
      'unsupported',
      'max',
      edit('1_Pooling/config.json', { pooling_mode_mean_tokens: false, pooling_mode_max_tokens: true }),
    ],
    [
      'two ways to pool',
      'unsupported',
      'and',
      edit('1_Pooling/config.json', { pooling_mode_cls_token: true, pooling_mode_mean_tokens: true }),
    ],
    [
      'a layer behind',
      'unsupported',
      'Dense',
      config((files) => files.set('modules.json', encode([{ type: 'sentence_transformers.models.Dense' }]))),
    ],
    ['no configuration', 'not-found', 'config.json', config((files) => files.delete('config.json'))],
    ['no tokenizer', 'not-found', 'tokenizer.json', config((files) => files.delete('tokenizer.json'))],
    ['no weights', 'not-found', 'weights', config((files) => files.delete('model.safetensors'))],
    [
      'an index that leads out',
      'bad-file',
      'none of weights',
      config((files) => files.set('model.safetensors.index.json', encode({ weight_map: { a: '../secret.safetensors' } }))),
    ],
    [
      'an index that names what is not there',
      'bad-file',
      'does not have',
      config((files) => files.set('model.safetensors.index.json', encode({ weight_map: { a: 'model.safetensors' } }))),
    ],
    [
      'a path of a module that leads out',
      'bad-file',
      'elsewhere',
      config((files) => files.set('modules.json', encode([{ type: 'x.Pooling', path: '../..' }]))),
    ],
    [
      'weights of integers',
      'unsupported',
      'I32',
      config((files) =>
        files.set(
          'model.safetensors',
          writeSafetensors([{ name: 'embeddings.word_embeddings.weight', dtype: 'I32', shape: [1, 1], bytes: new Uint8Array(4) }]),
        ),
      ),
    ],
    [
      'a GGUF file as weights',
      'bad-file',
      'not a safetensors file',
      config((files) => files.set('model.safetensors', new Uint8Array(tinyBytes('bert-f32')))),
    ],
  ])('%s: %s', async (_, code, text, open) => {
    await expect(open()).rejects.toMatchObject({ name: 'SaguimError', code, message: expect.stringContaining(text) });
  });
});
