import type { Plan } from '../spec/index.js';
import { attentionBlock } from './blocks/attention-block.js';
import { readDimensions } from './blocks/dimensions.js';
import { embedding } from './blocks/embedding.js';
import { gatedMlp } from './blocks/mlp.js';
import { outputHead } from './blocks/output-head.js';
import { PlanBuilder } from './blocks/plan-builder.js';
import { readRope } from './blocks/rope.js';
import type { ModelFile } from './metadata.js';

/** Gemma 1, and CodeGemma: llama with scaled embeddings and GELU. https://arxiv.org/abs/2403.08295. The weights of its norms have their 1 added in the file. */
export function gemma(file: ModelFile): Plan {
  const plan = new PlanBuilder(file, readDimensions(file));
  const rope = readRope(plan, 'neox');
  const x = embedding(plan, Math.sqrt(plan.dimensions.embeddingLength));
  for (let layer = 0; layer < plan.dimensions.layers; layer++) {
    attentionBlock(plan, layer, x, { rope });
    gatedMlp(plan, layer, x, 'gelu');
  }
  return outputHead(plan, x);
}
