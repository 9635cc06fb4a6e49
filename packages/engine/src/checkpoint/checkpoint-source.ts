import type { HeaderValue } from '../bytes/index.js';
import { writeGgufHeader } from '../bytes/index.js';
import type { ByteSource, TensorInfo } from '../spec/index.js';
import { checkByteRange, SaguimError } from '../spec/index.js';
import { quantize, TENSOR_TYPES } from '../tensors/index.js';
import type { MappedTensor } from './mapped-tensor.js';
import type { WeightFiles } from './weight-files.js';

/** Numbers that are converted at a time: what lies in memory beside the result stays near 2 MB. */
const NUMBERS_AT_ONCE = 1 << 18;

interface Part {
  readonly info: TensorInfo;
  readonly mapped: MappedTensor;
}

/**
 * A checkpoint as the GGUF file it would be: the header is made once, weights are quantised as they are read, so that nothing is written
 * anywhere and whoever reads models needs nothing new.
 */
export class CheckpointSource implements ByteSource {
  readonly size: number;
  readonly #header: Uint8Array;
  /** By their offsets. */
  readonly #parts: readonly Part[];
  #files: WeightFiles | undefined;

  constructor(
    readonly name: string,
    keys: ReadonlyMap<string, HeaderValue>,
    tensors: readonly MappedTensor[],
    files: WeightFiles,
  ) {
    const infos = tensors.map(({ name: tensor, type, shape }) => {
      const { elements, bytes } = TENSOR_TYPES[type];
      return { name: tensor, type, shape, byteLength: (shape.reduce((product, n) => product * n, 1) / elements) * bytes };
    });
    const { header, tensors: placed, size } = writeGgufHeader(keys, infos);
    this.#header = header;
    this.#parts = placed.map((info, i) => ({ info, mapped: tensors[i] as MappedTensor }));
    this.size = size;
    this.#files = files;
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    checkByteRange(this, offset, length);
    const target = new Uint8Array(length);
    await this.readInto(offset, target, signal);
    return target;
  }

  async readInto(offset: number, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    checkByteRange(this, offset, target.length);
    if (!this.#files) throw new SaguimError('closed', 'The source was closed', { where: this.name });
    const end = offset + target.length;
    target.fill(0);
    if (offset < this.#header.length) target.set(this.#header.subarray(offset, Math.min(end, this.#header.length)));
    for (const part of this.#parts.slice(this.#firstAt(offset))) {
      const { info } = part;
      if (info.offset >= end) break;
      const from = Math.max(offset, info.offset);
      const to = Math.min(end, info.offset + info.byteLength);
      if (from < to) await convert(part, from - info.offset, target.subarray(from - offset, to - offset), signal);
    }
  }

  async close(): Promise<void> {
    const files = this.#files;
    this.#files = undefined;
    await files?.close();
  }

  /** The first part that ends behind `offset`. */
  #firstAt(offset: number): number {
    let [low, high] = [0, this.#parts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const { info } = this.#parts[middle] as Part;
      if (info.offset + info.byteLength > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Bytes of the quantised tensor from `start` on, into `target`; whole blocks are computed, pieces of them kept. */
async function convert({ info, mapped }: Part, start: number, target: Uint8Array, signal?: AbortSignal): Promise<void> {
  const { elements, bytes } = TENSOR_TYPES[info.type];
  const end = start + target.length;
  const step = NUMBERS_AT_ONCE / elements;
  for (let block = Math.floor(start / bytes); block * bytes < end; block += step) {
    const count = Math.min(step, Math.ceil(end / bytes) - block) * elements;
    const blocks = quantizeChecked(mapped, await mapped.read(block * elements, count, signal));
    const from = Math.max(start, block * bytes);
    const to = Math.min(end, block * bytes + blocks.length);
    target.set(blocks.subarray(from - block * bytes, to - block * bytes), from - start);
  }
}

function quantizeChecked({ type, where }: MappedTensor, values: Float32Array): Uint8Array {
  try {
    return quantize(type, values);
  } catch (cause) {
    if (!(cause instanceof SaguimError) || cause.code !== 'bad-file') throw cause;
    throw new SaguimError('bad-file', 'A weight is not a number, or too large to be stored', { where, cause });
  }
}
