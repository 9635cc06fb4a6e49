import type { Plan, Range } from '../../spec/index.js';
import { norm } from './norm.js';
import type { PlanBuilder } from './plan-builder.js';

export interface OutputHeadOptions {
  /** What logits are multiplied by. Default 1. */
  readonly scale?: number;
  /** Logits become `softcap * tanh(logit / softcap)`. */
  readonly softcap?: number;
}

/** Ends a plan: `logits = output @ norm(x)` for the wanted rows; without an output matrix the embedding serves again (tied). */
export function outputHead(plan: PlanBuilder, x: Range, { scale = 1, softcap }: OutputHeadOptions = {}): Plan {
  const normed = plan.buffer('normed', x.width);
  const logits = plan.buffer('logits', plan.dimensions.vocabularySize);
  norm(plan, plan.head, 'output_norm', x, normed);
  // The product is linear, and its input is much shorter than its result.
  if (scale !== 1) plan.head.push({ op: 'scale', in: normed, out: normed, factor: scale, add: false });
  plan.matmul(plan.head, plan.has('output.weight') ? 'output' : 'token_embd', normed, logits);
  if (softcap !== undefined) plan.head.push({ op: 'softcap', in: logits, out: logits, cap: softcap });
  return plan.finish(logits);
}
