import type { Folder } from '../../platform/folder.js';
import { readRange } from '../segment/segment-format.js';
import { type JournalScan, journalHeader, scanJournal } from './journal.js';

/**
 * Appends a record. What a killed writer left behind `end` goes first: half a record must not come to stand behind a whole one.
 * @param end where the last whole record ends; 0 for a new journal
 * @returns where this one ends
 * @throws {SaguimError} `storage-full`; nothing of the record is there then
 */
export async function appendRecord(folder: Folder, name: string, end: number, record: Uint8Array): Promise<number> {
  const file = await folder.openWrite(name);
  try {
    if (end === 0) {
      const header = journalHeader();
      file.write(0, header);
      end = header.length;
    }
    try {
      if (file.size() > end) file.truncate(end);
      file.write(end, record);
      file.flush();
    } catch (error) {
      file.truncate(end);
      throw error;
    }
    return end + record.length;
  } finally {
    file.close();
  }
}

/** Records from `start` on; undefined where nothing is there. */
export async function readRecords(folder: Folder, name: string, start: number): Promise<JournalScan | undefined> {
  const file = await folder.openRead(name);
  try {
    const size = file.size();
    return size > start ? scanJournal(readRange(file, start, size - start), start) : undefined;
  } finally {
    file.close();
  }
}
