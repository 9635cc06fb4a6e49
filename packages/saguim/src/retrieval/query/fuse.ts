/** A passage as the two ways of searching see it. */
export interface Candidate {
  readonly segment: number;
  readonly passage: number;
  /** Cosine with the query; undefined where it was not asked for. */
  readonly similarity?: number | undefined;
  /** BM25; 0 where no word occurs. */
  readonly words?: number | undefined;
}

export interface FusionOptions {
  /** Share of the vectors' score in what both give together, 0 to 1. */
  readonly vectorWeight: number;
}

/** Measured on Cranfield: docs/decisions/search-ranking.md. */
export const defaultFusion: FusionOptions = { vectorWeight: 0.7 };

/**
 * One score of two, 0 to 1: each is brought to 0…1 by the best and the worst among the candidates, and they are added by weight. A
 * passage in which no word occurs gets 0 for the words.
 */
export function fuse(candidates: readonly Candidate[], { vectorWeight }: FusionOptions = defaultFusion): Float64Array {
  let high = Number.NEGATIVE_INFINITY;
  let low = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const { similarity = 0, words = 0 } of candidates) {
    high = Math.max(high, similarity);
    low = Math.min(low, similarity);
    most = Math.max(most, words);
  }
  const range = high - low;
  const scores = new Float64Array(candidates.length);
  for (let at = 0; at < scores.length; at++) {
    const { similarity = 0, words = 0 } = candidates[at]!;
    const near = range > 0 ? (similarity - low) / range : 1;
    scores[at] = vectorWeight * near + (1 - vectorWeight) * (most > 0 ? words / most : 0);
  }
  return scores;
}
