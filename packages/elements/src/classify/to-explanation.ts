import type { Explanation as WordExplanation } from 'saguim';
import type { Explanation } from './classify-provider.js';

/** Words that move the log-odds less than this in all are no explanation. */
const LEAST_MOVE = 0.1;

/** Which words moved an answer, the strongest with the size 1. */
export function toExplanation({ label, words }: WordExplanation): Explanation {
  const most = Math.max(LEAST_MOVE, ...words.map(({ contribution }) => Math.abs(contribution)));
  return { label, words: words.map(({ start, end, contribution }) => ({ start, end, weight: contribution / most })) };
}
