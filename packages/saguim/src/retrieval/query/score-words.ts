import type { QueryWord } from '../analysis/analyzer.js';
import type { Segment } from '../segment/segment.js';

// Okapi BM25: S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the weight of words kept
// positive, ln(1 + (N - n + 0.5) / (n + 0.5)).

/** How soon further occurrences of a word stop to count, and how much long passages are held back. */
export const bm25 = { k1: 1.2, b: 0.75 };

/** At most so many terms stand for a word that is still being typed. */
const maxCompletions = 48;

/** Room for scoring that is used again and again, since a new one for every key that is pressed would be megabytes of garbage. */
interface Scratch {
  /** BM25 so far, for each passage. */
  readonly scores: Float32Array;
  /** How often the word at hand occurs in each passage, and which passages these are. */
  readonly times: Uint16Array;
  readonly found: Uint32Array;
  count: number;
}

const scratches = new WeakMap<Segment, Scratch>();

function scratchOf(segment: Segment): Scratch {
  let scratch = scratches.get(segment);
  if (!scratch) {
    const { passages } = segment.footer;
    scratch = { scores: new Float32Array(passages), times: new Uint16Array(passages), found: new Uint32Array(passages), count: 0 };
    scratches.set(segment, scratch);
  }
  return scratch;
}

/**
 * Scores of all passages of all segments for a query's words, removed ones 0.
 * @param prefix the last word as far as it is typed: what begins with it counts as the word
 * @param onDamage hears of lists that cannot be read, which are left out
 * @returns for each segment f32 (passages,), valid until the next call
 */
export function scoreWords(
  segments: readonly Segment[],
  words: readonly QueryWord[],
  prefix: string | undefined,
  onDamage: (error: unknown) => void,
): Float32Array[] {
  let total = 0;
  let length = 0;
  for (const { passageCount, wordCount } of segments) {
    total += passageCount;
    length += wordCount;
  }
  const average = Math.max(1, length / Math.max(1, total));
  for (const segment of segments) scratchOf(segment).scores.fill(0);
  for (const word of words) {
    let count = 0;
    for (const segment of segments) count += collect(segment, word, word.word === prefix ? prefix : undefined, onDamage);
    if (count === 0) continue;
    const weight = Math.log(1 + (total - count + 0.5) / (count + 0.5)) * (bm25.k1 + 1);
    for (const segment of segments) {
      const { scores, times, found, count: here } = scratchOf(segment);
      const { passageLengths } = segment;
      for (let at = 0; at < here; at++) {
        const passage = found[at]!;
        const often = times[passage]!;
        scores[passage]! += (weight * often) / (often + bm25.k1 * (1 - bm25.b + (bm25.b * passageLengths[passage]!) / average));
        times[passage] = 0;
      }
    }
  }
  return segments.map((segment) => scratchOf(segment).scores);
}

/**
 * Where any form of a word occurs in a segment, removed passages left out. A passage whose language is unknown has several forms of the
 * same word: the most frequent one counts. @returns in how many passages
 */
function collect(segment: Segment, { terms }: QueryWord, prefix: string | undefined, onDamage: (error: unknown) => void): number {
  const { postings, livePassages, footer } = segment;
  const scratch = scratchOf(segment);
  const { times: most, found } = scratch;
  const indexes = new Set<number>();
  for (const term of terms) {
    const at = postings.find(term);
    if (at >= 0) indexes.add(at);
  }
  if (prefix !== undefined) for (const at of postings.findPrefix(prefix, maxCompletions)) indexes.add(at);
  let count = 0;
  const take = (passage: number, times: number) => {
    if (passage >= footer.passages || !livePassages.has(passage)) return;
    if (most[passage] === 0) found[count++] = passage;
    if (times > most[passage]!) most[passage] = Math.min(times, 0xffff);
  };
  for (const at of indexes) {
    try {
      postings.forEach(at, take);
    } catch (error) {
      onDamage(error);
    }
  }
  scratch.count = count;
  return count;
}
