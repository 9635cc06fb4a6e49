import type { Activation } from '../../spec/index.js';
import { type Columns, row } from './columns.js';

const ACTIVATIONS: Record<Activation, (x: number) => number> = {
  /** https://arxiv.org/abs/1702.03118 */
  silu: (x) => x / (1 + Math.exp(-x)),
  /** The tanh form that checkpoints of the gelu families were trained with. https://arxiv.org/abs/1606.08415 */
  gelu: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  'gelu-erf': (x) => 0.5 * x * (1 + errorFunction(x / Math.SQRT2)),
  tanh: Math.tanh,
  relu: (x) => Math.max(0, x),
};

/** `2/√π e^(-x²) Σ 2ⁿ x^(2n+1) / (2n+1)!!`: all terms have one sign, so nothing cancels. https://dlmf.nist.gov/7.6 */
function errorFunction(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** `out = activation(in)`, number by number. */
export function activate(activation: Activation, input: Columns, out: Columns, rows: number): void {
  const apply = ACTIVATIONS[activation];
  for (let r = 0; r < rows; r++) row(out, r).set(row(input, r).map(apply));
}

/** `out = activation(gate) * up`, number by number. */
export function gate(activation: Activation, gates: Columns, up: Columns, out: Columns, rows: number): void {
  const apply = ACTIVATIONS[activation];
  for (let r = 0; r < rows; r++) {
    const g = row(gates, r);
    const u = row(up, r);
    const y = row(out, r);
    for (let i = 0; i < y.length; i++) y[i] = apply(g[i]) * u[i];
  }
}

/** `out = in * factor`, or `out += …` when `add`. */
export function scale(factor: number, add: boolean, input: Columns, out: Columns, rows: number): void {
  for (let r = 0; r < rows; r++) {
    const y = row(out, r);
    row(input, r).forEach((x, i) => void (y[i] = x * factor + (add ? y[i] : 0)));
  }
}

/** `out = cap * tanh(in / cap)`, number by number. */
export function softcap(cap: number, input: Columns, out: Columns, rows: number): void {
  for (let r = 0; r < rows; r++) row(out, r).set(row(input, r).map((x) => cap * Math.tanh(x / cap)));
}
