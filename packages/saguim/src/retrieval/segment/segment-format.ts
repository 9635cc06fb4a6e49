import { SaguimError } from '@saguim/engine/spec';
import { analyzerVersion } from '../analysis/analyzer.js';
import { checksum } from './checksum.js';
import type { SectionPlace, SectionWriter } from './section-writer.js';

// A segment is a file (or a record of the journal) that is written once: sections, then a footer that says where they lie. Numbers are
// little-endian. The documents and their vectors are the source; all other sections follow from them and can be made anew.

/** Changes when older programs could not read what is written. */
export const formatVersion = 1;

/** What the vectors of an index were made with. */
export interface IndexModel {
  readonly name: string;
  readonly fingerprint: string;
  readonly dimensions: number;
}

/** What a segment takes away from those before it. */
export interface Removes {
  /** All that was there. */
  readonly all?: boolean;
  readonly ids: readonly string[];
}

export const sectionNames = [
  'documentOffsets',
  'documentChecks',
  'vectorChecks',
  'rows',
  'scales',
  'passageDocuments',
  'passageStarts',
  'passageEnds',
  'passageLengths',
  'idHashes',
  'idOrdinals',
  'textHashes',
  'terms',
  'termOffsets',
  'postings',
  'postingOffsets',
  'postingCounts',
  'removes',
] as const;
export type SectionName = (typeof sectionNames)[number];

export interface SegmentFooter {
  readonly format: number;
  readonly analyzer: number;
  readonly model: IndexModel;
  /** Numbers of the first and last change that are in it. */
  readonly from: number;
  readonly through: number;
  readonly documents: number;
  readonly passages: number;
  readonly terms: number;
  /** Where the vectors (passages, dimensions) f32 begin. */
  readonly vectors: number;
  readonly sections: Readonly<Record<SectionName, SectionPlace>>;
  /** Metadata by field. */
  readonly columns: Readonly<Record<string, SectionPlace>>;
}

/** `SAGUIMS1` and its end. */
export const segmentMagic = Uint8Array.of(0x53, 0x41, 0x47, 0x55, 0x49, 0x4d, 0x53, 0x31);
/** Footer's length and checksum, and the magic once more. */
export const trailerBytes = 16;
export const headerBytes = segmentMagic.length;

export type FooterContent = Omit<SegmentFooter, 'format' | 'analyzer'>;

export function writeFooter(writer: SectionWriter, content: FooterContent): void {
  writer.align();
  const footer = new TextEncoder().encode(JSON.stringify({ format: formatVersion, analyzer: analyzerVersion, ...content }));
  writer.append(footer);
  const trailer = new Uint8Array(trailerBytes);
  const view = new DataView(trailer.buffer);
  view.setUint32(0, footer.length, true);
  view.setUint32(4, checksum(footer), true);
  trailer.set(segmentMagic, 8);
  writer.append(trailer);
}

/** Bytes that can be read at any place. */
export interface ReadableBytes {
  size(): number;
  /** Fills `target` with the bytes from `offset`. @throws {SaguimError} `bad-file` when they are not all there */
  readInto(offset: number, target: Uint8Array): void;
}

export function readRange(file: ReadableBytes, offset: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  file.readInto(offset, bytes);
  return bytes;
}

/** An error that names a damaged piece of a file. */
export function damaged(file: string, what: string, offset: number, bytes: number, cause?: unknown): SaguimError {
  return new SaguimError('bad-file', `The index is damaged: ${what} at byte ${offset}, ${bytes} bytes long`, {
    where: file,
    hint: 'Add the documents concerned again, or import an export.',
    details: { file, what, offset, bytes },
    cause,
  });
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/**
 * Reads and checks the footer.
 * @throws {SaguimError} `bad-file`; `unsupported` for a segment of a newer version
 */
export function readFooter(file: ReadableBytes, name: string): SegmentFooter {
  const size = file.size();
  const bad = (what: string, cause?: unknown) => damaged(name, what, Math.max(0, size - trailerBytes), trailerBytes, cause);
  if (size < headerBytes + trailerBytes) throw bad('too short for a segment');
  const trailer = readRange(file, size - trailerBytes, trailerBytes);
  const view = new DataView(trailer.buffer);
  if (segmentMagic.some((byte, at) => trailer[8 + at] !== byte)) throw bad('its end is not that of a segment');
  const length = view.getUint32(0, true);
  if (length > size - headerBytes - trailerBytes) throw bad("its footer's length");
  const bytes = readRange(file, size - trailerBytes - length, length);
  if (checksum(bytes) !== view.getUint32(4, true)) throw damaged(name, 'its footer', size - trailerBytes - length, length);
  let footer: SegmentFooter;
  try {
    footer = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as SegmentFooter;
  } catch (cause) {
    throw bad('its footer', cause);
  }
  if (typeof footer !== 'object' || footer === null || !isCount(footer.format)) throw bad('its footer');
  if (footer.format > formatVersion) {
    throw new SaguimError(
      'unsupported',
      `The index was written by a newer version (format ${footer.format}, this one reads ${formatVersion})`,
      {
        where: name,
        hint: 'Update saguim.',
      },
    );
  }
  if (!isFooter(footer, size)) throw bad('its footer');
  return footer;
}

function isFooter(footer: SegmentFooter, size: number): boolean {
  const isPlace = (place: unknown): boolean => {
    if (!Array.isArray(place) || place.length !== 3 || !place.every(isCount)) return false;
    const [offset, bytes] = place as number[];
    return offset! % 8 === 0 && offset! >= headerBytes && offset! + bytes! <= size;
  };
  const { model, documents, passages, terms, vectors, from, through, analyzer, sections, columns } = footer;
  if (![documents, passages, terms, vectors, from, through, analyzer].every(isCount) || through < from) return false;
  if (typeof model !== 'object' || model === null || typeof model.name !== 'string' || typeof model.fingerprint !== 'string') return false;
  if (!isCount(model.dimensions) || model.dimensions < 1 || model.dimensions > 65_536) return false;
  if (vectors % 8 !== 0 || vectors + passages * model.dimensions * 4 > size) return false;
  if (typeof sections !== 'object' || sections === null || !sectionNames.every((name) => isPlace(sections[name]))) return false;
  return typeof columns === 'object' && columns !== null && Object.values(columns).every(isPlace);
}
