import type { Plan } from '../spec/index.js';
import { attentionBlock } from './blocks/attention-block.js';
import { readDimensions } from './blocks/dimensions.js';
import { embedding } from './blocks/embedding.js';
import { plainMlp } from './blocks/mlp.js';
import { outputHead } from './blocks/output-head.js';
import { PlanBuilder } from './blocks/plan-builder.js';
import { readRope } from './blocks/rope.js';
import type { ModelFile } from './metadata.js';

/** StarCoder 2: layer norms, biases everywhere, and an mlp without a gate. https://arxiv.org/abs/2402.19173 */
export function starcoder2(file: ModelFile): Plan {
  const plan = new PlanBuilder(file, readDimensions(file, 'layer'));
  const rope = readRope(plan, 'neox');
  const x = embedding(plan);
  for (let layer = 0; layer < plan.dimensions.layers; layer++) {
    attentionBlock(plan, layer, x, { rope, bias: true });
    plainMlp(plan, layer, x, 'gelu');
  }
  return outputHead(plan, x);
}
