import type { TensorInfo } from '../spec/index.js';
import { TENSOR_TYPES } from '../spec/index.js';
import { GGUF_VALUE_TYPES } from './gguf-metadata.js';

/** Values that are written: strings and lists of them, booleans, whole numbers from 0 to 2³² − 1, and arrays of numbers of 8 and 32 bits. */
export type HeaderValue =
  | string
  | number
  | boolean
  | readonly string[]
  | Float32Array
  | Int32Array
  | Uint8Array
  | { readonly float: number };

const ALIGNMENT = 32;
const encoder = new TextEncoder();

/**
 * The header of a GGUF file (version 3) with these keys and tensors, and where they come to lie. The data begins at its end; tensors follow
 * each other, each at a multiple of 32.
 * https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
export function writeGgufHeader(
  keys: ReadonlyMap<string, HeaderValue>,
  tensors: readonly Omit<TensorInfo, 'offset'>[],
): { header: Uint8Array; tensors: readonly TensorInfo[]; size: number } {
  const out = new Writer();
  out.raw(encoder.encode('GGUF'));
  out.u32(3);
  out.u64(tensors.length);
  out.u64(keys.size);
  for (const [key, value] of keys) {
    out.string(key);
    writeValue(out, value);
  }
  let offset = 0;
  const offsets = tensors.map(({ name, shape, type, byteLength }) => {
    const at = offset;
    out.string(name);
    out.u32(shape.length);
    for (const dimension of shape) out.u64(dimension);
    out.u32(TENSOR_TYPES[type].id);
    out.u64(at);
    offset = Math.ceil((at + byteLength) / ALIGNMENT) * ALIGNMENT;
    return at;
  });
  const header = out.whole(ALIGNMENT);
  const placed = tensors.map((tensor, i) => ({ ...tensor, offset: header.length + (offsets[i] as number) }));
  return { header, tensors: placed, size: header.length + offset };
}

function writeValue(out: Writer, value: HeaderValue): void {
  const type = (name: (typeof GGUF_VALUE_TYPES)[number]) => out.u32(GGUF_VALUE_TYPES.indexOf(name));
  if (typeof value === 'string') {
    type('string');
    out.string(value);
  } else if (typeof value === 'boolean') {
    type('bool');
    out.raw(Uint8Array.of(value ? 1 : 0));
  } else if (typeof value === 'number') {
    type('uint32');
    out.u32(value);
  } else if (Array.isArray(value)) {
    type('array');
    type('string');
    out.u64(value.length);
    for (const text of value as readonly string[]) out.string(text);
  } else if (ArrayBuffer.isView(value)) {
    type('array');
    type(value instanceof Float32Array ? 'float32' : value instanceof Int32Array ? 'int32' : 'uint8');
    out.u64(value.length);
    out.raw(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  } else {
    type('float32');
    out.raw(new Uint8Array(Float32Array.of((value as { float: number }).float).buffer));
  }
}

class Writer {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  raw(bytes: Uint8Array): void {
    const end = this.#length + bytes.length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = end;
  }

  u32(value: number): void {
    this.raw(new Uint8Array(Uint32Array.of(value).buffer));
  }

  u64(value: number): void {
    this.raw(new Uint8Array(BigUint64Array.of(BigInt(value)).buffer));
  }

  string(text: string): void {
    const bytes = encoder.encode(text);
    this.u64(bytes.length);
    this.raw(bytes);
  }

  whole(alignment: number): Uint8Array {
    this.raw(new Uint8Array((alignment - (this.#length % alignment)) % alignment));
    return this.#bytes.slice(0, this.#length);
  }
}
