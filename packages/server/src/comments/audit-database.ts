import { existsSync } from 'node:fs';
import { SaguimError } from 'saguim';
import { type AuditEntry, auditStore, readAudit, type StoreAuditReport } from 'saguim/comments';
import { commentsFolder, databaseAt, isAddress } from './open-comments.js';
import { SqlCommentStore } from './sql/sql-comment-store.js';

async function onStore<T>(place: string, work: (store: SqlCommentStore) => Promise<T>): Promise<T> {
  if (!isAddress(place) && !existsSync(commentsFolder(place)))
    throw new SaguimError('not-found', 'There are no comments in this folder', {
      where: place,
      hint: 'Name the one given to saguim serve --data.',
    });
  const store = new SqlCommentStore(databaseAt(place));
  try {
    await store.open();
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Whether the log in a database is whole, and each comment where it says. @param place an address or a folder @throws {SaguimError} */
export function auditDatabase(place: string, expectedHead?: string): Promise<StoreAuditReport> {
  return onStore(place, (store) => auditStore(store, expectedHead));
}

/** The log in a database, an entry after the other. @throws {SaguimError} */
export function exportAudit(place: string, onEntry: (entry: AuditEntry) => Promise<void>): Promise<void> {
  return onStore(place, async (store) => {
    for await (const entry of readAudit(store)) await onEntry(entry);
  });
}
