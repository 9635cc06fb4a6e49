import type { Batch } from '../../spec/index.js';
import { integerRows } from './program.js';

/** What one thread computes of a step: whole texts, or as one of several threads the whole batch. */
export interface Share {
  /** The batch's segments `fromSegment … toSegment - 1`, and its rows and outputs likewise. */
  readonly fromSegment: number;
  readonly toSegment: number;
  readonly fromRow: number;
  readonly toRow: number;
  readonly fromOutput: number;
  readonly toOutput: number;
  /** The row of buffers where its rows begin: integers lie in quads. */
  readonly start: number;
}

/** Threads that share every product do a quarter less than texts of their own let them, since they fetch each other's results; so much longer may the longest share be. */
const UNEVEN = 1.2;

/** The whole batch as one. */
export const wholeBatch = ({ tokens, segments, outputs }: Batch): Share => ({
  fromSegment: 0,
  toSegment: segments.length,
  fromRow: 0,
  toRow: tokens.length,
  fromOutput: 0,
  toOutput: outputs.length,
  start: 0,
});

/** Rows of buffers that shares take. */
export const rowsOfBuffers = (shares: readonly Share[]): number => {
  const { start, fromRow, toRow } = shares.at(-1)!;
  return start + toRow - fromRow;
};

/**
 * The texts of a batch, in order, as a share for each of `threads`; the whole as one where such shares would be too uneven, or need more than
 * `maxRows` rows of buffers.
 */
export function shareTexts(batch: Batch, threads: number, maxRows: number): Share[] {
  const { segments, outputs } = batch;
  const rows = batch.tokens.length;
  const shares: Share[] = [];
  let before = { toSegment: 0, toRow: 0, toOutput: 0 };
  for (let thread = 1; thread <= threads; thread++) {
    const ideal = (rows * thread) / threads;
    let { toSegment, toRow, toOutput } = before;
    // A text goes to the share that has its middle.
    for (; toSegment < segments.length && toRow + segments[toSegment]!.length / 2 <= ideal; toSegment++)
      toRow += segments[toSegment]!.length;
    while (toOutput < outputs.length && outputs[toOutput]! < toRow) toOutput++;
    const { toSegment: fromSegment, toRow: fromRow, toOutput: fromOutput } = before;
    const longest = (UNEVEN * rows) / threads;
    if (toRow === fromRow || toRow - fromRow > longest) return [wholeBatch(batch)];
    const start = shares.length === 0 ? 0 : integerRows(rowsOfBuffers(shares));
    shares.push({ fromSegment, toSegment, fromRow, toRow, fromOutput, toOutput, start });
    before = { toSegment, toRow, toOutput };
  }
  return rowsOfBuffers(shares) <= maxRows ? shares : [wholeBatch(batch)];
}
