import type { HeadInput } from '../heads/index.js';

type Choice = Pick<HeadInput, 'columns' | 'blocks'>;

/** How many numbers from the beginning of a row of features hold all that a head reads. */
export function columnsNeeded({ columns, blocks }: Choice): number {
  return blocks ? ((Math.max(...blocks) + 1) * columns) / blocks.length : columns;
}

/** What a head reads of rows of features, (count, columns). @param rows (count, at least `columnsNeeded()`) */
export function takeColumns(rows: Float32Array, count: number, choice: Choice): Float32Array {
  const { columns, blocks = [0] } = choice;
  const width = rows.length / count;
  if (width === columns && !choice.blocks) return rows;
  const block = columns / blocks.length;
  const out = new Float32Array(count * columns);
  for (let i = 0; i < count; i++) {
    for (const [place, from] of blocks.entries()) {
      out.set(rows.subarray(i * width + from * block, i * width + (from + 1) * block), i * columns + place * block);
    }
  }
  return out;
}
