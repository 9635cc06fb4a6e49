import { AuditLog, type AuditReport, auditKey, verifyAudit } from './audit-log.js';
import type { AuditEntry } from './comment-service.js';
import type { CommentStore } from './comment-store.js';

const stretch = 2000;

export interface StoreAuditReport extends AuditReport {
  readonly comments: number;
  /** Comments that are otherwise than the log says: published without a decision, for one. */
  readonly astray: readonly { readonly id: string; readonly state: string; readonly logged: string | null }[];
}

/** The whole log of a store, piece by piece. */
export async function* readAudit(store: CommentStore): AsyncGenerator<AuditEntry> {
  for (let after = 0; ; ) {
    const entries = await store.read((reader) => reader.audit(after, stretch));
    yield* entries;
    if (entries.length < stretch) return;
    after = entries.at(-1)!.number;
  }
}

/**
 * Whether the log of a store is whole, and whether each comment is where the log says.
 * @param expectedHead as of `verifyAudit()`
 */
export async function auditStore(store: CommentStore, expectedHead?: string): Promise<StoreAuditReport> {
  const key = await store.read((reader) => reader.setting(auditKey));
  const log = await AuditLog.create(key ?? '');
  // Comments first: what changes meanwhile is in the log by then.
  const states = new Map<string, { id: string; state: string; changed: number }>();
  for (let after = 0; ; ) {
    const comments = await store.read((reader) => reader.everyComment({ after, limit: stretch }));
    for (const { id, state, changed } of comments) states.set(log.pseudonym('comment', id), { id, state, changed });
    if (comments.length < stretch) break;
    after = comments.at(-1)!.sequence;
  }
  const logged = new Map<string, string | null>();
  async function* followed() {
    for await (const entry of readAudit(store)) {
      const known = entry.comment === null ? undefined : states.get(entry.comment);
      if (known && entry.number <= known.changed) logged.set(known.id, entry.to);
      yield entry;
    }
  }
  const report = await verifyAudit(followed(), expectedHead);
  const astray = [...states.values()].flatMap(({ id, state }) =>
    logged.get(id) === state ? [] : [{ id, state, logged: logged.get(id) ?? null }],
  );
  return { ...report, valid: report.valid && astray.length === 0, comments: states.size, astray };
}
