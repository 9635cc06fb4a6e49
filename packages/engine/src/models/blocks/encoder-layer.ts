import type { Activation, Range } from '../../spec/index.js';
import { layerNorm } from './norm.js';
import type { PlanBuilder } from './plan-builder.js';
import { type Rope, rotate } from './rope.js';

export interface EncoderLayerOptions {
  /** None: positions are added to the embedding. */
  readonly rope?: Rope;
  /** One matrix makes q, k and v. */
  readonly fused?: boolean;
  /** The mlp is `down @ (gate(ffn_gate @ x) * (ffn_up @ x))`. */
  readonly gate?: Activation;
}

/**
 * Appends one layer of an encoder with its norms behind the sums: `x = norm(x + Wo @ attention(x))`,
 * `x = norm(x + down @ gelu(up @ x))`. https://arxiv.org/abs/1706.03762
 */
export function encoderLayer(plan: PlanBuilder, layer: number, x: Range, { rope, fused, gate }: EncoderLayerOptions = {}): void {
  const { heads, headSize, feedForwardLength } = plan.dimensions;
  const width = heads * headSize;
  const name = (tensor: string) => `blk.${layer}.${tensor}`;
  const [q, k, v] = plan.ranges('qkv', [width, width, width]) as [Range, Range, Range];
  const attention = plan.buffer('attention', width);

  if (fused) {
    plan.matmul(plan.body, name('attn_qkv'), x, { ...q, width: 3 * width });
  } else {
    plan.matmul(plan.body, name('attn_q'), x, q);
    plan.matmul(plan.body, name('attn_k'), x, k);
    plan.matmul(plan.body, name('attn_v'), x, v);
  }
  if (rope) for (const range of [q, k]) rotate(plan, range, heads, rope);
  plan.body.push({ op: 'self-attention', q, k, v, out: attention, heads, headSize, scale: 1 / Math.sqrt(headSize) });
  plan.matmul(plan.body, name('attn_output'), attention, x, { add: true });
  layerNorm(plan, plan.body, name('attn_output_norm'), x, x);
  let up = plan.buffer('mlp', feedForwardLength);
  plan.matmul(plan.body, name('ffn_up'), x, up);
  if (gate) {
    const gated = plan.buffer('gate', feedForwardLength);
    plan.matmul(plan.body, name('ffn_gate'), x, gated);
    plan.body.push({ op: 'gate', gate: gated, up, out: gated, activation: gate });
    up = gated;
  } else plan.body.push({ op: 'activate', in: up, out: up, activation: 'gelu-erf' });
  plan.matmul(plan.body, name('ffn_down'), up, x, { add: true });
  layerNorm(plan, plan.body, name('layer_output_norm'), x, x);
}
