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
 * Phi 3, 3.5 and 4 (mini): llama's shape with fused matrices, halves of a head rotating together, and longrope in models of long
 * contexts. https://arxiv.org/abs/2404.14219. A window that the file names is not applied, as in llama.cpp.
 */
export function phi3(file: ModelFile): Plan {
  const plan = new PlanBuilder(file, readDimensions(file));
  const rope = readRope(plan, 'neox');
  const x = embedding(plan);
  for (let layer = 0; layer < plan.dimensions.layers; layer++) {
    attentionBlock(plan, layer, x, { rope, fused: true });
    gatedMlp(plan, layer, x, 'silu', { fused: true });
  }
  return outputHead(plan, x);
}
