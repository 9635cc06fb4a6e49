import type { Activation, Range } from '../../spec/index.js';
import { rmsNorm } from './norm.js';
import type { PlanBuilder } from './plan-builder.js';

/** Appends `x += down @ (activation(gate @ y) * (up @ y))` with `y = norm(x)`, of one layer. https://arxiv.org/abs/2002.05202 */
export function gatedMlp(plan: PlanBuilder, layer: number, x: Range, activation: Activation): void {
  const { feedForwardLength } = plan.dimensions;
  const name = (tensor: string) => `blk.${layer}.${tensor}`;
  const normed = plan.buffer('normed', x.width);
  const [gate, up] = plan.ranges('mlp', [feedForwardLength, feedForwardLength]) as [Range, Range];
  const gated = plan.buffer('gated', feedForwardLength);

  rmsNorm(plan, plan.body, name('ffn_norm'), x, normed);
  plan.matmul(plan.body, name('ffn_gate'), normed, gate);
  plan.matmul(plan.body, name('ffn_up'), normed, up);
  plan.body.push({ op: 'gate', gate, up, out: gated, activation });
  plan.matmul(plan.body, name('ffn_down'), gated, x, { add: true });
}
