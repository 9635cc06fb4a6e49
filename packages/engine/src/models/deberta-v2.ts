import type { Plan } from '../spec/index.js';
import { readDimensions } from './blocks/dimensions.js';
import { typedEmbedding } from './blocks/embedding.js';
import { layerNorm } from './blocks/norm.js';
import { PlanBuilder } from './blocks/plan-builder.js';
import { readRelativePositions } from './blocks/relative-positions.js';
import { textHead } from './blocks/text-head.js';
import { textAttention, textMlp } from './blocks/text-layer.js';
import type { ModelFile } from './metadata.js';

/**
 * DeBERTa 2 and 3: BERT whose scores know how far apart two tokens are, both as what a token asks about distances and as what distances ask about a
 * token, and which adds no positions to its tokens. https://arxiv.org/abs/2006.03654, https://arxiv.org/abs/2111.09543
 */
export function debertaV2(file: ModelFile): Plan {
  const plan = new PlanBuilder(file, readDimensions(file, 'layer'));
  const { contextLength, embeddingLength, layers } = plan.dimensions;
  const absolute = 'position_embd.weight';
  const x = typedEmbedding(
    plan,
    plan.has(absolute) ? { weight: plan.matrix(absolute, embeddingLength, contextLength), rows: contextLength } : undefined,
  );
  layerNorm(plan, plan.body, 'token_embd_norm', x, x);
  const relative = readRelativePositions(plan);
  const head = textHead(plan, x);
  for (let layer = 0; layer < layers; layer++) {
    textAttention(plan, `blk.${layer}.attn`, x, { relative: relative.of(layer) });
    textMlp(plan, `blk.${layer}`, x);
    head.afterLayer(layer);
  }
  return { ...head.finish(), derived: relative.derived() };
}
