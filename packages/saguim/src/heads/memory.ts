import { stratifiedFolds } from './folds.js';
import type { HeadMemory } from './head.js';
import { largestAt } from './largest-at.js';
import type { Targets } from './logistic-regression.js';
import type { Matrix } from './matrix.js';

/** What the rows of a memory may take. */
const mostBytes = 1 << 20;

/** The rows as integers with a scale each. */
function quantise({ values, columns }: Matrix, rows: ArrayLike<number>): { values: Int8Array; scales: Float32Array } {
  const out = new Int8Array(rows.length * columns);
  const scales = new Float32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * columns;
    let largest = 0;
    for (let j = from; j < from + columns; j++) largest = Math.max(largest, Math.abs(values[j]!));
    scales[i] = largest / 127;
    for (let j = 0; j < columns && largest > 0; j++) out[i * columns + j] = Math.round(values[from + j]! / scales[i]!);
  }
  return { values: out, scales };
}

/** The standardised rows of a memory. */
export function memoryRows({ values, scales }: HeadMemory, columns: number): Matrix {
  return { values: Float32Array.from(values, (value, i) => value * scales[Math.floor(i / columns)]!), rows: scales.length, columns };
}

/** As many of the training's rows as fit, each label's part of them. @param x (rows, columns) standardised */
export function remember(x: Matrix, targets: Targets, rowWeights: Float64Array | undefined, seed: number): HeadMemory {
  const parts = Math.min(255, Math.ceil((x.rows * x.columns) / mostBytes));
  const first = Int32Array.from(
    { length: x.rows },
    (_, i) => largestAt(targets.values, i * targets.classes, targets.classes) - i * targets.classes,
  );
  const fold = stratifiedFolds(first, parts, seed);
  const rows: number[] = [];
  for (let i = 0; i < x.rows && (rows.length + 1) * x.columns <= mostBytes; i++) if (fold[i] === 0) rows.push(i);
  const kept = new Uint8Array(rows.length * targets.classes);
  rows.forEach((row, i) => void kept.set(targets.values.subarray(row * targets.classes, (row + 1) * targets.classes), i * targets.classes));
  const weights = Float32Array.from(rows, (row) => ((rowWeights?.[row] ?? 1) * x.rows) / rows.length);
  return { ...quantise(x, rows), targets: kept, weights };
}

/** A memory with one row more. */
export function addToMemory(memory: HeadMemory, row: Matrix, target: Uint8Array, weight: number): HeadMemory {
  const added = quantise(row, [0]);
  const join = <T extends Int8Array | Uint8Array | Float32Array>(a: T, b: T): T => {
    const out = new (b.constructor as new (length: number) => T)(a.length + b.length);
    out.set(a as never);
    out.set(b as never, a.length);
    return out;
  };
  return {
    values: join(memory.values, added.values),
    scales: join(memory.scales, added.scales),
    targets: join(memory.targets, target),
    weights: join(memory.weights, Float32Array.of(weight)),
  };
}
