import type { Range, RopeKind } from '../../spec/index.js';
import { SaguimError } from '../../spec/index.js';
import { readCount, readPositive } from '../metadata.js';
import type { PlanBuilder } from './plan-builder.js';

/** How a family turns positions into angles. https://arxiv.org/abs/2104.09864 */
export interface Rope {
  readonly kind: RopeKind;
  /** Leading values of a head that rotate. */
  readonly dimensions: number;
  readonly base: number;
  readonly positionScale: number;
  /** Tensor of divisors, one a frequency (llama 3.1 and later, longrope). */
  readonly factors?: string;
  /** What rotated values are multiplied by (longrope). */
  readonly magnitude?: number;
}

/**
 * Reads the rope keys and tensor of a file.
 * @throws {SaguimError} `bad-file` for values out of range, `unsupported` for scalings other than linear.
 */
export function readRope(plan: PlanBuilder, kind: RopeKind): Rope {
  const { metadata } = plan.file;
  const { architecture, headSize } = plan.dimensions;
  const key = (name: string) => `${architecture}.rope.${name}`;

  const dimensions = readCount(metadata, key('dimension_count'), headSize, headSize);
  if (dimensions % 2 !== 0)
    throw new SaguimError('bad-file', `${dimensions} values cannot rotate in pairs`, { where: key('dimension_count') });
  const base = readPositive(metadata, key('freq_base'), 10_000);
  const long = plan.has('rope_factors_long.weight');
  const factors = plan.has('rope_freqs.weight') ? plan.vector('rope_freqs.weight', dimensions / 2) : undefined;
  const rope = { kind, dimensions, base, positionScale: readPositionScale(plan, key), ...(factors && { factors }) };
  return long ? { ...rope, ...readLongRope(plan, key, dimensions) } : rope;
}

/**
 * Longrope has one set of divisors for as many positions as the model was first trained for, and one for more; as in llama.cpp the
 * positions that there is room for decide, since a cache cannot change from one to the other. https://arxiv.org/abs/2402.13753
 */
function readLongRope(plan: PlanBuilder, key: (name: string) => string, dimensions: number): Pick<Rope, 'factors' | 'magnitude'> {
  const { metadata, positions = 0 } = plan.file;
  const { contextLength } = plan.dimensions;
  const [short, long] = ['short', 'long'].map((length) => plan.vector(`rope_factors_${length}.weight`, dimensions / 2)) as [string, string];
  const original = readCount(metadata, key('scaling.original_context_length'), contextLength, contextLength);
  return { factors: positions > original ? long : short, magnitude: readPositive(metadata, key('scaling.attn_factor'), 1) };
}

/**
 * Linear scaling divides positions: https://arxiv.org/abs/2306.15595. As in llama.cpp it is meant where a factor comes without a
 * type, under either of the key's two names, and a factor of 0 is none.
 */
function readPositionScale({ file: { metadata } }: PlanBuilder, key: (name: string) => string): number {
  const type = metadata.string(key('scaling.type'), 'linear');
  if (type === 'none' || type === 'longrope') return 1;
  if (type !== 'linear') {
    throw new SaguimError('unsupported', `Rope scaling of the type "${type.slice(0, 40)}" cannot be run`, { where: key('scaling.type') });
  }
  const factorKey = metadata.has(key('scaling.factor')) ? key('scaling.factor') : key('scale_linear');
  return metadata.number(factorKey, 0) === 0 ? 1 : 1 / readPositive(metadata, factorKey);
}

/** Appends the rotation of `heads` heads in place. */
export function rotate(plan: PlanBuilder, target: Range, heads: number, rope: Rope): void {
  plan.body.push({ op: 'rope', target, heads, headSize: plan.dimensions.headSize, ...rope });
}
