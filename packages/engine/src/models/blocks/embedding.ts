import type { Range, Table } from '../../spec/index.js';
import type { PlanBuilder } from './plan-builder.js';

/** Appends the look-up of token rows; gives the residual stream `x (embeddingLength,)` that the layers add to. */
export function embedding(plan: PlanBuilder, scale = 1): Range {
  const { embeddingLength, vocabularySize } = plan.dimensions;
  const x = plan.buffer('x', embeddingLength);
  plan.body.push({ op: 'embed', table: plan.matrix('token_embd.weight', embeddingLength, vocabularySize), out: x, scale });
  return x;
}

/** As `embedding`, with learned positions and, where there are some, the first of the token types added. */
export function positionedEmbedding(plan: PlanBuilder): Range {
  const { embeddingLength, contextLength } = plan.dimensions;
  return typedEmbedding(plan, { weight: plan.matrix('position_embd.weight', embeddingLength, contextLength), rows: contextLength });
}

/** As `embedding`, with the first of the token types added, where there are some. */
export function typedEmbedding(plan: PlanBuilder, positions?: Table): Range {
  const { embeddingLength, vocabularySize } = plan.dimensions;
  const x = plan.buffer('x', embeddingLength);
  const table = plan.matrix('token_embd.weight', embeddingLength, vocabularySize);
  const name = 'token_types.weight';
  const rows = plan.file.tensors.get(name)?.shape[1] ?? 1;
  const types = plan.has(name) ? { weight: plan.matrix(name, embeddingLength, rows), rows } : undefined;
  plan.body.push({ op: 'embed', table, out: x, scale: 1, ...(positions && { positions }), ...(types && { types }) });
  return x;
}
