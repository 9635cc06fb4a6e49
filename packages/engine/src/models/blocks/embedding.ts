import type { Range } from '../../spec/index.js';
import type { PlanBuilder } from './plan-builder.js';

/** Appends the look-up of token rows; gives the residual stream `x (embeddingLength,)` that the layers add to. */
export function embedding(plan: PlanBuilder, scale = 1): Range {
  const { embeddingLength, vocabularySize } = plan.dimensions;
  const x = plan.buffer('x', embeddingLength);
  plan.body.push({ op: 'embed', table: plan.matrix('token_embd.weight', embeddingLength, vocabularySize), out: x, scale });
  return x;
}
