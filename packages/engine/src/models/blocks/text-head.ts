import type { Plan, PoolKind, Range } from '../../spec/index.js';
import { SaguimError } from '../../spec/index.js';
import { classHead, hasClasses } from './class-head.js';
import type { PlanBuilder } from './plan-builder.js';

/** `pooling_type` of a file. 0 (none) and a missing key: the mean, as sentence-transformers does where nothing else is said. */
const POOLING: readonly PoolKind[] = ['mean', 'mean', 'first', 'last'];
/** Layers whose means and maxima are the features of a text: so many, from the middle to the last. */
const FEATURE_LAYERS = 4;

/**
 * The end of a model of whole texts: pools the last layer to an embedding of length 1, and several layers to features for
 * classifiers. The result is `[embedding | mean, maximum of each of the layers, the last first]`, scores of classes where the file has a
 * head for some, and what became of the token itself.
 * @throws {SaguimError} `unsupported` for a causal model and for one that ranks pairs.
 */
export function textHead(plan: PlanBuilder, x: Range): { afterLayer(layer: number): void; finish(): Plan } {
  const { architecture, layers } = plan.dimensions;
  const { metadata } = plan.file;
  const classifies = hasClasses(plan);
  const kind = POOLING[metadata.number(`${architecture}.pooling_type`, 0)] ?? (classifies ? 'first' : undefined);
  if (!kind) {
    throw new SaguimError('unsupported', 'The model gives no embeddings of texts: it ranks pairs of them, or pools in an unknown way', {
      where: `${architecture}.pooling_type`,
    });
  }
  if (metadata.boolean(`${architecture}.attention.causal`, false)) {
    throw new SaguimError('unsupported', 'Encoders that see only what came before cannot be run', {
      where: `${architecture}.attention.causal`,
    });
  }
  const chosen = featureLayers(layers);
  const widths = Array.from({ length: 2 + 2 * chosen.length }, () => x.width);
  const classes = classifies ? classHead(plan, x, 'first') : undefined;
  const [embedding, pooled, ...features] = widths.map((width, i) => ({ buffer: 'text', start: i * width, width })) as [
    Range,
    Range,
    ...Range[],
  ];
  return {
    afterLayer(layer) {
      const at = chosen.indexOf(layer);
      if (at < 0) return;
      plan.body.push({ op: 'pool', in: x, out: features[2 * at]!, kind: 'mean' });
      plan.body.push({ op: 'pool', in: x, out: features[2 * at + 1]!, kind: 'maximum' });
      if (layer < layers - 1) return;
      plan.body.push({ op: 'pool', in: x, out: pooled, kind });
      classes?.pool();
    },
    finish() {
      plan.head.push({ op: 'unit-norm', in: pooled, out: embedding });
      const start = features[0]!.start;
      const width = widths.length * x.width;
      const text = {
        embedding: { start: embedding.start, width: embedding.width },
        features: { start, width: 2 * chosen.length * x.width },
      };
      const count = classes?.count ?? 0;
      const tokens = { start: width + count, width: x.width };
      const whole = plan.buffer('text', tokens.start + tokens.width);
      plan.head.push({ op: 'scale', in: x, out: { buffer: 'text', ...tokens }, factor: 1, add: false });
      if (!classes) return plan.finish(whole, { ...text, tokens });
      classes.finish({ buffer: 'text', start: width, width: count });
      return plan.finish(whole, { ...text, tokens, classes: { start: width, width: count } });
    },
  };
}

/** The last layer and up to three before it, evenly down to the middle: 11, 9, 7, 5 of twelve. */
function featureLayers(layers: number): number[] {
  const step = Math.max(1, Math.floor(layers / 2 / (FEATURE_LAYERS - 1)));
  return Array.from({ length: Math.min(FEATURE_LAYERS, layers) }, (_, i) => layers - 1 - i * step);
}
