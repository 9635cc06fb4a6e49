import type { Range } from '../../spec/index.js';
import { layerNorm } from './norm.js';
import type { PlanBuilder } from './plan-builder.js';

/**
 * Appends one layer of an encoder with its norms behind the sums: `x = norm(x + Wo @ attention(x))`,
 * `x = norm(x + down @ gelu(up @ x))`. https://arxiv.org/abs/1706.03762
 */
export function encoderLayer(plan: PlanBuilder, layer: number, x: Range): void {
  const { heads, headSize, feedForwardLength } = plan.dimensions;
  const width = heads * headSize;
  const name = (tensor: string) => `blk.${layer}.${tensor}`;
  const [q, k, v] = plan.ranges('qkv', [width, width, width]) as [Range, Range, Range];
  const attention = plan.buffer('attention', width);
  const up = plan.buffer('mlp', feedForwardLength);

  plan.matmul(plan.body, name('attn_q'), x, q);
  plan.matmul(plan.body, name('attn_k'), x, k);
  plan.matmul(plan.body, name('attn_v'), x, v);
  plan.body.push({ op: 'self-attention', q, k, v, out: attention, heads, headSize, scale: 1 / Math.sqrt(headSize) });
  plan.matmul(plan.body, name('attn_output'), attention, x, { add: true });
  layerNorm(plan, plan.body, name('attn_output_norm'), x, x);

  plan.matmul(plan.body, name('ffn_up'), x, up);
  plan.body.push({ op: 'activate', in: up, out: up, activation: 'gelu-erf' });
  plan.matmul(plan.body, name('ffn_down'), up, x, { add: true });
  layerNorm(plan, plan.body, name('layer_output_norm'), x, x);
}
