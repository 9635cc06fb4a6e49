import type { ByteSource } from '../spec/index.js';
import { SaguimError } from '../spec/index.js';
import { recogniseFile } from './file-kind.js';
import { quoted } from './gguf-metadata.js';

/** Bytes of an element. https://github.com/huggingface/safetensors/blob/main/safetensors/src/tensor.rs */
const ELEMENT_BYTES: Readonly<Record<string, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
};
/** The format's own limit for the header. */
const LONGEST_HEADER = 100_000_000;
const MOST_DIMENSIONS = 8;
const MOST_TENSORS = 1 << 17;
const META = '__metadata__';

/** A tensor of a safetensors file: rows of the last dimension are contiguous. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly type: string;
  /** The outermost dimension first, unlike in GGUF. */
  readonly shape: readonly number[];
  /** Where its bytes begin, from the start of the file. */
  readonly offset: number;
  readonly byteLength: number;
}

/**
 * Reads the header of a safetensors file: a length of 8 bytes, JSON, then the data. Nothing in it is trusted.
 * https://github.com/huggingface/safetensors#format
 *
 * @throws {SaguimError} `bad-file` when the file is damaged, cut off or something else, `unsupported` when it has more tensors than any
 * model or a type of elements that is not known here.
 */
export async function readSafetensors(source: ByteSource, signal?: AbortSignal): Promise<Map<string, SafetensorsEntry>> {
  const refuse = (message: string, hint?: string) =>
    new SaguimError('bad-file', message, { where: source.name, ...(hint ? { hint } : {}) });
  const beginning = await source.read(0, Math.min(source.size, 64), signal);
  if (beginning.length < 8) throw refuse(`The file has ${source.size} bytes, too few for a safetensors file`);
  const length = Number(new DataView(beginning.buffer, beginning.byteOffset).getBigUint64(0, true));
  if (beginning.length < 9 || beginning[8] !== 0x7b || length > LONGEST_HEADER) {
    const kind = recogniseFile(beginning);
    throw refuse(`This is ${kind ?? 'something else'}, not a safetensors file`);
  }
  const dataStart = 8 + length;
  if (dataStart > source.size) {
    throw refuse(`The header has ${length} bytes and the file ${source.size}`, 'It is damaged or not whole: get it again.');
  }
  const header = parseHeader(await source.read(8, length, signal));
  if (!header) throw refuse('The header of the safetensors file is not JSON');
  const names = Object.keys(header).filter((name) => name !== META);
  if (names.length > MOST_TENSORS) {
    throw new SaguimError('unsupported', `The file has ${names.length} tensors; at most ${MOST_TENSORS} are read`, { where: source.name });
  }
  const entries = names.map((name) => readEntry(name, header[name], dataStart, source));
  checkPlaces(entries, source.name);
  return new Map(entries.map((entry) => [entry.name, entry]));
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function readEntry(name: string, value: unknown, dataStart: number, { name: file, size }: ByteSource): SafetensorsEntry {
  const where = `${file}, tensor ${quoted(name)}`;
  const refuse = (message: string) => new SaguimError('bad-file', message, { where });
  const { dtype, shape, data_offsets: range } = (value ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !Array.isArray(shape) || !Array.isArray(range) || range.length !== 2) {
    throw refuse('The tensor has no type, shape or place');
  }
  const bytes = Object.hasOwn(ELEMENT_BYTES, dtype) ? ELEMENT_BYTES[dtype] : undefined;
  if (bytes === undefined) throw new SaguimError('unsupported', `The type ${quoted(dtype)} cannot be read`, { where });
  if (shape.length > MOST_DIMENSIONS || !shape.every(isSize)) throw refuse('The shape is none that a tensor can have');
  const byteLength = shape.reduce((product: number, dimension: number) => product * dimension, bytes);
  const [start, end] = range as unknown[];
  if (!isSize(start) || !isSize(end) || end - start !== byteLength) {
    throw refuse(`The place of the tensor does not hold the ${byteLength} bytes of its shape`);
  }
  if (dataStart + end > size) {
    throw new SaguimError('bad-file', `The tensor ends at ${dataStart + end} and the file at ${size}`, {
      where,
      hint: 'It is damaged or not whole: get it again.',
      details: { missing: dataStart + end - size, size },
    });
  }
  return { name, type: dtype, shape: shape as number[], offset: dataStart + start, byteLength };
}

function checkPlaces(entries: readonly SafetensorsEntry[], file: string): void {
  let end = 0;
  for (const entry of [...entries].sort((a, b) => a.offset - b.offset || a.byteLength - b.byteLength)) {
    if (entry.offset < end) {
      throw new SaguimError('bad-file', `The tensor ${quoted(entry.name)} overlaps another`, { where: file });
    }
    end = entry.offset + entry.byteLength;
  }
}
