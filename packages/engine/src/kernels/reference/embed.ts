import { type Columns, row } from './columns.js';

/** `out (rows, d) = table (vocabulary, d)[token] * scale + positions[position] + types[type]` */
export function embed(
  table: Float32Array,
  tokens: Int32Array,
  scale: number,
  out: Columns,
  positions: Int32Array,
  positionTable?: Float32Array,
  typeTable?: Float32Array,
  types?: Int32Array,
): void {
  const d = out.width;
  tokens.forEach((token, r) => {
    const target = row(out, r);
    for (let i = 0; i < d; i++) {
      const position = positionTable ? positionTable[positions[r] * d + i] : 0;
      target[i] = table[token * d + i] * scale + position + (typeTable ? typeTable[(types?.[r] ?? 0) * d + i] : 0);
    }
  });
}

/** The token before each; `first` at position 0. */
export function tokensBefore(tokens: Int32Array, positions: Int32Array, first: number): Int32Array {
  return tokens.map((_, r) => (positions[r] === 0 ? first : (tokens[r - 1] as number)));
}
