import type { VectorScanner } from '@saguim/engine';
import type { SaguimError } from '@saguim/engine/spec';
import { BitSet } from '../bit-set.js';
import type { StoredDocument } from '../stored-document.js';
import { dot } from '../unit-vector.js';
import { Checksum, checksum } from './checksum.js';
import { type Column, decodeColumn } from './column.js';
import { Postings } from './postings.js';
import {
  damaged,
  type ReadableBytes,
  type Removes,
  readFooter,
  readRange,
  type SectionName,
  type SegmentFooter,
} from './segment-format.js';
import { textHash } from './text-hash.js';

/** Makes a place for vectors; how they are scanned follows from their number. */
export type MakeScanner = (count: number, dimensions: number) => Promise<VectorScanner>;

export interface SegmentFile extends ReadableBytes {
  close(): void;
}

/** Some documents with their passages, terms and vectors. Only what a search goes through is in memory. */
export class Segment {
  /** The file's name, for errors. */
  readonly name: string;
  readonly footer: SegmentFooter;
  readonly postings: Postings;
  readonly scanner: VectorScanner;
  /** For each passage its document, where it lies in the document's text (UTF-16 code units), and its length in words. */
  readonly passageDocuments: Uint32Array;
  readonly passageStarts: Uint32Array;
  readonly passageEnds: Uint32Array;
  readonly passageLengths: Uint32Array;
  readonly removes: Removes;
  /** Documents and passages that nothing later has removed, and the words of these passages. */
  readonly liveDocuments: BitSet;
  readonly livePassages: BitSet;
  /** Made anew in memory: its file is damaged or old. */
  isRebuilt = false;
  documentCount: number;
  passageCount: number;
  wordCount = 0;
  readonly #file: SegmentFile;
  readonly #parts: Parts;
  readonly #columns = new Map<string, Column>();
  #textHashes: Uint32Array | undefined;
  #users = 1;
  #vector: Float32Array<ArrayBuffer> | undefined;

  private constructor(name: string, footer: SegmentFooter, file: SegmentFile, parts: Parts, scanner: VectorScanner, removes: Removes) {
    this.name = name;
    this.footer = footer;
    this.#file = file;
    this.#parts = parts;
    this.scanner = scanner;
    this.removes = removes;
    this.passageDocuments = parts.passageDocuments;
    this.passageStarts = parts.passageStarts;
    this.passageEnds = parts.passageEnds;
    this.passageLengths = parts.passageLengths;
    const [postingsAt] = footer.sections.postings;
    this.postings = new Postings({ ...parts, readPostings: (offset, target) => file.readInto(postingsAt + offset, target) });
    this.documentCount = footer.documents;
    this.passageCount = footer.passages;
    this.liveDocuments = new BitSet(footer.documents, true);
    this.livePassages = new BitSet(footer.passages, true);
    for (const length of parts.passageLengths) this.wordCount += length;
  }

  /**
   * @param file is the segment's from now on, and closed with it; also when this fails
   * @throws {SaguimError} `bad-file` naming what is damaged; `unsupported` for a newer format
   */
  static async open(file: SegmentFile, name: string, makeScanner: MakeScanner): Promise<Segment> {
    try {
      const footer = readFooter(file, name);
      const parts = readParts(file, footer, name);
      const scanner = await makeScanner(footer.passages, footer.model.dimensions);
      if (scanner.stride * footer.passages !== footer.sections.rows[1]) throw sectionDamaged(footer, name, 'rows');
      readChecked(file, footer, name, 'rows', new Uint8Array(scanner.rows.buffer, scanner.rows.byteOffset, scanner.rows.length));
      const { scales } = scanner;
      if (scales.byteLength !== footer.sections.scales[1]) throw sectionDamaged(footer, name, 'scales');
      readChecked(file, footer, name, 'scales', new Uint8Array(scales.buffer, scales.byteOffset, scales.byteLength));
      const removes = parseRemoves(readSection(file, footer, name, 'removes'));
      if (!removes) throw sectionDamaged(footer, name, 'removes');
      return new Segment(name, footer, file, parts, scanner, removes);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Bytes of the file. */
  get bytes(): number {
    return this.#file.size();
  }

  /** One more user: the file stays open until all have closed it. */
  retain(): void {
    this.#users++;
  }

  close(): void {
    if (--this.#users === 0) this.#file.close();
  }

  /** Passages of a document: from, and to (not included). */
  passagesOf(document: number): [from: number, to: number] {
    const { passageDocuments } = this;
    let low = 0;
    let high = passageDocuments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (passageDocuments[middle]! < document) low = middle + 1;
      else high = middle;
    }
    let to = low;
    while (to < passageDocuments.length && passageDocuments[to] === document) to++;
    return [low, to];
  }

  /** The document that has an id and is not removed; -1 where there is none. */
  find(id: string): number {
    const { idHashes, idOrdinals } = this.#parts;
    const [hash] = textHash(id);
    for (let at = lowerBound(idHashes, hash, 1); at < idHashes.length && idHashes[at] === hash; at++) {
      const document = idOrdinals[at]!;
      if (this.liveDocuments.has(document) && this.document(document).id === id) return document;
    }
    return -1;
  }

  remove(document: number): void {
    if (!this.liveDocuments.has(document)) return;
    this.liveDocuments.delete(document);
    this.documentCount--;
    const [from, to] = this.passagesOf(document);
    for (let passage = from; passage < to; passage++) {
      this.livePassages.delete(passage);
      this.passageCount--;
      this.wordCount -= this.passageLengths[passage]!;
    }
  }

  /** A document's bytes as stored. @throws {SaguimError} `bad-file` when they are damaged */
  documentBytes(document: number): Uint8Array {
    const { documentOffsets, documentChecks } = this.#parts;
    const offset = documentOffsets[document]!;
    const length = documentOffsets[document + 1]! - offset;
    const bytes = readRange(this.#file, offset, length);
    if (checksum(bytes) !== documentChecks[document]) throw damaged(this.name, `document ${document}`, offset, length);
    return bytes;
  }

  /** @throws {SaguimError} `bad-file` when it is damaged */
  document(document: number): StoredDocument {
    const bytes = this.documentBytes(document);
    try {
      const stored = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as StoredDocument;
      if (typeof stored?.id === 'string' && typeof stored.text === 'string') return stored;
    } catch {
      // Reported below.
    }
    throw damaged(this.name, `document ${document}`, this.#parts.documentOffsets[document]!, bytes.length);
  }

  /** A passage's vector as it was made, from the file. @throws {SaguimError} `bad-file` when it is damaged */
  vector(passage: number): Float32Array<ArrayBuffer> {
    return this.#readVector(passage, new Float32Array(this.footer.model.dimensions));
  }

  /** Product of a passage's vector with a query, in full precision. @throws {SaguimError} `bad-file` when it is damaged */
  product(passage: number, query: Float32Array): number {
    // One for all: a hundred vectors for every key that is pressed would be garbage.
    this.#vector ??= new Float32Array(this.footer.model.dimensions);
    return dot(this.#readVector(passage, this.#vector), query);
  }

  #readVector(passage: number, vector: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
    const bytes = new Uint8Array(vector.buffer);
    const offset = this.footer.vectors + passage * bytes.length;
    this.#file.readInto(offset, bytes);
    if (checksum(bytes) !== this.#parts.vectorChecks[passage]) throw damaged(this.name, `vector ${passage}`, offset, bytes.length);
    return vector;
  }

  /** Metadata by field; undefined where no document of the segment has it. */
  column(field: string): Column | undefined {
    const { columns } = this.footer;
    if (!Object.hasOwn(columns, field)) return undefined;
    let column = this.#columns.get(field);
    if (!column) {
      const [offset, length, sum] = columns[field]!;
      const bytes = readRange(this.#file, offset, length);
      column = checksum(bytes) === sum ? decodeColumn(bytes, this.footer.documents) : undefined;
      if (!column) throw damaged(this.name, `metadata field "${field}"`, offset, length);
      this.#columns.set(field, column);
    }
    return column;
  }

  /** Passages, removed ones too, whose embedded text has a hash: the caller compares the texts. */
  passagesWithHash([high, low]: readonly [number, number]): number[] {
    const hashes = this.#hashes();
    const found: number[] = [];
    for (let at = lowerBound(hashes, high, 3); at * 3 < hashes.length && hashes[at * 3] === high; at++) {
      if (hashes[at * 3 + 1] === low && hashes[at * 3 + 2]! < this.footer.passages) found.push(hashes[at * 3 + 2]!);
    }
    return found;
  }

  documentCheck(document: number): number {
    return this.#parts.documentChecks[document]!;
  }

  vectorCheck(passage: number): number {
    return this.#parts.vectorChecks[passage]!;
  }

  /** Hashes of ids with their documents. */
  *idEntries(): Generator<[hash: number, document: number]> {
    const { idHashes, idOrdinals } = this.#parts;
    for (let at = 0; at < idHashes.length; at++) yield [idHashes[at]!, idOrdinals[at]!];
  }

  /** Hashes of embedded texts with their passages. */
  *textHashEntries(): Generator<[high: number, low: number, passage: number]> {
    const hashes = this.#hashes();
    for (let at = 0; at + 2 < hashes.length; at += 3) {
      if (hashes[at + 2]! < this.footer.passages) yield [hashes[at]!, hashes[at + 1]!, hashes[at + 2]!];
    }
  }

  /** Read when they are first needed: searching does not. */
  #hashes(): Uint32Array {
    return (this.#textHashes ??= toUint32(readSection(this.#file, this.footer, this.name, 'textHashes')));
  }

  /** Bytes of a range of the file as they are, for export and merging. */
  raw(offset: number, length: number): Uint8Array<ArrayBuffer> {
    return readRange(this.#file, offset, length);
  }
}

interface Parts {
  documentOffsets: Float64Array;
  documentChecks: Uint32Array;
  vectorChecks: Uint32Array;
  passageDocuments: Uint32Array;
  passageStarts: Uint32Array;
  passageEnds: Uint32Array;
  passageLengths: Uint32Array;
  idHashes: Uint32Array;
  idOrdinals: Uint32Array;
  terms: Uint8Array;
  termOffsets: Uint32Array;
  postingOffsets: Uint32Array;
  postingCounts: Uint32Array;
}

const toUint32 = (bytes: Uint8Array<ArrayBuffer>) => new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);

/** The first of sorted numbers, `step` apart, that is not below a value. */
function lowerBound(numbers: Uint32Array, value: number, step: number): number {
  let low = 0;
  let high = numbers.length / step;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle * step]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sectionDamaged(footer: SegmentFooter, name: string, section: SectionName): SaguimError {
  const [offset, bytes] = footer.sections[section];
  return damaged(name, `section "${section}"`, offset, bytes);
}

function readChecked(file: ReadableBytes, footer: SegmentFooter, name: string, section: SectionName, target: Uint8Array): void {
  file.readInto(footer.sections[section][0], target);
  if (checksum(target) !== footer.sections[section][2]) throw sectionDamaged(footer, name, section);
}

/** A multiple of 16. */
const checkedAtOnce = 1 << 16;

/** Checks a section that stays in the file, without having all of it in memory. @returns its bytes */
function checkSection(file: ReadableBytes, footer: SegmentFooter, name: string, section: SectionName): number {
  const [offset, length, expected] = footer.sections[section];
  const sum = new Checksum();
  const piece = new Uint8Array(Math.min(length, checkedAtOnce));
  for (let at = 0; at < length; at += piece.length) {
    const some = piece.subarray(0, Math.min(piece.length, length - at));
    file.readInto(offset + at, some);
    sum.add(some);
  }
  if (sum.end() !== expected) throw sectionDamaged(footer, name, section);
  return length;
}

function readSection(file: ReadableBytes, footer: SegmentFooter, name: string, section: SectionName): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(footer.sections[section][1]);
  readChecked(file, footer, name, section, bytes);
  return bytes;
}

function parseRemoves(bytes: Uint8Array): Removes | undefined {
  try {
    const removes = JSON.parse(new TextDecoder().decode(bytes)) as Removes;
    const isFine = Array.isArray(removes?.ids) && removes.ids.every((id) => typeof id === 'string');
    return isFine ? removes : undefined;
  } catch {
    return undefined;
  }
}

/** Reads what stays in memory, and checks that what leads from one part to another stays inside it. */
function readParts(file: ReadableBytes, footer: SegmentFooter, name: string): Parts {
  const read = (section: SectionName) => readSection(file, footer, name, section);
  const numbers = (section: SectionName, count: number) => {
    const bytes = read(section);
    if (bytes.length !== count * 4) throw sectionDamaged(footer, name, section);
    return toUint32(bytes);
  };
  const { documents, passages, terms } = footer;
  const offsets = (section: SectionName, end: number) => {
    const found = numbers(section, terms + 1);
    let fine = found[0] === 0 && found[terms] === end;
    for (let at = 0; at < terms; at++) fine &&= found[at]! <= found[at + 1]!;
    if (!fine) throw sectionDamaged(footer, name, section);
    return found;
  };
  const offsetBytes = read('documentOffsets');
  if (offsetBytes.length !== (documents + 1) * 8) throw sectionDamaged(footer, name, 'documentOffsets');
  const documentOffsets = new Float64Array(offsetBytes.buffer);
  for (let at = 0; at < documents; at++) {
    if (!(documentOffsets[at]! >= 0 && documentOffsets[at]! <= documentOffsets[at + 1]!))
      throw sectionDamaged(footer, name, 'documentOffsets');
  }
  if (!(documentOffsets[documents]! <= file.size())) throw sectionDamaged(footer, name, 'documentOffsets');
  const passageDocuments = numbers('passageDocuments', passages);
  for (let at = 0; at < passages; at++) {
    if (passageDocuments[at]! >= documents || (at > 0 && passageDocuments[at]! < passageDocuments[at - 1]!))
      throw sectionDamaged(footer, name, 'passageDocuments');
  }
  const idOrdinals = numbers('idOrdinals', documents);
  if (idOrdinals.some((ordinal) => ordinal >= documents)) throw sectionDamaged(footer, name, 'idOrdinals');
  const termBytes = read('terms');
  // Left in the file: a search reads the lists of its words.
  const postingBytes = checkSection(file, footer, name, 'postings');
  return {
    documentOffsets,
    documentChecks: numbers('documentChecks', documents),
    vectorChecks: numbers('vectorChecks', passages),
    passageDocuments,
    passageStarts: numbers('passageStarts', passages),
    passageEnds: numbers('passageEnds', passages),
    passageLengths: numbers('passageLengths', passages),
    idHashes: numbers('idHashes', documents),
    idOrdinals,
    terms: termBytes,
    termOffsets: offsets('termOffsets', termBytes.length),
    postingOffsets: offsets('postingOffsets', postingBytes),
    postingCounts: numbers('postingCounts', terms),
  };
}
