import type { Plan } from '../spec/index.js';
import { readDimensions } from './blocks/dimensions.js';
import { positionedEmbedding } from './blocks/embedding.js';
import { layerNorm } from './blocks/norm.js';
import { PlanBuilder } from './blocks/plan-builder.js';
import { textHead } from './blocks/text-head.js';
import { textAttention, textMlp } from './blocks/text-layer.js';
import type { ModelFile } from './metadata.js';

/**
 * BERT, and RoBERTa and XLM-RoBERTa, whose files bear the same architecture: MiniLM, E5, BGE, GTE and most embedding models.
 * https://arxiv.org/abs/1810.04805. The exact gelu is what the checkpoints were trained with.
 */
export function bert(file: ModelFile): Plan {
  const plan = new PlanBuilder(file, readDimensions(file, 'layer'));
  const x = positionedEmbedding(plan);
  layerNorm(plan, plan.body, 'token_embd_norm', x, x);
  const head = textHead(plan, x);
  for (let layer = 0; layer < plan.dimensions.layers; layer++) {
    textAttention(plan, `blk.${layer}.attn`, x);
    textMlp(plan, `blk.${layer}`, x);
    head.afterLayer(layer);
  }
  const finished = head.finish();
  // Scores of the model's own classes are not a direction.
  return finished.text?.classes ? finished : { ...finished, eightBits: true };
}
