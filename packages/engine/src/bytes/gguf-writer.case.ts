import type { TensorType } from '../spec/index.js';
import { TENSOR_TYPES } from '../spec/index.js';
import type { GgufValueType } from './gguf-metadata.js';
import { GGUF_VALUE_TYPES } from './gguf-metadata.js';

/** A value to write: an array has the type of its elements, which may be arrays again. */
export type WrittenValue =
  | { readonly type: Exclude<GgufValueType, 'array'>; readonly value: number | bigint | boolean | string | Uint8Array }
  | { readonly type: 'array'; readonly of: GgufValueType; readonly values: readonly WrittenValue[] };

export interface WrittenTensor {
  readonly name: string;
  readonly type: TensorType | number;
  readonly shape: readonly (number | bigint)[];
  readonly bytes: Uint8Array;
  /** Where it says that it lies; default: where it does. */
  readonly offset?: number | bigint;
}

export interface WrittenFile {
  readonly version?: number;
  readonly keys?: readonly (readonly [string, WrittenValue])[];
  readonly tensors?: readonly WrittenTensor[];
  /** What the file is padded to; said in it only when the keys say so. Default 32. */
  readonly alignment?: number;
}

const scalar = (type: Exclude<GgufValueType, 'array'>) => (value: number | bigint | boolean | string | Uint8Array) => ({ type, value });

export const uint32 = scalar('uint32');
export const string = scalar('string');

export function array(
  type: Exclude<GgufValueType, 'array'>,
  values: readonly (number | bigint | boolean | string | Uint8Array)[],
): WrittenValue {
  return { type: 'array', of: type, values: values.map(scalar(type)) };
}

/** A GGUF file for tests; it checks nothing, so that wrong ones can be made. */
export function writeGguf({ version = 3, keys = [], tensors = [], alignment = 32 }: WrittenFile): Uint8Array {
  const out = new Bytes();
  out.raw(new TextEncoder().encode('GGUF'));
  out.uint(version, 4);
  out.uint(tensors.length, 8);
  out.uint(keys.length, 8);
  for (const [key, value] of keys) {
    out.string(key);
    out.uint(GGUF_VALUE_TYPES.indexOf(value.type), 4);
    writeValue(out, value);
  }
  let data = 0;
  for (const { name, type, shape, bytes, offset = data } of tensors) {
    out.string(name);
    out.uint(shape.length, 4);
    for (const dimension of shape) out.uint(dimension, 8);
    out.uint(typeof type === 'number' ? type : TENSOR_TYPES[type].id, 4);
    out.uint(offset, 8);
    data = Math.ceil((data + bytes.length) / alignment) * alignment;
  }
  for (const { bytes } of tensors) {
    out.pad(alignment);
    out.raw(bytes);
  }
  return out.whole();
}

function writeValue(out: Bytes, value: WrittenValue): void {
  if (value.type === 'array') {
    out.uint(GGUF_VALUE_TYPES.indexOf(value.of), 4);
    out.uint(value.values.length, 8);
    for (const element of value.values) writeValue(out, element);
  } else if (value.type === 'string') out.string(value.value as string | Uint8Array);
  else out.number(value.type, value.value as number | bigint | boolean);
}

const encoder = new TextEncoder();

class Bytes {
  #bytes = new Uint8Array(4096);
  #length = 0;

  raw(bytes: Uint8Array): void {
    while (this.#length + bytes.length > this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#bytes.length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  uint(value: number | bigint, size: 4 | 8): void {
    this.raw(new Uint8Array(BigUint64Array.of(BigInt(value)).buffer, 0, size));
  }

  string(text: string | Uint8Array): void {
    const bytes = typeof text === 'string' ? encoder.encode(text) : text;
    this.uint(bytes.length, 8);
    this.raw(bytes);
  }

  number(type: GgufValueType, value: number | bigint | boolean): void {
    const arrays = {
      uint8: Uint8Array,
      int8: Int8Array,
      uint16: Uint16Array,
      int16: Int16Array,
      uint32: Uint32Array,
      int32: Int32Array,
      float32: Float32Array,
      float64: Float64Array,
      bool: Uint8Array,
    };
    if (type === 'uint64') this.raw(new Uint8Array(BigUint64Array.of(BigInt(value)).buffer));
    else if (type === 'int64') this.raw(new Uint8Array(BigInt64Array.of(BigInt(value)).buffer));
    else this.raw(new Uint8Array(arrays[type as keyof typeof arrays].of(Number(value)).buffer));
  }

  pad(alignment: number): void {
    this.raw(new Uint8Array((alignment - (this.#length % alignment)) % alignment));
  }

  whole(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}
