import { SaguimError } from '@saguim/engine/spec';
import type { Analyzer } from '../analysis/analyzer.js';
import { fold } from '../analysis/fold.js';
import { forEachWord } from '../analysis/words.js';
import type { BitSet } from '../bit-set.js';
import type { Segment } from '../segment/segment.js';
import type { Metadata, StoredDocument } from '../stored-document.js';
import { dot } from '../unit-vector.js';
import { evaluateFilter, type FilterNode, filterFields, parseFilter } from './filter.js';
import { fuse } from './fuse.js';
import { scoreWords } from './score-words.js';
import { TopList } from './top-list.js';

export type SearchMode = 'hybrid' | 'vectors' | 'words';

export interface SearchRequest {
  readonly text: string;
  /** The query's vector (dimensions,); needed for all but words. */
  readonly vector?: Float32Array;
  readonly mode: SearchMode;
  /** Hits at most, 1 to 1,000. */
  readonly limit: number;
  readonly filter?: unknown;
  /** One hit for each document, its best passage; or for each passage. */
  readonly group: 'documents' | 'passages';
  /** The last word is still being typed: words that begin with it count. */
  readonly partial: boolean;
}

export interface Span {
  /** Offsets in UTF-16 code units of the document's text. */
  readonly start: number;
  readonly end: number;
}

export interface SearchHit {
  readonly id: string;
  readonly title?: string;
  readonly metadata?: Metadata;
  /** How well it fits among what was found, 0 to 1 for hybrid search; the cosine for vectors, BM25 for words. */
  readonly score: number;
  /** Cosine of the passage and the query; absent when only words were searched. */
  readonly similarity?: number;
  /** BM25 of the passage; absent when only vectors were searched. 0: none of the words is in it. */
  readonly words?: number;
  readonly passage: Span & { readonly text: string };
  /** Where words of the query are in the passage; offsets in the document's text. */
  readonly highlights: readonly Span[];
}

export interface SearchResult {
  readonly hits: readonly SearchHit[];
  /** Fields of the filter that no document has: perhaps misspelt. */
  readonly unknownFields: readonly string[];
}

/** The best of each kind that are looked at closely: vectors read from storage and compared in full precision. */
const closelyLookedAt = 100;

interface Found {
  readonly segment: number;
  readonly passage: number;
  score: number;
  similarity: number | undefined;
  readonly words: number | undefined;
}

type OnDamage = (error: unknown) => void;

/** @throws {SaguimError} `invalid-argument` */
export function searchSegments(segments: readonly Segment[], analyzer: Analyzer, request: SearchRequest, onDamage: OnDamage): SearchResult {
  const { text, vector, mode, limit, filter, partial } = request;
  const allowed = allowedPassages(segments, filter);
  const words = mode === 'vectors' && vector ? [] : analyzer.query(text);
  const prefix = partial ? lastWord(text) : undefined;
  const most = Math.max(closelyLookedAt, limit * 2);
  const wordScores = mode === 'vectors' ? undefined : scoreWords(segments, words, prefix, onDamage);
  const vectorScores = mode === 'words' ? undefined : scan(segments, vector);
  const candidates = new Map<number, Found>();
  const take = (scores: readonly Float32Array[] | undefined, above: number) => {
    if (!scores) return;
    for (const { place, segment, passage } of best(segments, scores, allowed, most, above)) {
      candidates.set(place, { segment, passage, score: 0, similarity: undefined, words: wordScores?.[segment]?.[passage] });
    }
  };
  take(wordScores, 0);
  take(vectorScores, Number.NEGATIVE_INFINITY);
  let found = [...candidates.values()];
  if (mode !== 'words') found = found.filter((candidate) => addSimilarity(segments, candidate, vector!, onDamage));
  if (mode === 'hybrid') {
    const scores = fuse(found);
    for (let at = 0; at < found.length; at++) found[at]!.score = scores[at]!;
  } else for (const candidate of found) candidate.score = (mode === 'words' ? candidate.words : candidate.similarity) ?? 0;
  const highlight = mode === 'vectors' ? analyzer.query(text) : words;
  return {
    hits: toHits(segments, found, request, onDamage, (document, start, end) =>
      analyzer.matches(document.text, start, end, highlight, prefix),
    ),
    unknownFields: unknownFields(segments, filter),
  };
}

/** Documents nearest to one of the index: for each the nearest passage to the mean of its passages. */
export function similarDocuments(
  segments: readonly Segment[],
  { segment, document }: { segment: Segment; document: number },
  request: SearchRequest,
  onDamage: OnDamage,
): SearchResult {
  const mean = new Float32Array(segment.footer.model.dimensions);
  for (let [passage, to] = segment.passagesOf(document); passage < to; passage++) {
    for (const [at, number] of segment.vector(passage).entries()) mean[at]! += number;
  }
  const length = Math.sqrt(dot(mean, mean));
  if (length === 0) return { hits: [], unknownFields: [] };
  const query = mean.map((number) => number / length);
  const allowed = allowedPassages(segments, request.filter).map((passages) => passages.clone());
  const own = segments.indexOf(segment);
  for (let [passage, to] = segment.passagesOf(document); passage < to; passage++) allowed[own]!.delete(passage);
  const most = Math.max(closelyLookedAt, request.limit * 2);
  const found: Found[] = best(segments, scan(segments, query), allowed, most, Number.NEGATIVE_INFINITY).map(({ segment, passage }) => ({
    segment,
    passage,
    score: 0,
    similarity: undefined,
    words: undefined,
  }));
  const compared = found.filter((candidate) => addSimilarity(segments, candidate, query, onDamage));
  for (const candidate of compared) candidate.score = candidate.similarity!;
  return { hits: toHits(segments, compared, request, onDamage, () => []), unknownFields: unknownFields(segments, request.filter) };
}

function addSimilarity(segments: readonly Segment[], candidate: Found, vector: Float32Array, onDamage: OnDamage): boolean {
  try {
    candidate.similarity = segments[candidate.segment]!.product(candidate.passage, vector);
    return true;
  } catch (error) {
    onDamage(error);
    return false;
  }
}

/** Passages that are not removed and whose documents the filter lets through. */
function allowedPassages(segments: readonly Segment[], filter: unknown): readonly BitSet[] {
  if (filter === undefined) return segments.map(({ livePassages }) => livePassages);
  const node = parseFilter(filter);
  return segments.map((segment) => {
    const documents = evaluateFilter(node, segment);
    const passages = segment.livePassages.clone();
    const { passageDocuments } = segment;
    for (let passage = 0; passage < passageDocuments.length; passage++)
      if (!documents.has(passageDocuments[passage]!)) passages.delete(passage);
    return passages;
  });
}

function unknownFields(segments: readonly Segment[], filter: unknown): string[] {
  if (filter === undefined) return [];
  const node: FilterNode = parseFilter(filter);
  return [...new Set(filterFields(node))].filter((field) => !segments.some(({ footer }) => Object.hasOwn(footer.columns, field)));
}

/** Products with all vectors, as integers: close enough to choose whom to compare in full. */
function scan(segments: readonly Segment[], vector: Float32Array | undefined): Float32Array[] {
  if (!vector)
    throw new SaguimError('invalid-argument', 'A search by meaning needs an embedder', {
      hint: "Open the index with one, or search with mode: 'words'.",
    });
  return segments.map(({ scanner }) => scanner.scan(vector));
}

/** The best passages of all segments by score, each with its place among all. */
function best(segments: readonly Segment[], scores: readonly Float32Array[], allowed: readonly BitSet[], most: number, above: number) {
  const list = new TopList(most);
  const starts: number[] = [];
  let start = 0;
  for (const [index, segmentScores] of scores.entries()) {
    starts.push(start);
    list.addAll(segmentScores, start, allowed[index]!, above);
    start += segments[index]!.footer.passages;
  }
  return list.sorted().map((member) => {
    let segment = starts.length - 1;
    while (starts[segment]! > member) segment--;
    return { place: member, segment, passage: member - starts[segment]! };
  });
}

function toHits(
  segments: readonly Segment[],
  found: Found[],
  { limit, group }: SearchRequest,
  onDamage: OnDamage,
  highlight: (document: StoredDocument, start: number, end: number) => Span[],
): SearchHit[] {
  found.sort((a, b) => b.score - a.score || a.segment - b.segment || a.passage - b.passage);
  const hits: SearchHit[] = [];
  const seen = new Set<string>();
  for (const { segment: index, passage, score, similarity, words } of found) {
    if (hits.length === limit) break;
    const segment = segments[index]!;
    const documentIndex = segment.passageDocuments[passage]!;
    const key = `${index} ${documentIndex}`;
    if (group === 'documents' && seen.has(key)) continue;
    seen.add(key);
    try {
      const document = segment.document(documentIndex);
      const [start, end] = [segment.passageStarts[passage]!, segment.passageEnds[passage]!];
      hits.push({
        id: document.id,
        ...(document.title === undefined ? {} : { title: document.title }),
        ...(document.metadata === undefined ? {} : { metadata: document.metadata }),
        score,
        ...(similarity === undefined ? {} : { similarity }),
        ...(words === undefined ? {} : { words }),
        passage: { start, end, text: document.text.slice(start, end) },
        highlights: highlight(document, start, end),
      });
    } catch (error) {
      onDamage(error);
    }
  }
  return hits;
}

/** The word at the end of what was typed, if nothing comes after it. */
function lastWord(text: string): string | undefined {
  let last: string | undefined;
  forEachWord(text, 0, text.length, (word, _start, end) => {
    last = end === text.length ? fold(word) : undefined;
  });
  return last;
}
