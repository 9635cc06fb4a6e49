import { SaguimError } from '@saguim/engine/spec';
import type { Analyzer } from '../analysis/analyzer.js';
import { passageText } from '../passages/passage-text.js';
import type { StoredDocument } from '../stored-document.js';
import { checksum } from './checksum.js';
import { MemorySink } from './section-writer.js';
import { type BuiltDocument, type BuiltPassage, buildSegment } from './segment-builder.js';
import { damaged, type ReadableBytes, type Removes, readFooter, readRange, type SectionName } from './segment-format.js';
import { textHash } from './text-hash.js';

/**
 * Makes a segment anew from its documents and vectors: after damage to what follows from them, or when a newer version of the program
 * would make other terms of the same texts.
 *
 * @param onDamage told of every document that cannot be read any more; it is left out
 * @returns the bytes of the new segment
 * @throws {SaguimError} `bad-file` when not even its table of documents is there
 */
export function rebuildSegment(file: ReadableBytes, name: string, analyzer: Analyzer, onDamage: (error: SaguimError) => void): Uint8Array {
  const footer = readFooter(file, name);
  const section = (which: SectionName): Uint8Array<ArrayBuffer> => {
    const [offset, length, sum] = footer.sections[which];
    const bytes = readRange(file, offset, length);
    if (checksum(bytes) !== sum) throw damaged(name, `section "${which}"`, offset, length);
    return bytes;
  };
  const numbers = (which: SectionName) => new Uint32Array(section(which).buffer);
  const offsets = new Float64Array(section('documentOffsets').buffer);
  const documentChecks = numbers('documentChecks');
  const vectorChecks = numbers('vectorChecks');
  const passageDocuments = numbers('passageDocuments');
  const starts = numbers('passageStarts');
  const ends = numbers('passageEnds');
  const removes = JSON.parse(new TextDecoder().decode(section('removes'))) as Removes;
  const { dimensions } = footer.model;
  const documents: BuiltDocument[] = [];
  let passage = 0;
  for (let index = 0; index < footer.documents; index++) {
    const first = passage;
    while (passage < footer.passages && passageDocuments[passage] === index) passage++;
    try {
      const length = offsets[index + 1]! - offsets[index]!;
      const bytes = readRange(file, offsets[index]!, length);
      if (checksum(bytes) !== documentChecks[index]) throw damaged(name, `document ${index}`, offsets[index]!, length);
      const document = JSON.parse(new TextDecoder().decode(bytes)) as StoredDocument;
      const passages: BuiltPassage[] = [];
      for (let at = first; at < passage; at++) {
        const offset = footer.vectors + at * dimensions * 4;
        const vector = readRange(file, offset, dimensions * 4);
        if (checksum(vector) !== vectorChecks[at]) throw damaged(name, `vector ${at}`, offset, vector.length);
        const [start, end] = [starts[at]!, ends[at]!];
        passages.push({
          start,
          end,
          vector: new Float32Array(vector.buffer),
          hash: textHash(passageText(document.title ?? '', document.text, start, end)),
        });
      }
      documents.push({ document, passages });
    } catch (error) {
      if (!(error instanceof SaguimError) || error.code !== 'bad-file') throw error;
      onDamage(error);
    }
  }
  const sink = new MemorySink();
  buildSegment(sink, { model: footer.model, from: footer.from, through: footer.through, removes, documents }, analyzer);
  return sink.bytes;
}
