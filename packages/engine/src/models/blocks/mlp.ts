import type { Activation, Range } from '../../spec/index.js';
import type { PlanBuilder } from './plan-builder.js';
import { type ResidualOptions, residual } from './residual.js';

export interface GatedMlpOptions extends ResidualOptions {
  /** One matrix makes gate and up. */
  readonly fused?: boolean;
}

const branchOf = (name: (tensor: string) => string) => ({
  before: name('ffn_norm'),
  after: name('post_ffw_norm'),
  output: name('ffn_down'),
});

/**
 * Appends `x += down @ (activation(gate @ y) * (up @ y))` with `y = norm(x)`, of one layer, joined as `ResidualOptions` say.
 * https://arxiv.org/abs/2002.05202
 */
export function gatedMlp(plan: PlanBuilder, layer: number, x: Range, activation: Activation, options: GatedMlpOptions = {}): void {
  const { feedForwardLength } = plan.dimensions;
  const name = (tensor: string) => `blk.${layer}.${tensor}`;
  residual(plan, x, branchOf(name), options, (input) => {
    const [gate, up] = plan.ranges('mlp', [feedForwardLength, feedForwardLength]) as [Range, Range];
    const gated = plan.buffer('gated', feedForwardLength);
    if (options.fused) {
      plan.matmul(plan.body, name('ffn_up'), input, { ...gate, width: 2 * feedForwardLength });
    } else {
      plan.matmul(plan.body, name('ffn_gate'), input, gate);
      plan.matmul(plan.body, name('ffn_up'), input, up);
    }
    plan.body.push({ op: 'gate', gate, up, out: gated, activation });
    return gated;
  });
}

/** Appends `x += down @ activation(up @ y)` with `y = norm(x)`, of one layer. */
export function plainMlp(plan: PlanBuilder, layer: number, x: Range, activation: Activation): void {
  const name = (tensor: string) => `blk.${layer}.${tensor}`;
  residual(plan, x, branchOf(name), {}, (input) => {
    const up = plan.buffer('mlp', plan.dimensions.feedForwardLength);
    plan.matmul(plan.body, name('ffn_up'), input, up, { bias: true });
    plan.body.push({ op: 'activate', in: up, out: up, activation });
    return up;
  });
}
