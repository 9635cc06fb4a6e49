import { type Columns, row } from './columns.js';

/** `out (rows, d) = table (vocabulary, d)[token] * scale` */
export function embed(table: Float32Array, tokens: Int32Array, scale: number, out: Columns): void {
  const d = out.width;
  tokens.forEach((token, r) => {
    const target = row(out, r);
    for (let i = 0; i < d; i++) target[i] = table[token * d + i] * scale;
  });
}
