import { SaguimError, TENSOR_TYPES, type TensorType } from '../spec/index.js';
import { dequantize, type QuantizedType } from '../tensors/index.js';
import type { PlacedTensor } from './weight-files.js';

/** Numbers `[first, first + count)` of a tensor in the order of its shape in GGUF. */
export type NumberReader = (first: number, count: number, signal?: AbortSignal) => Promise<Float32Array>;

/** A tensor of a checkpoint under the name, type and shape that it has in GGUF. */
export interface MappedTensor {
  readonly name: string;
  readonly type: QuantizedType;
  /** The innermost dimension first. */
  readonly shape: readonly number[];
  readonly read: NumberReader;
  /** Where the numbers come from, for messages. */
  readonly where: string;
}

/** What happens to a tensor on its way, beside its new name. */
export interface Change {
  /** Rows that are left out before the first. */
  readonly skippedRows?: number;
  /** So many heads, of whose rows the two halves become neighbours: row j and row j + half go to 2j and 2j + 1. */
  readonly interleavedHeads?: number;
  /** Stored as (inputs, outputs). */
  readonly transposed?: boolean;
  /** Added to every number. */
  readonly plus?: number;
}

const FLOATS: ReadonlySet<string> = new Set<TensorType>(['F32', 'F16', 'BF16']);
/** A transposed tensor is turned in one piece; no model in use has larger ones. */
const MOST_TRANSPOSED = 1 << 28;

export const whereOf = (tensor: PlacedTensor): string => `${tensor.source.name}, tensor ${tensor.name.slice(0, 200)}`;

/**
 * A tensor as it goes into the GGUF file.
 * @param type of matrices; vectors, and rows that are no whole blocks, stay F32
 * @throws {SaguimError} `unsupported` for numbers that are not floats, `bad-file` for an odd shape.
 */
export function mapTensor(name: string, from: PlacedTensor, type: QuantizedType, change: Change = {}): MappedTensor {
  const { skippedRows = 0, interleavedHeads = 0, transposed = false, plus = 0 } = change;
  const where = whereOf(from);
  const refuse = (what: string) => new SaguimError('bad-file', what, { where });
  if (!FLOATS.has(from.type)) {
    throw new SaguimError('unsupported', `Weights of the type ${from.type} cannot be read; F32, F16 and BF16 can`, { where });
  }
  const shape = transposed ? [...from.shape] : [...from.shape].reverse();
  if (shape.length < 1 || shape.length > 2 || shape.includes(0)) {
    throw refuse(`The shape [${from.shape.join(', ')}] is neither a matrix nor a vector`);
  }
  const [width, rows = 1] = shape as [number, number?];
  if (skippedRows > 0 && (shape.length !== 2 || rows <= skippedRows)) throw refuse('There are too few positions');
  if (interleavedHeads > 0 && rows % (2 * interleavedHeads) !== 0) throw refuse(`The rows are not those of ${interleavedHeads} heads`);
  if (transposed && width * rows > MOST_TRANSPOSED) throw refuse('The tensor is larger than that of any model');
  if (skippedRows > 0) shape[1] = rows - skippedRows;
  let read: NumberReader = (first, count, signal) => readNumbers(from, skippedRows * width + first, count, signal);
  if (transposed && shape.length === 2) read = turned(from, width, rows);
  if (interleavedHeads > 0) read = interleaved(read, width, rows / interleavedHeads);
  if (plus !== 0) {
    const plain = read;
    read = async (...range) => (await plain(...range)).map((value) => value + plus);
  }
  return { name, type: shape.length === 2 && width % 32 === 0 ? type : 'F32', shape, read, where };
}

/** Vectors of one length as the rows of one tensor. */
export function stackTensors(name: string, parts: readonly MappedTensor[]): MappedTensor {
  if (parts.length === 0) throw new SaguimError('bad-file', 'The configuration has layers without heads', { where: name });
  const { shape, where } = parts[0] as MappedTensor;
  const width = shape[0] as number;
  const odd = parts.find((part) => part.shape.length !== 1 || part.shape[0] !== width);
  if (odd) throw new SaguimError('bad-file', 'The vectors of the heads differ in length', { where: odd.where });
  const read: NumberReader = async (first, count, signal) => {
    const all = new Float32Array(width * parts.length);
    for (const [i, part] of parts.entries()) all.set(await part.read(0, width, signal), i * width);
    return all.slice(first, first + count);
  };
  return { name, type: 'F32', shape: [width, parts.length], read, where };
}

/** A tensor that follows from the configuration. */
export function constantTensor(name: string, values: readonly number[], where: string): MappedTensor {
  const all = Float32Array.from(values);
  return { name, type: 'F32', shape: [all.length], read: async (first, count) => all.slice(first, first + count), where };
}

async function readNumbers(from: PlacedTensor, first: number, count: number, signal?: AbortSignal): Promise<Float32Array> {
  const { bytes } = TENSOR_TYPES[from.type as TensorType];
  return dequantize(from.type as TensorType, await from.source.read(from.offset + first * bytes, count * bytes, signal), count);
}

/** Rows of `inputs` numbers, of a tensor stored `(inputs, outputs)`. It is turned at the first look, and let go after the last number. */
function turned(from: PlacedTensor, inputs: number, outputs: number): NumberReader {
  let kept: Float32Array | undefined;
  return async (first, count, signal) => {
    if (!kept) {
      const stored = await readNumbers(from, 0, inputs * outputs, signal);
      kept = new Float32Array(stored.length);
      for (let i = 0; i < inputs; i++) for (let o = 0; o < outputs; o++) kept[o * inputs + i] = stored[i * outputs + o] as number;
    }
    const part = kept.slice(first, first + count);
    if (first + count === kept.length) kept = undefined;
    return part;
  };
}

/** Whole heads of rows are read, and their rows put in order. */
function interleaved(read: NumberReader, width: number, headRows: number): NumberReader {
  const headNumbers = headRows * width;
  const half = headRows / 2;
  return async (first, count, signal) => {
    const from = Math.floor(first / headNumbers);
    const to = Math.ceil((first + count) / headNumbers);
    const stored = await read(from * headNumbers, (to - from) * headNumbers, signal);
    const ordered = new Float32Array(stored.length);
    for (let row = 0; row < (to - from) * headRows; row++) {
      const [head, inHead] = [Math.floor(row / headRows), row % headRows];
      const source = head * headRows + (inHead >> 1) + (inHead % 2) * half;
      ordered.set(stored.subarray(source * width, (source + 1) * width), row * width);
    }
    return ordered.subarray(first - from * headNumbers, first - from * headNumbers + count);
  };
}
