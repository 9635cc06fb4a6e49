import type { Activation, Range, RelativePositions } from '../../spec/index.js';
import { layerNorm } from './norm.js';
import type { PlanBuilder } from './plan-builder.js';
import { type Rope, rotate } from './rope.js';

export interface TextAttentionOptions {
  /** None: positions are added to the embedding. */
  readonly rope?: Rope;
  /** One matrix makes q, k and v. */
  readonly fused?: boolean;
  /** What keys and values are made of. Default: x. */
  readonly source?: Range;
  /** Rows see none after them. */
  readonly causal?: boolean;
  /** Scores know how far apart two rows are. */
  readonly relative?: RelativePositions;
}

/**
 * Appends `x = norm(x + Wo @ attention(x, source))` over whole texts, with the tensors `<name>_q`, `_k`, `_v`, `_output` and `_output_norm`.
 * https://arxiv.org/abs/1706.03762
 */
export function textAttention(plan: PlanBuilder, name: string, x: Range, options: TextAttentionOptions = {}): void {
  const { rope, fused, source = x, causal, relative } = options;
  const { heads, headSize } = plan.dimensions;
  const width = heads * headSize;
  const [q, k, v] = plan.ranges('qkv', [width, width, width]) as [Range, Range, Range];
  const attention = plan.buffer('attention', width);
  if (fused) {
    plan.matmul(plan.body, `${name}_qkv`, x, { ...q, width: 3 * width });
  } else {
    plan.matmul(plan.body, `${name}_q`, x, q);
    plan.matmul(plan.body, `${name}_k`, source, k);
    plan.matmul(plan.body, `${name}_v`, source, v);
  }
  if (rope) for (const range of [q, k]) rotate(plan, range, heads, rope);
  const parts = 1 + (relative?.keys ? 1 : 0) + (relative?.queries ? 1 : 0);
  const scale = 1 / Math.sqrt(headSize * parts);
  plan.body.push({
    op: 'self-attention',
    q,
    k,
    v,
    out: attention,
    heads,
    headSize,
    scale,
    ...(causal && { causal }),
    ...(relative && { relative }),
  });
  plan.matmul(plan.body, `${name}_output`, attention, x, { add: true });
  layerNorm(plan, plan.body, `${name}_output_norm`, x, x);
}

/** Appends `x = norm(x + down @ gelu(up @ x))`; with `gate`, of `gate(ffn_gate @ x) * (up @ x)` in place of gelu. `layer` names the tensors. */
export function textMlp(plan: PlanBuilder, layer: string, x: Range, gate?: Activation): void {
  const { feedForwardLength } = plan.dimensions;
  let up = plan.buffer('mlp', feedForwardLength);
  plan.matmul(plan.body, `${layer}.ffn_up`, x, up);
  if (gate) {
    const gated = plan.buffer('gate', feedForwardLength);
    plan.matmul(plan.body, `${layer}.ffn_gate`, x, gated);
    plan.body.push({ op: 'gate', gate: gated, up, out: gated, activation: gate });
    up = gated;
  } else plan.body.push({ op: 'activate', in: up, out: up, activation: 'gelu-erf' });
  plan.matmul(plan.body, `${layer}.ffn_down`, up, x, { add: true });
  layerNorm(plan, plan.body, `${layer}.layer_output_norm`, x, x);
}
