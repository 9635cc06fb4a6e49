import type { Activation } from '../../spec/index.js';
import { type Columns, row } from './columns.js';

const ACTIVATIONS: Record<Activation, (x: number) => number> = {
  /** https://arxiv.org/abs/1702.03118 */
  silu: (x) => x / (1 + Math.exp(-x)),
  /** The tanh form that checkpoints of the gelu families were trained with. https://arxiv.org/abs/1606.08415 */
  gelu: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
};

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
