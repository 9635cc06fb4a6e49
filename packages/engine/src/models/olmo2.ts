import type { Plan } from '../spec/index.js';
import { attentionBlock } from './blocks/attention-block.js';
import { readDimensions } from './blocks/dimensions.js';
import { embedding } from './blocks/embedding.js';
import { gatedMlp } from './blocks/mlp.js';
import { outputHead } from './blocks/output-head.js';
import { PlanBuilder } from './blocks/plan-builder.js';
import { readRope } from './blocks/rope.js';
import type { ModelFile } from './metadata.js';

/** OLMo 2: norms behind the branches alone, and one over all heads of q and of k. https://arxiv.org/abs/2501.00656 */
export function olmo2(file: ModelFile): Plan {
  const plan = new PlanBuilder(file, readDimensions(file));
  const rope = readRope(plan, 'neox');
  const x = embedding(plan);
  for (let layer = 0; layer < plan.dimensions.layers; layer++) {
    attentionBlock(plan, layer, x, { rope, input: x, normAfter: true, queryNorm: 'all' });
    gatedMlp(plan, layer, x, 'silu', { input: x, normAfter: true });
  }
  return outputHead(plan, x);
}
