import type { Plan } from '../spec/index.js';
import { attentionBlock } from './blocks/attention-block.js';
import { readDimensions } from './blocks/dimensions.js';
import { embedding } from './blocks/embedding.js';
import { gatedMlp } from './blocks/mlp.js';
import { layerNorm } from './blocks/norm.js';
import { outputHead } from './blocks/output-head.js';
import { PlanBuilder } from './blocks/plan-builder.js';
import { readRope } from './blocks/rope.js';
import type { ModelFile } from './metadata.js';

/**
 * StableLM 2: layer norms around llama's branches, a quarter of each head rotating. The 12B shape has no second norm: both branches read the
 * same one and are added together. It norms each head of q and k with weights of its own. https://arxiv.org/abs/2402.17834
 */
export function stablelm(file: ModelFile): Plan {
  const plan = new PlanBuilder(file, readDimensions(file, 'layer'));
  const rope = readRope(plan, 'neox');
  const x = embedding(plan);
  const normed = plan.buffer('normed', x.width);
  for (let layer = 0; layer < plan.dimensions.layers; layer++) {
    const parallel = !plan.has(`blk.${layer}.ffn_norm.weight`);
    if (parallel) layerNorm(plan, plan.body, `blk.${layer}.attn_norm`, x, normed);
    const shared = parallel ? { input: normed } : {};
    attentionBlock(plan, layer, x, { ...shared, rope, ...(plan.has(`blk.${layer}.attn_q_norm.weight`) && { queryNorm: 'own' }) });
    gatedMlp(plan, layer, x, 'silu', shared);
  }
  return outputHead(plan, x);
}
