import { createId } from '../chat/conversation.js';
import type { DocumentFault, DocumentType, Mark } from '../documents/document.js';
import type { TableGroups, TableStore } from '../store/table-store.js';

/** Documents that are searched together. */
export interface Library {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** When it was looked at last. */
  readonly usedAt: number;
  /** Whether the person paused what is waiting to be added. */
  readonly paused: boolean;
  /** Whether it is the one that comes along. */
  readonly starter?: boolean;
  /** Deleted, and still to be brought back for a moment. */
  readonly removedAt?: number;
}

export type DocumentStatus =
  /** Its bytes are kept; it is not indexed yet. */
  'waiting' | 'ready' | 'failed';

/** A document of a library, without its text: that is the index's. */
export interface LibraryDocument {
  readonly id: string;
  readonly library: string;
  /** Name of the file with its folders; one document a path. */
  readonly path: string;
  readonly title: string;
  readonly bytes: number;
  readonly addedAt: number;
  /** Those that wait are taken in this order. */
  readonly order: number;
  readonly status: DocumentStatus;
  readonly type?: DocumentType;
  readonly language?: string;
  /** UTF-16 units of its text. */
  readonly characters?: number;
  /** Whether some of it is indexed, while it waits. */
  readonly begun?: boolean;
  readonly fault?: DocumentFault | 'index';
  /** The error's own words. */
  readonly detail?: string;
  readonly removedAt?: number;
}

/** Headings and pages of a document. */
export interface Outline {
  readonly id: string;
  readonly library: string;
  readonly marks: readonly Mark[];
}

/** Bytes that wait to be read. */
export interface WaitingFile {
  readonly id: string;
  readonly library: string;
  readonly blob: Blob;
}

export type LibraryTables = { libraries: Library; documents: LibraryDocument; outlines: Outline; files: WaitingFile };

export const libraryTables: TableGroups<LibraryTables> = { libraries: '', documents: 'library', outlines: 'library', files: 'library' };

export type LibraryStore = TableStore<LibraryTables>;

/** Name of the database that Studio and the element keep libraries in. */
export const libraryDatabase = 'saguim-libraries';

export function createLibrary(name: string, now: number, starter = false): Library {
  return { id: createId(), name, createdAt: now, usedAt: now, paused: false, ...(starter && { starter }) };
}

/** Where a place in a text is: its page or a table's row, or the heading above it. */
export function placeOf(marks: readonly Mark[], offset: number): { page?: number; row?: number; heading?: string } {
  let page: number | undefined;
  let row: number | undefined;
  let heading: string | undefined;
  for (const mark of marks) {
    if (mark.start > offset) break;
    if (mark.kind === 'page') page = mark.number;
    else if (mark.kind === 'row') row = mark.number;
    else heading = mark.title;
  }
  return { page, row, heading };
}
