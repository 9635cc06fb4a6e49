/** A drawn token's natural-log probability, with the text that became whole with it. */
export interface ScoredPiece {
  readonly token: number;
  readonly text: string;
  readonly logprob: number;
}

/**
 * How likely a suggestion is what was wanted, from the probabilities of its tokens. Their product is the probability of the very text, which is too
 * strict for long ones; their geometric mean is too lenient.
 * @param logProbability sum over its tokens, 0 at most
 * @param tokens at least one
 * @returns 0 … 1
 */
export function confidenceOf(logProbability: number, tokens: number): number {
  return Math.exp(Math.min(0, logProbability) / Math.max(1, tokens) ** 0.5);
}
