import { SaguimError } from '../spec/index.js';

/** Types of metadata values, in the order of their numbers in a file. */
export const GGUF_VALUE_TYPES = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'float32',
  'bool',
  'string',
  'array',
  'uint64',
  'int64',
  'float64',
] as const;
export type GgufValueType = (typeof GGUF_VALUE_TYPES)[number];

export type NumberArray = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/**
 * A value as it is kept: 64-bit integers as `bigint`, arrays of numbers as typed arrays, arrays of booleans as bytes 0 and 1.
 */
export type GgufValue =
  | number
  | bigint
  | boolean
  | string
  | NumberArray
  | BigInt64Array
  | BigUint64Array
  | readonly string[]
  | readonly GgufValue[];

export interface GgufEntry {
  readonly type: GgufValueType;
  /** Type of the elements of an array. */
  readonly elementType?: GgufValueType;
  readonly value: GgufValue;
}

/** A name from a file, as it can stand in a message. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}

/**
 * The keys of a model file. Accessors throw `bad-file` when a key holds another type, when a 64-bit number is too large to be exact,
 * and when a key is missing and no fallback was given.
 */
export class GgufMetadata implements Iterable<[string, GgufEntry]> {
  readonly #entries: ReadonlyMap<string, GgufEntry>;
  readonly #file: string;

  constructor(entries: ReadonlyMap<string, GgufEntry>, file: string) {
    this.#entries = entries;
    this.#file = file;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  keys(): IterableIterator<string> {
    return this.#entries.keys();
  }

  /** The entry as it lies in the file. */
  get(key: string): GgufEntry | undefined {
    return this.#entries.get(key);
  }

  [Symbol.iterator](): Iterator<[string, GgufEntry]> {
    return this.#entries[Symbol.iterator]();
  }

  string(key: string, fallback?: string): string {
    const { value } = this.#entry(key, fallback);
    return typeof value === 'string' ? value : this.#refuse(key, 'a string');
  }

  /** An integer or a float. */
  number(key: string, fallback?: number): number {
    const { value } = this.#entry(key, fallback);
    if (typeof value === 'bigint') return this.#exact(key, value);
    return typeof value === 'number' ? value : this.#refuse(key, 'a number');
  }

  boolean(key: string, fallback?: boolean): boolean {
    const { value } = this.#entry(key, fallback);
    return typeof value === 'boolean' ? value : this.#refuse(key, 'a boolean');
  }

  /** An array of numbers, or of booleans as 0 and 1. */
  numbers(key: string): NumberArray {
    const { value } = this.#entry(key);
    if (value instanceof BigInt64Array || value instanceof BigUint64Array) {
      return Float64Array.from({ length: value.length }, (_, i) => this.#exact(key, value[i]!));
    }
    return ArrayBuffer.isView(value) ? (value as NumberArray) : this.#refuse(key, 'an array of numbers');
  }

  /** As `numbers`, or undefined where the key is missing or holds no array of numbers. */
  list(key: string): NumberArray | undefined {
    const value = this.#entries.get(key)?.value;
    return ArrayBuffer.isView(value) ? this.numbers(key) : undefined;
  }

  strings(key: string): readonly string[] {
    const { elementType, value } = this.#entry(key);
    return elementType === 'string' ? (value as readonly string[]) : this.#refuse(key, 'an array of strings');
  }

  /** The same keys for readers to which a missing one means nothing: they get `undefined` instead of an error. */
  get optional(): OptionalMetadata {
    const get =
      <T>(read: (key: string) => T) =>
      (key: string) =>
        this.has(key) ? read(key) : undefined;
    return {
      string: get((key) => this.string(key)),
      number: get((key) => this.number(key)),
      boolean: get((key) => this.boolean(key)),
      strings: get((key) => this.strings(key)),
      numbers: get((key) => this.numbers(key)),
    };
  }

  #entry(key: string, fallback?: GgufValue): { elementType?: GgufValueType; value: GgufValue } {
    const entry = this.#entries.get(key);
    if (entry) return entry;
    if (fallback !== undefined) return { value: fallback };
    throw new SaguimError('bad-file', `The model file lacks the key ${quoted(key)}`, { where: this.#file, details: { key } });
  }

  #refuse(key: string, wanted: string): never {
    const { type, elementType } = this.#entries.get(key)!;
    const found = elementType ? `an array of ${elementType}` : type;
    throw new SaguimError('bad-file', `The key ${quoted(key)} holds ${found} where ${wanted} should be`, {
      where: this.#file,
      details: { key },
    });
  }

  #exact(key: string, value: bigint): number {
    const number = Number(value);
    if (Number.isSafeInteger(number)) return number;
    throw new SaguimError('bad-file', `The key ${quoted(key)} holds ${value}, beyond what a number holds exactly`, {
      where: this.#file,
      details: { key },
    });
  }
}

export interface OptionalMetadata {
  string(key: string): string | undefined;
  number(key: string): number | undefined;
  boolean(key: string): boolean | undefined;
  strings(key: string): readonly string[] | undefined;
  numbers(key: string): NumberArray | undefined;
}
