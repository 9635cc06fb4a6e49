import { quantizeVector, strideOf } from '@saguim/engine';
import type { Analyzer } from '../analysis/analyzer.js';
import type { Passage } from '../passages/split-passages.js';
import type { StoredDocument } from '../stored-document.js';
import { checksum } from './checksum.js';
import { ColumnsBuilder } from './column.js';
import { PostingsWriter, type StoredPostings } from './postings.js';
import { SectionWriter, type Sink } from './section-writer.js';
import { type IndexModel, type Removes, segmentMagic, writeFooter } from './segment-format.js';
import { textHash } from './text-hash.js';

/** A passage with what is kept of it. */
export interface BuiltPassage extends Passage {
  /** Hash of the text that was embedded. */
  readonly hash: readonly [number, number];
  /** (dimensions,) of unit length, or zeros where there is nothing to embed. */
  readonly vector: Float32Array;
}

export interface BuiltDocument {
  readonly document: StoredDocument;
  readonly passages: readonly BuiltPassage[];
}

/** Words of the title count so often: a common choice, not measured here. */
const titleWeight = 1;

/** What passages are, whether they come from documents or from other segments. */
export interface PassageTable {
  readonly documents: Uint32Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly lengths: Uint32Array;
  /** (passages, 3): hash and passage, in order of the hash. */
  readonly textHashes: Uint32Array;
}

export interface SegmentContent {
  readonly model: IndexModel;
  readonly from: number;
  readonly through: number;
  readonly documentOffsets: Float64Array;
  readonly documentChecks: Uint32Array;
  /** Where the vectors begin. */
  readonly vectors: number;
  readonly vectorChecks: Uint32Array;
  readonly rows: Int8Array;
  readonly scales: Float32Array;
  readonly passages: PassageTable;
  /** (documents, 2): hash of the id and document, in order of the hash. */
  readonly ids: readonly (readonly [number, number])[];
  readonly postings: StoredPostings;
  readonly columns: ColumnsBuilder;
  readonly removes: Removes;
}

/** Writes everything that comes after the documents and the vectors. */
export function writeSections(writer: SectionWriter, content: SegmentContent): void {
  const { passages, postings, ids } = content;
  writer.section('documentOffsets', content.documentOffsets);
  writer.section('documentChecks', content.documentChecks);
  writer.section('vectorChecks', content.vectorChecks);
  writer.section('rows', content.rows);
  writer.section('scales', content.scales);
  writer.section('passageDocuments', passages.documents);
  writer.section('passageStarts', passages.starts);
  writer.section('passageEnds', passages.ends);
  writer.section('passageLengths', passages.lengths);
  writer.section(
    'idHashes',
    Uint32Array.from(ids, ([hash]) => hash),
  );
  writer.section(
    'idOrdinals',
    Uint32Array.from(ids, ([, document]) => document),
  );
  writer.section('textHashes', passages.textHashes);
  writer.section('terms', postings.terms);
  writer.section('termOffsets', postings.termOffsets);
  writer.section('postings', postings.postings);
  writer.section('postingOffsets', postings.postingOffsets);
  writer.section('postingCounts', postings.postingCounts);
  writer.section('removes', new TextEncoder().encode(JSON.stringify(content.removes)));
  const sections = { ...writer.places } as never;
  const columns: Record<string, readonly [number, number, number]> = {};
  for (const [field, bytes] of content.columns.encoded()) {
    writer.section(field, bytes);
    Object.defineProperty(columns, field, { value: writer.places[field], enumerable: true });
  }
  writeFooter(writer, {
    model: content.model,
    from: content.from,
    through: content.through,
    documents: content.documentChecks.length,
    passages: content.vectorChecks.length,
    terms: postings.postingCounts.length,
    vectors: content.vectors,
    sections,
    columns,
  });
}

export interface SegmentSource {
  readonly model: IndexModel;
  readonly from: number;
  readonly through: number;
  readonly removes: Removes;
  readonly documents: readonly BuiltDocument[];
}

/** Writes a segment of documents. */
export function buildSegment(sink: Sink, source: SegmentSource, analyzer: Analyzer): void {
  const { model, from, through, removes, documents } = source;
  const writer = new SectionWriter(sink);
  writer.append(segmentMagic);
  const encoder = new TextEncoder();
  const documentOffsets = new Float64Array(documents.length + 1);
  const documentChecks = new Uint32Array(documents.length);
  const columns = new ColumnsBuilder();
  for (const [index, { document }] of documents.entries()) {
    const bytes = encoder.encode(JSON.stringify(document));
    documentOffsets[index] = writer.position;
    documentChecks[index] = checksum(bytes);
    writer.append(bytes);
    columns.add(index, document.metadata);
  }
  documentOffsets[documents.length] = writer.position;
  writer.align();
  const vectors = writer.position;
  const all = documents.flatMap(({ document, passages }, index) => passages.map((passage) => ({ document, index, passage })));
  const stride = strideOf(model.dimensions);
  const rows = new Int8Array(all.length * stride);
  const scales = new Float32Array(all.length);
  const vectorChecks = new Uint32Array(all.length);
  const lengths = new Uint32Array(all.length);
  const terms = new Map<string, number[]>();
  for (const [at, { document, passage }] of all.entries()) {
    const { vector, start, end } = passage;
    const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
    vectorChecks[at] = checksum(bytes);
    writer.append(bytes);
    scales[at] = quantizeVector(vector, rows.subarray(at * stride, (at + 1) * stride));
    const { counts, length } = analyzer.terms(document.text, start, end, titleOf(document, start), titleWeight);
    lengths[at] = length;
    for (const [term, times] of counts) {
      const list = terms.get(term);
      if (list) list.push(at, times);
      else terms.set(term, [at, times]);
    }
  }
  const postings = new PostingsWriter();
  for (const term of [...terms.keys()].sort()) {
    const list = terms.get(term)!;
    for (let at = 0; at < list.length; at += 2) postings.add(list[at]!, list[at + 1]!);
    postings.endTerm(term);
  }
  writeSections(writer, {
    model,
    from,
    through,
    documentOffsets,
    documentChecks,
    vectors,
    vectorChecks,
    rows,
    scales,
    passages: {
      documents: Uint32Array.from(all, ({ index }) => index),
      starts: Uint32Array.from(all, ({ passage }) => passage.start),
      ends: Uint32Array.from(all, ({ passage }) => passage.end),
      lengths,
      textHashes: sortedHashes(all.map(({ passage: { hash } }, at) => [...hash, at] as const)),
    },
    ids: documents.map(({ document }, index) => [textHash(document.id)[0], index] as const).sort((a, b) => a[0] - b[0] || a[1] - b[1]),
    postings: postings.end(),
    columns,
    removes,
  });
}

/** The title counts in every passage, but not twice where the text begins with it. */
function titleOf({ title = '', text }: StoredDocument, start: number): string {
  return text.startsWith(title, start) ? '' : title;
}

export function sortedHashes(hashes: (readonly [high: number, low: number, passage: number])[]): Uint32Array {
  hashes.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  return Uint32Array.from(hashes.flat());
}
