import type { Plan } from '../spec/index.js';
import { attentionBlock } from './blocks/attention-block.js';
import { readDimensions } from './blocks/dimensions.js';
import { embedding } from './blocks/embedding.js';
import { gatedMlp } from './blocks/mlp.js';
import { outputHead } from './blocks/output-head.js';
import { PlanBuilder } from './blocks/plan-builder.js';
import { readRope } from './blocks/rope.js';
import { readPattern, readWindow } from './blocks/window.js';
import { type ModelFile, readPositive } from './metadata.js';

/** Layers of the model (27B) whose scores are scaled by the width of the residual stream over its heads, and not by the size of a head. */
const SCALED_BY_WIDTH = 62;
/** One layer in so many sees everything, where the file does not say. */
const PERIOD = 6;

/**
 * Gemma 3 (text): gemma2 without its caps, with norms of q and k, and five windowed layers, which rotate by a base of their own, to one that
 * sees everything. https://arxiv.org/abs/2503.19786
 */
export function gemma3(file: ModelFile): Plan {
  const plan = new PlanBuilder(file, readDimensions(file));
  const { layers, embeddingLength, heads } = plan.dimensions;
  const rope = readRope(plan, 'neox');
  const near = { ...rope, base: readPositive(file.metadata, 'gemma3.rope.freq_base_swa', 10_000), positionScale: 1 };
  const window = readWindow(plan);
  const isWindowed = readPattern(plan, PERIOD);
  const scoreScale = layers === SCALED_BY_WIDTH ? 1 / Math.sqrt(embeddingLength / heads) : undefined;
  const x = embedding(plan, Math.sqrt(embeddingLength));
  for (let layer = 0; layer < layers; layer++) {
    const sight = isWindowed(layer) ? { rope: near, window } : { rope };
    attentionBlock(plan, layer, x, { ...sight, scoreScale, queryNorm: 'head', normAfter: true });
    gatedMlp(plan, layer, x, 'gelu', { normAfter: true });
  }
  return outputHead(plan, x);
}
