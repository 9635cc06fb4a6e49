import type { Plan } from '../spec/index.js';
import { attentionBlock } from './blocks/attention-block.js';
import { readDimensions } from './blocks/dimensions.js';
import { embedding } from './blocks/embedding.js';
import { gatedMlp } from './blocks/mlp.js';
import { outputHead } from './blocks/output-head.js';
import { PlanBuilder } from './blocks/plan-builder.js';
import { readRope } from './blocks/rope.js';
import { type ModelFile, readPositive } from './metadata.js';

/** Granite 3: llama with four factors, for the embedding, the scores, what each branch adds, and the logits. https://github.com/ibm-granite/granite-3.0-language-models */
export function granite(file: ModelFile): Plan {
  const plan = new PlanBuilder(file, readDimensions(file));
  const factor = (name: string, fallback = 1) => readPositive(file.metadata, `granite.${name}`, fallback);
  const rope = readRope(plan, 'normal');
  const x = embedding(plan, factor('embedding_scale'));
  const scale = factor('residual_scale');
  const scoreScale = factor('attention.scale', 1 / Math.sqrt(plan.dimensions.headSize));
  for (let layer = 0; layer < plan.dimensions.layers; layer++) {
    attentionBlock(plan, layer, x, { rope, scale, scoreScale });
    gatedMlp(plan, layer, x, 'silu', { scale });
  }
  return outputHead(plan, x, { scale: 1 / factor('logit_scale') });
}
