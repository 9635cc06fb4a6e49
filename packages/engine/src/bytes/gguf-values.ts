import { SaguimError } from '../spec/index.js';
import type { GgufCursor } from './gguf-cursor.js';
import type { GgufEntry, GgufValue, GgufValueType } from './gguf-metadata.js';
import { GGUF_VALUE_TYPES } from './gguf-metadata.js';
import { readString, readStrings } from './gguf-strings.js';

/** How numbers lie, little-endian as on every host that runs WebAssembly. */
const NUMBERS: Partial<
  Record<GgufValueType, { bytes: number; array: new (buffer: ArrayBuffer) => Exclude<GgufValue, number | bigint | boolean | string> }>
> = {
  uint8: { bytes: 1, array: Uint8Array },
  int8: { bytes: 1, array: Int8Array },
  uint16: { bytes: 2, array: Uint16Array },
  int16: { bytes: 2, array: Int16Array },
  uint32: { bytes: 4, array: Uint32Array },
  int32: { bytes: 4, array: Int32Array },
  float32: { bytes: 4, array: Float32Array },
  bool: { bytes: 1, array: Uint8Array },
  uint64: { bytes: 8, array: BigUint64Array },
  int64: { bytes: 8, array: BigInt64Array },
  float64: { bytes: 8, array: Float64Array },
};

/** The least that a value of a type can take. */
const LEAST_BYTES: Partial<Record<GgufValueType, number>> = { string: 8, array: 12 };

/** Arrays of arrays are allowed by the format and used by nobody: enough of them for any purpose, few enough to be harmless. */
const DEEPEST_ARRAY = 4;
const MOST_INNER_ARRAYS = 1 << 14;

/** Reads the values of one file. */
export class GgufValueReader {
  readonly #cursor: GgufCursor;
  readonly #file: string;
  #innerArrays = 0;

  constructor(cursor: GgufCursor, file: string) {
    this.#cursor = cursor;
    this.#file = file;
  }

  /** @param what names the value in messages */
  async read(what: string): Promise<GgufEntry> {
    await this.#cursor.fill(4, what);
    const type = this.#type(what);
    if (type === 'array') return { type, ...(await this.#array(what, 1)) };
    if (type === 'string') return { type, value: await readString(this.#cursor, what) };
    const value = await this.#numbers(type, 1, what);
    const [first] = value as ArrayLike<number> & Iterable<number>;
    return { type, value: type === 'bool' ? first === 1 : first! };
  }

  async #array(what: string, depth: number): Promise<{ elementType: GgufValueType; value: GgufValue }> {
    if (depth > DEEPEST_ARRAY) throw this.#error('unsupported', `Arrays lie over ${DEEPEST_ARRAY} deep in each other`, what);
    const cursor = this.#cursor;
    await cursor.fill(12, what);
    const elementType = this.#type(what);
    const count = cursor.u64();
    cursor.check(count * (NUMBERS[elementType]?.bytes ?? LEAST_BYTES[elementType]!), what);
    if (elementType === 'string') return { elementType, value: await readStrings(cursor, count, what) };
    if (elementType !== 'array') return { elementType, value: await this.#numbers(elementType, count, what) };

    this.#innerArrays += count;
    if (this.#innerArrays > MOST_INNER_ARRAYS)
      throw this.#error('unsupported', `There are over ${MOST_INNER_ARRAYS} arrays in arrays`, what);
    const value: GgufValue[] = [];
    for (let i = 0; i < count; i++) value.push((await this.#array(what, depth + 1)).value);
    return { elementType, value };
  }

  async #numbers(type: GgufValueType, count: number, what: string): Promise<GgufValue> {
    const { bytes, array: NumberArray } = NUMBERS[type]!;
    await this.#cursor.fill(count * bytes, what);
    const taken = this.#cursor.take(count * bytes).slice();
    if (type === 'bool') {
      const wrong = taken.find((byte) => byte > 1);
      if (wrong !== undefined) throw this.#error('bad-file', `A boolean is 0 or 1, not ${wrong}`, what);
    }
    return new NumberArray(taken.buffer);
  }

  #type(what: string): GgufValueType {
    const number = this.#cursor.u32();
    const type = GGUF_VALUE_TYPES[number];
    if (type === undefined) throw this.#error('bad-file', `The value type ${number} is unknown`, what);
    return type;
  }

  #error(code: 'bad-file' | 'unsupported', message: string, what: string): SaguimError {
    return new SaguimError(code, message, { where: `${this.#file}, ${what}` });
  }
}
