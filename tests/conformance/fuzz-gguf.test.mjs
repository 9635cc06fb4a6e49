import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { array, string, uint32, writeGguf } from '../../packages/engine/dist/bytes/gguf-writer.case.js';
import { GgufWeights, MemorySource, readGguf } from '../../packages/engine/dist/bytes/index.js';
import { SaguimError } from '../../packages/engine/dist/spec/index.js';
import { dequantize, elementCount, TENSOR_TYPES } from '../../packages/engine/dist/tensors/index.js';
import { MUTATIONS, mapGguf, mutations } from './gguf-mutations.mjs';
import { Random } from './random-weights.mjs';

const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');
const tiny = (name) => new Uint8Array(readFileSync(new URL(`../golden/tiny/${name}.gguf`, import.meta.url)));

function randomBytes(seed, length) {
  const random = new Random(seed);
  return Uint8Array.from({ length }, () => random.below(256));
}

const everyType = Object.entries(TENSOR_TYPES).map(([type, { elements, bytes }], i) => ({
  name: `weight.${type}`,
  type,
  shape: [elements, 3],
  bytes: randomBytes(i, bytes * 3),
}));
const everyKey = [
  ['general.architecture', string('llama')],
  ['llama.block_count', uint32(2)],
  ...[0, 1, 2, 3].map((i) => [`int.${i}`, { type: ['uint8', 'int16', 'uint64', 'int64'][i], value: 7 }]),
  ['float', { type: 'float32', value: 1e-5 }],
  ['double', { type: 'float64', value: 1e6 }],
  ['flag', { type: 'bool', value: true }],
  ['tokens', array('string', ['<s>', 'Ġa', 'ção', '', '\u{1f412}', 'x'.repeat(50)])],
  ['scores', array('float32', [0, -1, -2])],
  ['long', array('int64', [1, 2])],
  ['flags', array('bool', [true, false])],
  ['nested', { type: 'array', of: 'array', values: [array('uint8', [1]), array('string', ['a'])] }],
];

/** Well-formed files to begin with. Where `numbers` is true, what is read is also made numbers. */
const ORIGINALS = [
  { name: 'every type of key and tensor', bytes: writeGguf({ keys: everyKey, tensors: everyType }), seed: 1, count: 6000, numbers: true },
  {
    name: 'version 2',
    bytes: writeGguf({ version: 2, keys: everyKey, tensors: everyType.slice(0, 4) }),
    seed: 2,
    count: 4000,
    numbers: true,
  },
  {
    name: 'wide alignment',
    bytes: writeGguf({ alignment: 256, keys: [['general.alignment', uint32(256)]], tensors: everyType.slice(5, 8) }),
    seed: 3,
    count: 3000,
    numbers: true,
  },
  { name: 'keys alone', bytes: writeGguf({ keys: everyKey }), seed: 4, count: 3000, numbers: true },
  { name: 'llama, Q4_0', bytes: tiny('llama-q4_0'), seed: 5, count: 3000, numbers: false },
  { name: 'qwen2, Q8_0', bytes: tiny('qwen2-q8_0'), seed: 6, count: 2000, numbers: false },
  { name: 'bert, Q8_0', bytes: tiny('bert-q8_0'), seed: 7, count: 1000, numbers: false },
];

/** Counts what is asked for. */
class CountingSource extends MemorySource {
  reads = 0;
  requested = 0;

  read(offset, length, signal) {
    this.reads++;
    this.requested += length;
    return super.read(offset, length, signal);
  }
}

/** The code of the error that a reader is allowed to throw; any other is thrown on. */
function refusal(error) {
  if (!(error instanceof SaguimError) || (error.code !== 'bad-file' && error.code !== 'unsupported')) throw error;
  if (error.message.length > 2000) throw new Error('A message of over 2,000 characters');
  return error.code;
}

/** Reads a file and all its tensors. Gives the code of the error or `read`; throws when the reader misbehaves. */
async function readAll(bytes, numbers) {
  const source = new CountingSource(bytes);
  const [file, code] = await readGguf(source).then(
    (read) => [read],
    (error) => [undefined, refusal(error)],
  );
  // The header once, in chunks of at least 64 KiB, and a last one wherever something longer begins.
  if (source.requested > bytes.length) throw new Error(`${source.requested} bytes were asked for of a file of ${bytes.length}`);
  if (source.reads > 2 + Math.ceil(bytes.length / 65_536)) throw new Error(`${source.reads} reads of ${bytes.length} bytes`);
  if (!file) return code;

  const weights = new GgufWeights(source, file.tensors);
  source.requested = 0;
  for (const tensor of file.tensors.values()) {
    const data = await weights.read(tensor, 0, tensor.byteLength);
    if (numbers) dequantize(tensor.type, data, elementCount(tensor.shape));
  }
  if (source.requested > bytes.length) throw new Error(`Tensors of ${source.requested} bytes in a file of ${bytes.length}`);
  return 'read';
}

describe('damaged and hostile model files', () => {
  it('there are at least 20,000, of over 20 kinds', () => {
    expect(ORIGINALS.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(20_000);
    expect(Object.keys(MUTATIONS).length).toBeGreaterThanOrEqual(20);
  });

  it.each(ORIGINALS)('$count of $name are read or refused, within bounds', async ({ bytes, seed, count, numbers }) => {
    expect(await readAll(bytes, numbers)).toBe('read');
    const outcomes = new Map();
    for (const { kind, index, bytes: mutated } of mutations(bytes, seed, count)) {
      let outcome;
      try {
        outcome = await readAll(mutated, numbers);
      } catch (cause) {
        throw new Error(`Mutation ${index} (${kind}) of seed ${seed}: ${cause}`, { cause });
      }
      const counts = outcomes.get(kind) ?? { read: 0, 'bad-file': 0, unsupported: 0 };
      counts[outcome]++;
      outcomes.set(kind, counts);
    }
    const total = (outcome) => [...outcomes.values()].reduce((sum, counts) => sum + counts[outcome], 0);
    expect(total('read') + total('bad-file') + total('unsupported')).toBe(count);
    expect(total('read')).toBeGreaterThan(count / 20);
    expect(total('bad-file')).toBeGreaterThan(count / 4);
    expect(total('unsupported')).toBeGreaterThan(0);

    // What can only have one end has it: the mutations are what they say.
    const only = (kind, ...ends) => {
      const counts = outcomes.get(kind);
      if (counts)
        expect(
          Object.keys(counts).filter((end) => counts[end] > 0 && !ends.includes(end)),
          kind,
        ).toEqual([]);
    };
    only('append', 'read');
    only('scale', 'read');
    only('tensor gone', 'read');
    only('key twice', 'bad-file');
    only('tensor twice', 'bad-file');
    only('version', 'read', 'unsupported');
    only('deep array', 'read', 'unsupported');
    only('wide array', 'read');
    if (mapGguf(bytes).tensors.length > 0) only('cut', 'bad-file');
  });

  it('the same seed gives the same files', () => {
    const { bytes } = ORIGINALS[0];
    const list = (seed) => Array.from(mutations(bytes, seed, 200), ({ kind, bytes: mutated }) => `${kind} ${hash(mutated)}`);
    expect(list(9)).toEqual(list(9));
    expect(list(10)).not.toEqual(list(9));
  });
});
