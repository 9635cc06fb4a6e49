import type { Plan } from '../spec/index.js';
import { attentionBlock } from './blocks/attention-block.js';
import { readDimensions } from './blocks/dimensions.js';
import { embedding } from './blocks/embedding.js';
import { gatedMlp } from './blocks/mlp.js';
import { outputHead } from './blocks/output-head.js';
import { PlanBuilder } from './blocks/plan-builder.js';
import { readRope } from './blocks/rope.js';
import type { ModelFile } from './metadata.js';

/** One layer in so many knows no positions. */
const PERIOD = 4;

/** SmolLM 3: llama, but every fourth layer does not rotate. https://huggingface.co/blog/smollm3 */
export function smollm3(file: ModelFile): Plan {
  const plan = new PlanBuilder(file, readDimensions(file));
  const rope = readRope(plan, 'normal');
  const x = embedding(plan);
  for (let layer = 0; layer < plan.dimensions.layers; layer++) {
    attentionBlock(plan, layer, x, (layer + 1) % PERIOD === 0 ? {} : { rope });
    gatedMlp(plan, layer, x, 'silu');
  }
  return outputHead(plan, x);
}
