import { checksum } from '../segment/checksum.js';

// The journal takes what was added last: records, one after the other, each a segment of its own. A record counts when all of it is there;
// what a killed writer left behind the last whole one is cut off.

const fileMagic = Uint8Array.of(0x53, 0x41, 0x47, 0x55, 0x49, 0x4d, 0x4a, 0x31); // SAGUIMJ1
const recordMagic = 0x3152_4a53; // SJR1
export const recordHeaderBytes = 24;

export const journalHeader = (): Uint8Array => fileMagic.slice();

const padded = (length: number) => Math.ceil(length / 8) * 8;

/** A record as it is appended: magic, checksum of the header, length, checksum of the payload, number of the change (f64), payload. */
export function encodeRecord(payload: Uint8Array, sequence: number): Uint8Array {
  const record = new Uint8Array(recordHeaderBytes + padded(payload.length));
  const view = new DataView(record.buffer);
  view.setUint32(0, recordMagic, true);
  view.setUint32(8, payload.length, true);
  view.setUint32(12, checksum(payload), true);
  view.setFloat64(16, sequence, true);
  view.setUint32(4, checksum(record.subarray(8, recordHeaderBytes)), true);
  record.set(payload, recordHeaderBytes);
  return record;
}

export interface JournalRecord {
  readonly sequence: number;
  /** Where the record begins in the file. */
  readonly offset: number;
  readonly payload: Uint8Array<ArrayBuffer>;
}

export interface JournalScan {
  readonly records: readonly JournalRecord[];
  /** Where the next record goes: after the last one that counts. */
  readonly end: number;
  /** Pieces before `end`, or whole records after it, that are neither records nor torn off. */
  readonly damage: readonly { readonly offset: number; readonly bytes: number }[];
}

/** Finds the records of a journal from `start`, a border between records, or 0. `bytes` are those of the file from there. */
export function scanJournal(bytes: Uint8Array, start: number): JournalScan {
  const records: JournalRecord[] = [];
  const damage: { offset: number; bytes: number }[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  if (start === 0) {
    if (bytes.length < fileMagic.length) return { records, end: 0, damage };
    if (fileMagic.some((byte, index) => bytes[index] !== byte)) damage.push({ offset: 0, bytes: fileMagic.length });
    at = fileMagic.length;
  }
  const isHeader = (from: number) =>
    from + recordHeaderBytes <= bytes.length &&
    view.getUint32(from, true) === recordMagic &&
    view.getUint32(from + 4, true) === checksum(bytes.subarray(from + 8, from + recordHeaderBytes));
  let end = at;
  while (at + recordHeaderBytes <= bytes.length) {
    if (!isHeader(at)) {
      let next = at + 8;
      while (next + recordHeaderBytes <= bytes.length && !isHeader(next)) next += 8;
      const found = next + recordHeaderBytes <= bytes.length;
      const piece = bytes.subarray(at, found ? next : bytes.length);
      // Some file systems leave zeros where a write was cut off.
      if (found || piece.some((byte) => byte !== 0)) damage.push({ offset: start + at, bytes: piece.length });
      if (!found) break;
      at = next;
      continue;
    }
    const length = view.getUint32(at + 8, true);
    const from = at + recordHeaderBytes;
    if (from + padded(length) > bytes.length) break; // torn off
    const payload = bytes.subarray(from, from + length);
    if (checksum(payload) === view.getUint32(at + 12, true)) {
      records.push({ sequence: view.getFloat64(at + 16, true), offset: start + at, payload: payload.slice() });
    } else damage.push({ offset: start + at, bytes: recordHeaderBytes + padded(length) });
    at = from + padded(length);
    end = at;
  }
  return { records, end: start + end, damage };
}
