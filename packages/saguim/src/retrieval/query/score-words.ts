import type { QueryWord } from '../analysis/analyzer.js';
import type { Segment } from '../segment/segment.js';

// Okapi BM25: S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the weight of words kept
// positive, ln(1 + (N - n + 0.5) / (n + 0.5)).

/** How soon further occurrences of a word stop to count, and how much long passages are held back. */
export const bm25 = { k1: 1.2, b: 0.75 };

/** At most so many terms stand for a word that is still being typed. */
const maxCompletions = 48;

/** A word of the query in all segments. */
interface Group {
  /** For each segment its passages that have the word (removed ones left out), and how often. */
  readonly found: { readonly passages: number[]; readonly times: number[] }[];
  readonly count: number;
}

/**
 * Scores of all passages of all segments for a query's words, removed ones 0.
 * @param prefix the last word as far as it is typed: what begins with it counts as the word
 * @returns for each segment f32 (passages,)
 */
export function scoreWords(segments: readonly Segment[], words: readonly QueryWord[], prefix?: string): Float32Array[] {
  let total = 0;
  let length = 0;
  for (const { passageCount, wordCount } of segments) {
    total += passageCount;
    length += wordCount;
  }
  const scores = segments.map(({ footer }) => new Float32Array(footer.passages));
  const average = Math.max(1, length / Math.max(1, total));
  const scratch = segments.map(({ footer }) => new Uint16Array(footer.passages));
  for (const word of words) {
    const { found, count } = collect(segments, word, word.word === prefix ? prefix : undefined, scratch);
    if (count === 0) continue;
    const weight = Math.log(1 + (total - count + 0.5) / (count + 0.5));
    for (const [index, { passages, times }] of found.entries()) {
      const { passageLengths } = segments[index]!;
      const target = scores[index]!;
      for (let at = 0; at < passages.length; at++) {
        const passage = passages[at]!;
        const held = bm25.k1 * (1 - bm25.b + (bm25.b * passageLengths[passage]!) / average);
        target[passage]! += (weight * (times[at]! * (bm25.k1 + 1))) / (times[at]! + held);
      }
    }
  }
  return scores;
}

/** Where any form of a word occurs. A passage whose language is unknown has several forms of the same word: the most frequent one counts. */
function collect(segments: readonly Segment[], { terms }: QueryWord, prefix: string | undefined, scratch: readonly Uint16Array[]): Group {
  let count = 0;
  const found = segments.map(({ postings, livePassages, footer }, index) => {
    const indexes = new Set(terms.map((term) => postings.find(term)).filter((at) => at >= 0));
    if (prefix !== undefined) for (const at of postings.findPrefix(prefix, maxCompletions)) indexes.add(at);
    const most = scratch[index]!;
    const passages: number[] = [];
    for (const at of indexes) {
      postings.forEach(at, (passage, times) => {
        if (passage >= footer.passages || !livePassages.has(passage)) return;
        if (most[passage] === 0) passages.push(passage);
        if (times > most[passage]!) most[passage] = Math.min(times, 0xffff);
      });
    }
    const counts = passages.map((passage) => most[passage]!);
    for (const passage of passages) most[passage] = 0;
    count += passages.length;
    return { passages, times: counts };
  });
  return { found, count };
}
