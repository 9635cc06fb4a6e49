import type { Plan } from '../spec/index.js';
import { attentionBlock } from './blocks/attention-block.js';
import { readDimensions } from './blocks/dimensions.js';
import { positionedEmbedding } from './blocks/embedding.js';
import { plainMlp } from './blocks/mlp.js';
import { outputHead } from './blocks/output-head.js';
import { PlanBuilder } from './blocks/plan-builder.js';
import type { ModelFile } from './metadata.js';

/** GPT-2: learned positions beside the tokens, layer norms, one matrix for q, k and v, an mlp without a gate. https://openai.com/index/better-language-models/ */
export function gpt2(file: ModelFile): Plan {
  const plan = new PlanBuilder(file, readDimensions(file, 'layer'));
  const x = positionedEmbedding(plan);
  for (let layer = 0; layer < plan.dimensions.layers; layer++) {
    attentionBlock(plan, layer, x, { fused: true, bias: true });
    plainMlp(plan, layer, x, 'gelu');
  }
  return outputHead(plan, x);
}
