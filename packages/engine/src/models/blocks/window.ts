import { readCount } from '../metadata.js';
import type { PlanBuilder } from './plan-builder.js';

const WIDEST = 1 << 24;

/**
 * Positions that a windowed layer sees; undefined where the file names none (or 0) and there is no fallback.
 * @throws {SaguimError} `bad-file` for something else than a whole number.
 */
export function readWindow({ file: { metadata }, dimensions }: PlanBuilder, fallback?: number): number | undefined {
  const key = `${dimensions.architecture}.attention.sliding_window`;
  if (!metadata.has(key)) return fallback;
  return metadata.number(key) === 0 ? undefined : readCount(metadata, key, WIDEST);
}

/**
 * Which layers are windowed: the file says so of each, or that one in so many is not; else one in `period` is not.
 * @throws {SaguimError} `bad-file` for a period that is no whole number.
 */
export function readPattern({ file: { metadata }, dimensions }: PlanBuilder, period: number): (layer: number) => boolean {
  const key = `${dimensions.architecture}.attention.sliding_window_pattern`;
  const list = metadata.list(key);
  if (list) return (layer) => Boolean(list[layer % Math.max(1, list.length)]);
  const every = readCount(metadata, key, WIDEST, period);
  return (layer) => (layer + 1) % every !== 0;
}
