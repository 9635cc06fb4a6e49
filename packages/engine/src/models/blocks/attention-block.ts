import type { Range } from '../../spec/index.js';
import { groupedLayerNorm, rmsNorm } from './norm.js';
import type { PlanBuilder } from './plan-builder.js';
import { type ResidualOptions, residual } from './residual.js';
import { type Rope, rotate } from './rope.js';

export interface AttentionBlockOptions extends ResidualOptions {
  /** None: the layer knows no positions, or they are added to the embedding. */
  readonly rope?: Rope;
  /** The family always has biases on q, k and v. */
  readonly bias?: boolean;
  /** One matrix makes q, k and v. */
  readonly fused?: boolean;
  /** A norm of q and k before rope: RMS of each head with shared weights, RMS over all heads together, layer norm of each head with its own. */
  readonly queryNorm?: 'head' | 'all' | 'own';
  /** What scores are multiplied by. Default `1 / sqrt(size of a head)`. */
  readonly scoreScale?: number;
  /** Positions that a row sees, its own included. Default: all before it. */
  readonly window?: number;
  /** Scores become `softcap * tanh(score / softcap)`. */
  readonly softcap?: number;
}

/** Appends `x += Wo @ attention(norm(x))` of one layer, joined as `ResidualOptions` say. */
export function attentionBlock(plan: PlanBuilder, layer: number, x: Range, options: AttentionBlockOptions): void {
  const { heads, kvHeads, headSize } = plan.dimensions;
  const { rope, bias, fused, queryNorm, scoreScale = 1 / Math.sqrt(headSize), window, softcap } = options;
  const name = (tensor: string) => `blk.${layer}.${tensor}`;
  const branch = { before: name('attn_norm'), after: name('post_attention_norm'), output: name('attn_output') };
  residual(plan, x, branch, options, (input) => {
    const widths = [heads * headSize, kvHeads * headSize, kvHeads * headSize];
    const [q, k, v] = plan.ranges('qkv', widths) as [Range, Range, Range];
    const out = plan.buffer('attention', heads * headSize);
    if (fused) {
      plan.matmul(plan.body, name('attn_qkv'), input, { ...q, width: q.width + k.width + v.width }, { bias });
    } else {
      plan.matmul(plan.body, name('attn_q'), input, q, { bias });
      plan.matmul(plan.body, name('attn_k'), input, k, { bias });
      plan.matmul(plan.body, name('attn_v'), input, v, { bias });
    }
    for (const [tensor, range] of [
      [name('attn_q_norm'), q],
      [name('attn_k_norm'), k],
    ] as const) {
      if (queryNorm === 'own') groupedLayerNorm(plan, plan.body, tensor, range, range, headSize);
      else if (queryNorm) rmsNorm(plan, plan.body, tensor, range, range, queryNorm === 'head' ? headSize : range.width);
    }
    if (rope) {
      rotate(plan, q, heads, rope);
      rotate(plan, k, kvHeads, rope);
    }
    const limits = { ...(window !== undefined && { window }), ...(softcap !== undefined && { softcap }) };
    const cache = plan.cache({ kvHeads, headSize, ...(window !== undefined && { window }) });
    plan.body.push({ op: 'attention', layer: cache, q, k, v, out, heads, kvHeads, headSize, scale: scoreScale, ...limits });
    return out;
  });
}
