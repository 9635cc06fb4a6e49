import type { RopeKind } from '../../spec/index.js';
import { type Columns, row } from './columns.js';

export interface RopeSettings {
  readonly heads: number;
  readonly headSize: number;
  readonly dimensions: number;
  readonly kind: RopeKind;
  readonly base: number;
  readonly positionScale: number;
  readonly magnitude?: number;
}

/**
 * Rotates pairs of values of each head by `position * positionScale * base^(-2j/dimensions) / factors[j]`, in place, and
 * multiplies them by `magnitude`. Pair j is `(2j, 2j+1)` for `normal` and `(j, j + dimensions/2)` for `neox`; values from `dimensions` on stay.
 */
export function rope(target: Columns, positions: Int32Array, factors: Float32Array | undefined, settings: RopeSettings): void {
  const { heads, headSize, dimensions, kind, base, positionScale, magnitude = 1 } = settings;
  const half = dimensions / 2;
  positions.forEach((position, r) => {
    const x = row(target, r);
    for (let j = 0; j < half; j++) {
      const angle = (position * positionScale * base ** ((-2 * j) / dimensions)) / (factors ? factors[j] : 1);
      const cos = magnitude * Math.cos(angle);
      const sin = magnitude * Math.sin(angle);
      for (let head = 0; head < heads; head++) {
        const a = head * headSize + (kind === 'normal' ? 2 * j : j);
        const b = kind === 'normal' ? a + 1 : a + half;
        const [xa, xb] = [x[a], x[b]];
        x[a] = xa * cos - xb * sin;
        x[b] = xa * sin + xb * cos;
      }
    }
  });
}
