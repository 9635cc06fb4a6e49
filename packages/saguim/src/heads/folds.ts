import { Random } from './random.js';

/**
 * Shares rows out to folds so that each fold has its part of every group. Rows of a group that is smaller than the number of folds go to
 * different folds, so some folds train without one of them; a group of one row is missing where it is held out.
 * @param groups (rows,) which group a row belongs to
 * @returns (rows,) the fold of each row
 */
export function stratifiedFolds(groups: ArrayLike<number>, folds: number, seed: number): Uint8Array {
  const random = new Random(seed);
  const members = new Map<number, number[]>();
  for (let i = 0; i < groups.length; i++) {
    const list = members.get(groups[i]!);
    if (list) list.push(i);
    else members.set(groups[i]!, [i]);
  }
  const fold = new Uint8Array(groups.length);
  let next = 0;
  for (const group of [...members.keys()].sort((a, b) => a - b)) {
    for (const row of random.shuffle(members.get(group)!)) fold[row] = next++ % folds;
  }
  return fold;
}

/** Rows inside and outside of a fold. */
export function splitFold(fold: Uint8Array, which: number): { train: Int32Array; held: Int32Array } {
  const train: number[] = [];
  const held: number[] = [];
  for (let i = 0; i < fold.length; i++) (fold[i] === which ? held : train).push(i);
  return { train: Int32Array.from(train), held: Int32Array.from(held) };
}
