import type { Plan, Range } from '../../spec/index.js';
import { rmsNorm } from './norm.js';
import type { PlanBuilder } from './plan-builder.js';

/** Ends a plan: `logits = output @ norm(x)` for the wanted rows; without an output matrix the embedding serves again (tied). */
export function outputHead(plan: PlanBuilder, x: Range): Plan {
  const normed = plan.buffer('normed', x.width);
  const logits = plan.buffer('logits', plan.dimensions.vocabularySize);
  rmsNorm(plan, plan.head, 'output_norm', x, normed);
  plan.matmul(plan.head, plan.has('output.weight') ? 'output' : 'token_embd', normed, logits);
  return plan.finish(logits);
}
