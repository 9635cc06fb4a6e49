import type { Plan } from '../spec/index.js';
import { attentionBlock } from './blocks/attention-block.js';
import { readDimensions } from './blocks/dimensions.js';
import { embedding } from './blocks/embedding.js';
import { gatedMlp } from './blocks/mlp.js';
import { outputHead } from './blocks/output-head.js';
import { PlanBuilder } from './blocks/plan-builder.js';
import { readRope } from './blocks/rope.js';
import { readWindow } from './blocks/window.js';
import { type ModelFile, readOptional } from './metadata.js';

/** Layers of the model (27B) whose scores are scaled by the width of the residual stream over its heads, and not by the size of a head. */
const SCALED_BY_WIDTH = 46;

/**
 * Gemma 2: norms before and behind each branch, capped scores and logits, and a window in every other layer.
 * https://arxiv.org/abs/2408.00118. The weights of its norms have their 1 added in the file.
 */
export function gemma2(file: ModelFile): Plan {
  const plan = new PlanBuilder(file, readDimensions(file));
  const { layers, embeddingLength, heads } = plan.dimensions;
  const rope = readRope(plan, 'neox');
  const window = readWindow(plan, 4096);
  const softcap = readOptional(file.metadata, 'gemma2.attn_logit_softcapping');
  const scoreScale = layers === SCALED_BY_WIDTH ? 1 / Math.sqrt(embeddingLength / heads) : undefined;
  const x = embedding(plan, Math.sqrt(embeddingLength));
  for (let layer = 0; layer < layers; layer++) {
    attentionBlock(plan, layer, x, { rope, scoreScale, softcap, normAfter: true, ...(layer % 2 === 0 && { window }) });
    gatedMlp(plan, layer, x, 'gelu', { normAfter: true });
  }
  return outputHead(plan, x, { softcap: readOptional(file.metadata, 'gemma2.final_logit_softcapping') });
}
