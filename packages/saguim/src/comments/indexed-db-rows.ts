import type { StoredComment } from './comment-store.js';
import { isQueued } from './states.js';

/** A comment as it lies in IndexedDB: beside it the keys that it is found by. A key that is absent is in no index. */
export interface CommentRow {
  readonly id: string;
  readonly comment: StoredComment;
  readonly terms: readonly string[];
  readonly sequence: number;
  /** Page, parent (empty at the top), sequence: of what is shown. */
  readonly place?: [string, string, number];
  readonly writer?: [string, number];
  readonly submission?: [string, string];
  readonly change: [string, number];
  /** The greatest uncertainty first, then sequence. */
  readonly uncertain?: [number, number];
  readonly queued?: number;
  readonly checking?: number;
  readonly claim?: string;
}

export function rowOf(comment: StoredComment, terms: readonly string[]): CommentRow {
  const { id, sequence, page, parent, writer, key, state, changed, claimedBy } = comment;
  return {
    id,
    comment,
    terms,
    sequence,
    change: [page, changed],
    ...(comment.shown && { place: [page, parent ?? '', sequence] }),
    ...(writer !== null && { writer: [writer, sequence] }),
    ...(writer !== null && key !== null && { submission: [writer, key] }),
    ...(isQueued(state) && { uncertain: [1000 - comment.uncertainty, sequence], queued: sequence }),
    ...(state === 'checking' && { checking: sequence }),
    ...(claimedBy !== null && { claim: claimedBy }),
  };
}

export const tables = ['comments', 'people', 'reports', 'decisions', 'pages', 'vectors', 'audit', 'settings'] as const;
export type Table = (typeof tables)[number];

/** Of which form the tables are. */
export const tablesVersion = 1;

/** Makes the tables. */
export function makeTables(database: IDBDatabase): void {
  const comments = database.createObjectStore('comments', { keyPath: 'id' });
  for (const name of ['sequence', 'place', 'writer', 'change', 'uncertain', 'queued', 'checking', 'claim'])
    comments.createIndex(name, name);
  comments.createIndex('submission', 'submission', { unique: true });
  comments.createIndex('terms', 'terms', { multiEntry: true });
  const people = database.createObjectStore('people', { keyPath: 'id' });
  people.createIndex('nameKey', 'nameKey');
  const reports = database.createObjectStore('reports', { keyPath: ['comment', 'reporter'] });
  for (const name of ['comment', 'reporter']) reports.createIndex(name, name);
  const decisions = database.createObjectStore('decisions', { keyPath: 'id' });
  for (const name of ['comment', 'moderator', 'time']) decisions.createIndex(name, name);
  database.createObjectStore('pages', { keyPath: 'page' });
  database.createObjectStore('vectors', { keyPath: 'id' });
  database.createObjectStore('audit', { keyPath: 'number' });
  database.createObjectStore('settings', { keyPath: 'name' });
}

/** What a request gives. */
export function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Looks through rows in order, so many of those that fit. */
export function collect<T>(
  source: IDBIndex | IDBObjectStore,
  range: IDBKeyRange | undefined,
  {
    descending = false,
    limit,
    fits = () => true,
  }: { readonly descending?: boolean; readonly limit: number; readonly fits?: (row: T) => boolean },
): Promise<T[]> {
  return new Promise((resolve, reject) => {
    const found: T[] = [];
    if (limit <= 0) return resolve(found);
    const request = source.openCursor(range, descending ? 'prev' : 'next');
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return resolve(found);
      if (fits(cursor.value)) found.push(cursor.value);
      if (found.length === limit) resolve(found);
      else cursor.continue();
    };
  });
}

/** All keys that begin with these parts. */
export const beginning = (...parts: readonly IDBValidKey[]): IDBKeyRange => IDBKeyRange.bound([...parts], [...parts, []]);

/** Of keys `[...parts, number]`: those after a number, or before it. */
export function stretchOf(parts: readonly IDBValidKey[], after: number | undefined, descending: boolean): IDBKeyRange {
  if (after === undefined) return beginning(...parts);
  return descending
    ? IDBKeyRange.bound([...parts], [...parts, after], false, true)
    : IDBKeyRange.bound([...parts, after], [...parts, []], true, true);
}
