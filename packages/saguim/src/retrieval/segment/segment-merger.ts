import { strideOf } from '@saguim/engine';
import { SaguimError } from '@saguim/engine/spec';
import { ColumnsBuilder } from './column.js';
import { PostingsWriter } from './postings.js';
import { SectionWriter, type Sink } from './section-writer.js';
import type { Segment } from './segment.js';
import { sortedHashes, writeSections } from './segment-builder.js';
import { type Removes, segmentMagic } from './segment-format.js';

export interface MergeOptions {
  /** Whether there is anything before the first segment that what they remove could be in. */
  readonly first: boolean;
  /** Called now and then: lets others run, and throws to end it. */
  readonly pause: () => Promise<void>;
  /** A document or vector that cannot be read is left out, and told here. */
  readonly onDamage: (error: SaguimError) => void;
}

/** Documents between two pauses. */
const slice = 512;

/** Where a segment's passages and documents go to: -1 for what is removed. */
interface Moves {
  readonly segment: Segment;
  readonly documents: Int32Array;
  readonly passages: Int32Array;
}

/** Writes the documents of neighbouring segments, oldest first, as one segment without what was removed. Nothing is embedded or analysed again. */
export async function mergeSegments(sink: Sink, segments: readonly Segment[], options: MergeOptions): Promise<void> {
  const { pause, onDamage } = options;
  const { model } = segments[0]!.footer;
  const writer = new SectionWriter(sink);
  writer.append(segmentMagic);
  const moves: Moves[] = [];
  const documentOffsets: number[] = [];
  const documentChecks: number[] = [];
  const ids: [number, number][] = [];
  const columns = new ColumnsBuilder();
  let passageCount = 0;
  for (const segment of segments) {
    const documents = new Int32Array(segment.footer.documents).fill(-1);
    const passages = new Int32Array(segment.footer.passages).fill(-1);
    moves.push({ segment, documents, passages });
    for (let document = 0; document < documents.length; document++) {
      if (document % slice === slice - 1) await pause();
      if (!segment.liveDocuments.has(document)) continue;
      const [from, to] = segment.passagesOf(document);
      let bytes: Uint8Array;
      try {
        bytes = segment.documentBytes(document);
        for (let passage = from; passage < to; passage++) segment.vector(passage);
      } catch (error) {
        if (!(error instanceof SaguimError) || error.code !== 'bad-file') throw error;
        onDamage(error);
        continue;
      }
      documents[document] = documentChecks.length;
      documentOffsets.push(writer.position);
      documentChecks.push(segment.documentCheck(document));
      writer.append(bytes);
      for (let passage = from; passage < to; passage++) passages[passage] = passageCount++;
    }
    for (const [hash, document] of segment.idEntries()) if (documents[document]! >= 0) ids.push([hash, documents[document]!]);
  }
  documentOffsets.push(writer.position);
  writer.align();
  const vectors = writer.position;
  const stride = strideOf(model.dimensions);
  const rows = new Int8Array(passageCount * stride);
  const scales = new Float32Array(passageCount);
  const vectorChecks = new Uint32Array(passageCount);
  const table = {
    documents: new Uint32Array(passageCount),
    starts: new Uint32Array(passageCount),
    ends: new Uint32Array(passageCount),
    lengths: new Uint32Array(passageCount),
  };
  const hashes: [number, number, number][] = [];
  for (const { segment, documents, passages } of moves) {
    const { scanner, footer } = segment;
    for (let passage = 0; passage < passages.length; passage++) {
      if (passage % slice === slice - 1) await pause();
      const to = passages[passage]!;
      if (to < 0) continue;
      writer.append(segment.raw(footer.vectors + passage * model.dimensions * 4, model.dimensions * 4));
      vectorChecks[to] = segment.vectorCheck(passage);
      rows.set(scanner.rows.subarray(passage * stride, (passage + 1) * stride), to * stride);
      scales[to] = scanner.scales[passage]!;
      table.documents[to] = documents[segment.passageDocuments[passage]!]!;
      table.starts[to] = segment.passageStarts[passage]!;
      table.ends[to] = segment.passageEnds[passage]!;
      table.lengths[to] = segment.passageLengths[passage]!;
    }
    for (const [high, low, passage] of segment.textHashEntries()) if (passages[passage]! >= 0) hashes.push([high, low, passages[passage]!]);
    for (const field of Object.keys(footer.columns)) {
      const column = segment.column(field)!;
      for (const [index, value] of column.values.entries()) {
        for (let at = column.offsets[index]!; at < column.offsets[index + 1]!; at++) {
          const document = documents[column.documents[at]!]!;
          if (document >= 0) columns.put(field, value, document);
        }
      }
    }
  }
  ids.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  writeSections(writer, {
    model,
    from: segments[0]!.footer.from,
    through: segments[segments.length - 1]!.footer.through,
    documentOffsets: Float64Array.from(documentOffsets),
    documentChecks: Uint32Array.from(documentChecks),
    vectors,
    vectorChecks,
    rows,
    scales,
    passages: { ...table, textHashes: sortedHashes(hashes) },
    ids,
    postings: await mergePostings(moves, pause),
    columns,
    removes: options.first ? { ids: [] } : mergeRemoves(segments),
  });
}

function mergeRemoves(segments: readonly Segment[]): Removes {
  const all = segments.some(({ removes }) => removes.all);
  return all ? { all, ids: [] } : { ids: [...new Set(segments.flatMap(({ removes }) => removes.ids))] };
}

/** Walks the terms of all segments in order. */
async function mergePostings(moves: readonly Moves[], pause: () => Promise<void>) {
  const writer = new PostingsWriter();
  const cursors = moves
    .map(({ segment: { postings }, passages }, order) => ({
      postings,
      passages,
      order,
      at: 0,
      term: postings.termCount > 0 ? postings.term(0) : '',
    }))
    .filter(({ postings }) => postings.termCount > 0);
  for (let count = 1; cursors.length > 0; count++) {
    if (count % slice === 0) await pause();
    let term = cursors[0]!.term;
    for (const cursor of cursors) if (cursor.term < term) term = cursor.term;
    for (let index = 0; index < cursors.length; index++) {
      const cursor = cursors[index]!;
      if (cursor.term !== term) continue;
      cursor.postings.forEach(cursor.at, (passage, times) => {
        const to = cursor.passages[passage] ?? -1;
        if (to >= 0) writer.add(to, times);
      });
      if (++cursor.at < cursor.postings.termCount) cursor.term = cursor.postings.term(cursor.at);
      else cursors.splice(index--, 1);
    }
    writer.endTerm(term);
  }
  return writer.end();
}
