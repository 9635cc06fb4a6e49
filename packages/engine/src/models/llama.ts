import type { Plan } from '../spec/index.js';
import { attentionBlock } from './blocks/attention-block.js';
import { readDimensions } from './blocks/dimensions.js';
import { embedding } from './blocks/embedding.js';
import { gatedMlp } from './blocks/mlp.js';
import { outputHead } from './blocks/output-head.js';
import { PlanBuilder } from './blocks/plan-builder.js';
import { readRope } from './blocks/rope.js';
import type { ModelFile } from './metadata.js';

/**
 * Llama 1 to 3.3, and what shares its shape: SmolLM 1 and 2, Mistral, CodeLlama, TinyLlama. https://arxiv.org/abs/2302.13971
 * Neighbouring values of a head rotate together: the converter has moved the rows of q and k so.
 */
export function llama(file: ModelFile): Plan {
  const plan = new PlanBuilder(file, readDimensions(file));
  const rope = readRope(plan, 'normal');
  const x = embedding(plan);
  for (let layer = 0; layer < plan.dimensions.layers; layer++) {
    attentionBlock(plan, layer, x, { rope });
    gatedMlp(plan, layer, x, 'silu');
  }
  return outputHead(plan, x);
}
