import type { Plan } from '../spec/index.js';
import { SaguimError } from '../spec/index.js';
import { classHead, hasClasses } from './blocks/class-head.js';
import { readDimensions } from './blocks/dimensions.js';
import { layerNorm } from './blocks/norm.js';
import { PlanBuilder } from './blocks/plan-builder.js';
import { textAttention, textMlp } from './blocks/text-layer.js';
import { type ModelFile, readCount, readPositive } from './metadata.js';

/** What the tokens of the decoder begin with, where the file does not say: `</s>`. */
const START = 2;

/**
 * BART as a classifier of texts: an encoder reads a text, and a decoder the same text again, each token knowing what came before it and all that
 * the encoder made of the whole; its last row is what the classes are told by. https://arxiv.org/abs/1910.13461
 */
export function bart(file: ModelFile): Plan {
  const plan = new PlanBuilder(file, readDimensions(file, 'layer'));
  const { layers, embeddingLength, vocabularySize, contextLength } = plan.dimensions;
  const { metadata } = file;
  if (!hasClasses(plan)) {
    throw new SaguimError('unsupported', 'A BART that writes texts cannot be run; one that classifies them can', {
      where: 'cls.output.weight',
    });
  }
  const scale = readPositive(metadata, 'bart.embedding_scale', 1);
  const before = metadata.number('bart.decoder_start_token_id', START);
  if (!(Number.isInteger(before) && before >= 0 && before < vocabularySize)) {
    throw new SaguimError('bad-file', `Token ${before} is not in the vocabulary`, { where: 'bart.decoder_start_token_id' });
  }
  const table = plan.matrix('token_embd.weight', embeddingLength, vocabularySize);
  const [x, y] = [plan.buffer('x', embeddingLength), plan.buffer('y', embeddingLength)];
  for (const [side, out] of [
    ['enc', x],
    ['dec', y],
  ] as const) {
    const positions = { weight: plan.matrix(`${side}.position_embd.weight`, embeddingLength, contextLength), rows: contextLength };
    plan.body.push({ op: 'embed', table, out, scale, positions, ...(side === 'dec' && { before }) });
    layerNorm(plan, plan.body, `${side}.token_embd_norm`, out, out);
  }
  for (let layer = 0; layer < layers; layer++) {
    textAttention(plan, `enc.blk.${layer}.attn`, x);
    textMlp(plan, `enc.blk.${layer}`, x);
  }
  const decoderLayers = readCount(metadata, 'bart.decoder_block_count', 4096, layers);
  for (let layer = 0; layer < decoderLayers; layer++) {
    textAttention(plan, `dec.blk.${layer}.attn`, y, { causal: true });
    textAttention(plan, `dec.blk.${layer}.cross_attn`, y, { source: x });
    textMlp(plan, `dec.blk.${layer}`, y);
  }
  const classes = classHead(plan, y, 'last');
  const scores = plan.buffer('scores', classes.count);
  classes.pool();
  classes.finish(scores);
  return plan.finish(scores, { classes: { start: 0, width: classes.count } });
}
