import type { Range } from '../../spec/index.js';
import { rmsNorm } from './norm.js';
import type { PlanBuilder } from './plan-builder.js';
import { type Rope, rotate } from './rope.js';

export interface AttentionBlockOptions {
  readonly rope: Rope;
  /** The family always has biases on q, k and v. */
  readonly bias?: boolean;
  /** RMS norm of each head of q and k before rope. */
  readonly headNorms?: boolean;
}

/** Appends `x += Wo @ attention(norm(x))` of one layer. */
export function attentionBlock(plan: PlanBuilder, layer: number, x: Range, { rope, bias, headNorms }: AttentionBlockOptions): void {
  const { heads, kvHeads, headSize } = plan.dimensions;
  const name = (tensor: string) => `blk.${layer}.${tensor}`;
  const normed = plan.buffer('normed', x.width);
  const [q, k, v] = plan.ranges('qkv', [heads * headSize, kvHeads * headSize, kvHeads * headSize]) as [Range, Range, Range];
  const out = plan.buffer('attention', heads * headSize);

  rmsNorm(plan, plan.body, name('attn_norm'), x, normed);
  plan.matmul(plan.body, name('attn_q'), normed, q, { bias });
  plan.matmul(plan.body, name('attn_k'), normed, k, { bias });
  plan.matmul(plan.body, name('attn_v'), normed, v, { bias });
  if (headNorms) {
    rmsNorm(plan, plan.body, name('attn_q_norm'), q, q, headSize);
    rmsNorm(plan, plan.body, name('attn_k_norm'), k, k, headSize);
  }
  rotate(plan, q, heads, rope);
  rotate(plan, k, kvHeads, rope);
  const cache = plan.cache({ kvHeads, headSize });
  plan.body.push({ op: 'attention', layer: cache, q, k, v, out, heads, kvHeads, headSize, scale: 1 / Math.sqrt(headSize) });
  plan.matmul(plan.body, name('attn_output'), out, x, { add: true });
}
