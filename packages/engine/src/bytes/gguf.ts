import type { ByteSource, TensorInfo } from '../spec/index.js';
import { SaguimError } from '../spec/index.js';
import { recogniseFile } from './file-kind.js';
import { GgufCursor } from './gguf-cursor.js';
import type { GgufEntry } from './gguf-metadata.js';
import { GgufMetadata, quoted } from './gguf-metadata.js';
import { readString } from './gguf-strings.js';
import { placeTensors, readTensor } from './gguf-tensors.js';
import { GgufValueReader } from './gguf-values.js';

const MAGIC = 0x46554747;
const DEFAULT_ALIGNMENT = 32;
const LARGEST_ALIGNMENT = 1 << 20;
/** Far beyond any model, small enough that the lists of a hostile file stay small. */
const MOST_KEYS = 1 << 16;
const MOST_TENSORS = 1 << 17;
/** The least that a key and its value, and the entry of a tensor, take in the file. */
const LEAST_KEY_BYTES = 13;
const LEAST_TENSOR_BYTES = 24;
const LONGEST_KEY = 65535;

/** What a GGUF file says of itself: everything but the weights. */
export interface GgufFile {
  readonly version: number;
  /** Offsets of tensors are multiples of this. */
  readonly alignment: number;
  readonly metadata: GgufMetadata;
  /** By name, in the file's order; offsets count from the beginning of the file. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** Where the weights begin. */
  readonly dataOffset: number;
  /** Size of the file. */
  readonly bytes: number;
}

export interface ReadGgufOptions {
  signal?: AbortSignal;
}

/**
 * Reads the header of a GGUF file, version 2 or 3. Nothing in it is trusted: counts, lengths and offsets are checked against the file
 * before they are used, and every byte of the header is asked for once. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 *
 * @throws {SaguimError} `bad-file` when the file is damaged, cut off or something else; `unsupported` when it is well formed and has a
 * version, byte order or tensor type that cannot be read, or more of something than any model has.
 */
export async function readGguf(source: ByteSource, options: ReadGgufOptions = {}): Promise<GgufFile> {
  const cursor = new GgufCursor(source, options.signal);
  const version = await readVersion(cursor, source);
  await cursor.fill(16, 'the counts at its beginning');
  const tensorCount = cursor.u64();
  const keyCount = cursor.u64();
  checkCount(cursor, source, 'tensors', tensorCount, MOST_TENSORS, LEAST_TENSOR_BYTES);
  checkCount(cursor, source, 'keys', keyCount, MOST_KEYS, LEAST_KEY_BYTES);

  const metadata = await readMetadata(cursor, source, keyCount);
  const alignment = readAlignment(metadata, source);
  const tensors: TensorInfo[] = [];
  for (let i = 0; i < tensorCount; i++) tensors.push(await readTensor(cursor, source.name, i));
  const dataOffset = Math.ceil(cursor.position / alignment) * alignment;
  const placed = placeTensors(tensors, { file: source.name, size: source.size, alignment, dataOffset });
  return { version, alignment, metadata, tensors: placed, dataOffset, bytes: source.size };
}

async function readVersion(cursor: GgufCursor, source: ByteSource): Promise<number> {
  const where = source.name;
  if (source.size === 0) throw new SaguimError('bad-file', 'The file is empty', { where });
  await cursor.fill(Math.min(source.size, 64), 'its beginning');
  if (source.size < 4 || cursor.u32() !== MAGIC) {
    const kind = recogniseFile(cursor.bytes);
    throw new SaguimError('bad-file', `This is ${kind ?? 'something else'}, not a GGUF model`, {
      where,
      hint: 'Models have the ending .gguf; check what lies at this place.',
      details: kind === undefined ? {} : { kind },
    });
  }
  await cursor.fill(4, 'its version');
  const version = cursor.u32();
  if (version === 2 || version === 3) return version;
  const bigEndian = version !== 0 && (version & 0xffff) === 0;
  throw new SaguimError('unsupported', bigEndian ? 'The file is big-endian' : `GGUF version ${version} cannot be read`, {
    where,
    hint: bigEndian ? 'Use the little-endian file of the same model.' : 'Versions 2 and 3 can.',
  });
}

function checkCount(cursor: GgufCursor, source: ByteSource, what: string, count: number, most: number, leastBytes: number): void {
  cursor.check(count * leastBytes, `its ${count} ${what}`);
  if (count > most) throw new SaguimError('unsupported', `The file has ${count} ${what}; at most ${most} are read`, { where: source.name });
}

async function readMetadata(cursor: GgufCursor, source: ByteSource, count: number): Promise<GgufMetadata> {
  const values = new GgufValueReader(cursor, source.name);
  const entries = new Map<string, GgufEntry>();
  for (let i = 0; i < count; i++) {
    const key = await readString(cursor, `key ${i}`);
    const where = `${source.name}, key ${i}`;
    if (key.length === 0 || key.length > LONGEST_KEY) {
      throw new SaguimError('bad-file', `A key has ${key.length} characters; it must have 1 to ${LONGEST_KEY}`, { where });
    }
    if (entries.has(key)) throw new SaguimError('bad-file', `The key ${quoted(key)} is there twice`, { where });
    entries.set(key, await values.read(`key ${quoted(key)}`));
  }
  return new GgufMetadata(entries, source.name);
}

function readAlignment(metadata: GgufMetadata, source: ByteSource): number {
  const alignment = metadata.number('general.alignment', DEFAULT_ALIGNMENT);
  if (Number.isInteger(Math.log2(alignment)) && alignment >= 8 && alignment <= LARGEST_ALIGNMENT) return alignment;
  throw new SaguimError('bad-file', `The alignment ${alignment} is not a power of two from 8 to ${LARGEST_ALIGNMENT}`, {
    where: `${source.name}, key "general.alignment"`,
  });
}
