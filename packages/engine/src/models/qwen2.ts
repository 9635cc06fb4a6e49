import type { Plan } from '../spec/index.js';
import { attentionBlock } from './blocks/attention-block.js';
import { readDimensions } from './blocks/dimensions.js';
import { embedding } from './blocks/embedding.js';
import { gatedMlp } from './blocks/mlp.js';
import { outputHead } from './blocks/output-head.js';
import { PlanBuilder } from './blocks/plan-builder.js';
import { readRope } from './blocks/rope.js';
import type { ModelFile } from './metadata.js';

/** Qwen 2 and 2.5: as llama, with biases on q, k and v, and halves of a head rotating together. https://arxiv.org/abs/2407.10671 */
export function qwen2(file: ModelFile): Plan {
  const plan = new PlanBuilder(file, readDimensions(file));
  const rope = readRope(plan, 'neox');
  const x = embedding(plan);
  for (let layer = 0; layer < plan.dimensions.layers; layer++) {
    attentionBlock(plan, layer, x, { rope, bias: true });
    gatedMlp(plan, layer, x, 'silu');
  }
  return outputHead(plan, x);
}
