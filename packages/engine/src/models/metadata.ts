import type { TensorInfo } from '../spec/index.js';
import { SaguimError } from '../spec/index.js';

/** What a family reads of a file's keys; any reader that has these can stand behind it. */
export interface ModelMetadata {
  has(key: string): boolean;
  /** @throws {SaguimError} `bad-file` when the key holds something else, or is missing and there is no fallback. */
  number(key: string, fallback?: number): number;
  string(key: string, fallback?: string): string;
  boolean(key: string, fallback?: boolean): boolean;
  /** Numbers, or booleans as 0 and 1, where the key holds an array of them; undefined where it is missing or holds something else. */
  list(key: string): ArrayLike<number> | undefined;
}

/** A model file as far as a family sees it: its keys, and the names, types and shapes of its tensors. */
export interface ModelFile {
  readonly metadata: ModelMetadata;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** The most positions that will be used, where that is known and changes what is computed (longrope). */
  readonly positions?: number;
}

/** A whole number from 1 to `most`. @throws {SaguimError} `bad-file` naming the key. */
export function readCount(metadata: ModelMetadata, key: string, most: number, fallback?: number): number {
  const value = readNumber(metadata, key, fallback);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new SaguimError('bad-file', `The value ${value} is not a whole number from 1 to ${most}`, { where: key });
}

/** A finite number above 0. @throws {SaguimError} `bad-file` naming the key. */
export function readPositive(metadata: ModelMetadata, key: string, fallback?: number): number {
  const value = readNumber(metadata, key, fallback);
  if (Number.isFinite(value) && value > 0) return value;
  throw new SaguimError('bad-file', `The value ${value} is not a number above 0`, { where: key });
}

/** As `readPositive`; undefined where the key is missing or 0. */
export function readOptional(metadata: ModelMetadata, key: string): number | undefined {
  return !metadata.has(key) || metadata.number(key) === 0 ? undefined : readPositive(metadata, key);
}

function readNumber(metadata: ModelMetadata, key: string, fallback?: number): number {
  if (fallback === undefined && !metadata.has(key)) {
    throw new SaguimError('bad-file', 'The model file lacks a key that its architecture needs', { where: key });
  }
  return metadata.number(key, fallback);
}
