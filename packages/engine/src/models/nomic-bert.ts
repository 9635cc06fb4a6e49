import type { Plan } from '../spec/index.js';
import { readDimensions } from './blocks/dimensions.js';
import { typedEmbedding } from './blocks/embedding.js';
import { layerNorm } from './blocks/norm.js';
import { PlanBuilder } from './blocks/plan-builder.js';
import { readRope } from './blocks/rope.js';
import { textHead } from './blocks/text-head.js';
import { textAttention, textMlp } from './blocks/text-layer.js';
import type { ModelFile } from './metadata.js';

/** Nomic Embed: bert with rotating heads in place of learned positions, and a gated mlp. https://arxiv.org/abs/2402.01613 */
export function nomicBert(file: ModelFile): Plan {
  const plan = new PlanBuilder(file, readDimensions(file, 'layer'));
  const rope = readRope(plan, 'neox');
  const x = typedEmbedding(plan);
  layerNorm(plan, plan.body, 'token_embd_norm', x, x);
  const head = textHead(plan, x);
  for (let layer = 0; layer < plan.dimensions.layers; layer++) {
    textAttention(plan, `blk.${layer}.attn`, x, { rope, fused: plan.has(`blk.${layer}.attn_qkv.weight`) });
    textMlp(plan, `blk.${layer}`, x, 'silu');
    head.afterLayer(layer);
  }
  return head.finish();
}
