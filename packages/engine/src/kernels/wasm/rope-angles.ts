import type { RopeTable } from './program.js';

/** cos and sin of the positions of a batch's rows, computed once a position. */
export class RopeAngles {
  readonly #tables: readonly RopeTable[];
  readonly #frequencies: readonly Float64Array[];
  /** Of every position so far, by table: (positions, dimensions). */
  readonly #angles: Float32Array[];

  constructor(tables: readonly RopeTable[], factors: ReadonlyMap<string, Float32Array>) {
    this.#tables = tables;
    this.#frequencies = tables.map((table) => frequencies(table, factors));
    this.#angles = tables.map(() => new Float32Array(0));
  }

  /** Writes those of a row to `memory`, where the tables lie. */
  write(memory: Float32Array, row: number, position: number): void {
    this.#tables.forEach(({ address, stride, dimensions }, i) => {
      if (this.#angles[i]!.length < (position + 1) * dimensions) this.#extend(i, position);
      memory.set(this.#angles[i]!.subarray(position * dimensions, (position + 1) * dimensions), (address + row * stride) / 4);
    });
  }

  /** In double precision, a few hundred positions at a time. */
  #extend(i: number, position: number): void {
    const { dimensions, positionScale, magnitude } = this.#tables[i]!;
    const before = this.#angles[i]!;
    const from = before.length / dimensions;
    const to = Math.max(position + 1, from + 256);
    const after = new Float32Array(to * dimensions);
    after.set(before);
    const frequency = this.#frequencies[i]!;
    for (let p = from; p < to; p++) {
      for (let j = 0; j < frequency.length; j++) {
        const angle = p * positionScale * frequency[j]!;
        after[p * dimensions + 2 * j] = magnitude * Math.cos(angle);
        after[p * dimensions + 2 * j + 1] = magnitude * Math.sin(angle);
      }
    }
    this.#angles[i] = after;
  }
}

function frequencies(table: RopeTable, factors: ReadonlyMap<string, Float32Array>): Float64Array {
  const factor = table.factors === undefined ? undefined : factors.get(table.factors);
  return Float64Array.from({ length: table.dimensions / 2 }, (_, j) => table.base ** ((-2 * j) / table.dimensions) / (factor?.[j] ?? 1));
}
