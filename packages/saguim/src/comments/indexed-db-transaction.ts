import type { AuditEntry } from './comment-service.js';
import type {
  ClaimQuery,
  QueueQuery,
  SearchFilter,
  StoreChange,
  StoreCounts,
  StoredComment,
  StoredDecision,
  StoredPage,
  StoredPerson,
  StoredReport,
  StoreTransaction,
  Stretch,
} from './comment-store.js';
import { beginning, type CommentRow, collect, done, rowOf, stretchOf, type Table } from './indexed-db-rows.js';
import { comparePlaces, matchesFilter } from './matches-filter.js';
import { type CommentState, isQueued } from './states.js';

interface VectorRow {
  readonly id: string;
  readonly version: number;
  readonly model: string;
  readonly vector: Float32Array;
}

const day = 86_400_000;
const all = Number.MAX_SAFE_INTEGER;

/** A transaction of IndexedDB. It ends by itself when nothing is asked of it: who works in it waits for nothing else. */
export class IndexedDbTransaction implements StoreTransaction {
  readonly changes: StoreChange[] = [];

  constructor(
    private readonly transaction: IDBTransaction,
    private readonly time: number,
  ) {}

  async now(): Promise<number> {
    return this.time;
  }

  async comment(id: string): Promise<StoredComment | undefined> {
    return (await this.#row(id))?.comment;
  }

  lockComment(id: string): Promise<StoredComment | undefined> {
    return this.comment(id);
  }

  everyComment({ after, limit }: Stretch): Promise<StoredComment[]> {
    return this.#comments('sequence', after === undefined ? undefined : IDBKeyRange.lowerBound(after, true), { limit });
  }

  async commentByKey(writer: string, key: string): Promise<StoredComment | undefined> {
    return (await this.#comments('submission', IDBKeyRange.only([writer, key]), { limit: 1 }))[0];
  }

  children(
    page: string,
    parent: string | null,
    { after, limit, descending = false }: Stretch & { readonly descending?: boolean },
  ): Promise<StoredComment[]> {
    return this.#comments('place', stretchOf([page, parent ?? ''], after, descending), { limit, descending });
  }

  async firstReplies(parents: readonly string[], limit: number): Promise<StoredComment[]> {
    const found: StoredComment[] = [];
    for (const id of parents) {
      const parent = await this.comment(id);
      if (parent) found.push(...(await this.children(parent.page, id, { limit })));
    }
    return found;
  }

  commentsBy(writer: string, { page, after, limit }: Stretch & { readonly page?: string }): Promise<StoredComment[]> {
    const fits = (one: StoredComment) => page === undefined || one.page === page;
    return this.#comments('writer', stretchOf([writer], after, true), { limit, descending: true, fits });
  }

  changesOf(page: string, after: number, limit: number): Promise<StoredComment[]> {
    return this.#comments('change', stretchOf([page], after, false), { limit });
  }

  queue({ filter, order, after, limit }: QueueQuery): Promise<StoredComment[]> {
    return this.#queued(order, limit, (one) => matchesFilter(one, filter) && (!after || comparePlaces(order, after, one) < 0));
  }

  #queued(order: QueueQuery['order'], limit: number, fits: (comment: StoredComment) => boolean): Promise<StoredComment[]> {
    return this.#comments(order === 'uncertain' ? 'uncertain' : 'queued', undefined, { limit, descending: order === 'newest', fits });
  }

  async counts(moderator: string, now: number): Promise<StoreCounts> {
    const waiting = await this.#queued('oldest', all, () => true);
    const recent = await collect<StoredDecision>(this.#table('decisions').index('time'), IDBKeyRange.lowerBound(now - day, true), {
      limit: all,
      fits: ({ undone }) => !undone,
    });
    const checking = await done(this.#table('comments').index('checking').count());
    return {
      states: { ...tallyOf(waiting), checking },
      claimed: waiting.filter(({ claimedUntil }) => claimedUntil !== null && claimedUntil > now).length,
      decided: recent.length,
      decidedByMe: recent.filter((one) => one.moderator === moderator).length,
    };
  }

  async tally(writer: string): Promise<Partial<Record<CommentState, number>>> {
    return tallyOf(await this.#comments('writer', beginning(writer), { limit: all }));
  }

  page(page: string): Promise<StoredPage | undefined> {
    return done(this.#table('pages').get(page));
  }

  person(id: string): Promise<StoredPerson | undefined> {
    return done(this.#table('people').get(id));
  }

  lockPerson(id: string): Promise<StoredPerson | undefined> {
    return this.person(id);
  }

  peopleNamed(nameKey: string): Promise<StoredPerson[]> {
    return done(this.#table('people').index('nameKey').getAll(nameKey, 100));
  }

  async erasing(): Promise<string[]> {
    const people = await collect<StoredPerson>(this.#table('people'), undefined, { limit: all, fits: ({ erasing }) => erasing });
    return people.map(({ id }) => id);
  }

  report(comment: string, reporter: string): Promise<StoredReport | undefined> {
    return done(this.#table('reports').get([comment, reporter]));
  }

  async reportsOf(comment: string): Promise<StoredReport[]> {
    const open = (await this.#reports('comment', comment)).filter(({ settled }) => !settled);
    return open.sort((a, b) => b.time - a.time).slice(0, 100);
  }

  reportsBy(reporter: string): Promise<StoredReport[]> {
    return this.#reports('reporter', reporter);
  }

  #reports(index: 'comment' | 'reporter', key: string): Promise<StoredReport[]> {
    return done(this.#table('reports').index(index).getAll(key));
  }

  decision(id: string): Promise<StoredDecision | undefined> {
    return done(this.#table('decisions').get(id));
  }

  decisionsBy(moderator: string): Promise<StoredDecision[]> {
    return done(this.#table('decisions').index('moderator').getAll(moderator));
  }

  unlearned(before: number, limit: number): Promise<StoredDecision[]> {
    const fits = ({ learned, undone }: StoredDecision) => !learned && !undone;
    return collect(this.#table('decisions').index('time'), IDBKeyRange.upperBound(before, true), { limit, fits });
  }

  async withTerms(groups: readonly (readonly string[])[], filter: SearchFilter, { after = all, limit }: Stretch): Promise<StoredComment[]> {
    // What the first word finds is looked at for the others.
    const [first = [], ...rest] = groups;
    const found = new Map<string, StoredComment>();
    for (const term of first) {
      const rows = await collect<CommentRow>(this.#table('comments').index('terms'), IDBKeyRange.only(term), {
        limit: all,
        fits: ({ comment, terms }) =>
          comment.sequence < after && rest.every((group) => group.some((one) => terms.includes(one))) && matchesFilter(comment, filter),
      });
      for (const { id, comment } of rows) found.set(id, comment);
    }
    return [...found.values()].sort((a, b) => b.sequence - a.sequence).slice(0, limit);
  }

  async nearest(model: string, vector: Float32Array, filter: SearchFilter, limit: number): Promise<{ id: string; score: number }[]> {
    const rows = await collect<VectorRow>(this.#table('vectors'), undefined, { limit: all, fits: (row) => row.model === model });
    const scored: { id: string; score: number }[] = [];
    for (const { id, vector: known } of rows) {
      const comment = await this.comment(id);
      if (comment && matchesFilter(comment, filter))
        scored.push({ id, score: known.reduce((sum, value, i) => sum + value * vector[i]!, 0) });
    }
    return scored.sort((a, b) => b.score - a.score).slice(0, limit);
  }

  async withoutVector(model: string, limit: number): Promise<StoredComment[]> {
    const rows = await collect<VectorRow>(this.#table('vectors'), undefined, { limit: all, fits: (row) => row.model === model });
    const known = new Map(rows.map(({ id, version }) => [id, version]));
    return this.#comments('sequence', undefined, { limit, fits: ({ id, text, version }) => text !== null && known.get(id) !== version });
  }

  audit(after: number, limit: number): Promise<AuditEntry[]> {
    return done(this.#table('audit').getAll(IDBKeyRange.lowerBound(after, true), limit));
  }

  async lastEntry(): Promise<number> {
    return (await this.lockLog())?.number ?? 0;
  }

  async setting(name: string): Promise<string | undefined> {
    const row: { value: string } | undefined = await done(this.#table('settings').get(name));
    return row?.value;
  }

  async lockLog(): Promise<AuditEntry | undefined> {
    return (await collect<AuditEntry>(this.#table('audit'), undefined, { limit: 1, descending: true }))[0];
  }

  async appendEntry(entry: AuditEntry): Promise<void> {
    await done(this.#table('audit').add(entry));
  }

  async insertComment(comment: StoredComment, terms: readonly string[]): Promise<number> {
    const [last] = await this.#comments('sequence', undefined, { limit: 1, descending: true });
    const sequence = (last?.sequence ?? 0) + 1;
    await done(this.#table('comments').add(rowOf({ ...comment, sequence }, terms)));
    return sequence;
  }

  async updateComment(comment: StoredComment, terms?: readonly string[]): Promise<void> {
    await done(this.#table('comments').put(rowOf(comment, terms ?? (await this.#row(comment.id))!.terms)));
  }

  async putPerson(person: StoredPerson): Promise<void> {
    await done(this.#table('people').put(person));
  }

  async deletePerson(id: string): Promise<void> {
    await done(this.#table('people').delete(id));
  }

  async putReport(report: StoredReport): Promise<void> {
    await done(this.#table('reports').put(report));
  }

  async settleReports(comment: string, settled: boolean): Promise<void> {
    for (const report of await this.#reports('comment', comment)) await this.putReport({ ...report, settled });
  }

  async deleteReportsBy(reporter: string): Promise<void> {
    for (const { comment } of await this.#reports('reporter', reporter)) await done(this.#table('reports').delete([comment, reporter]));
  }

  async deleteReportsOf(comment: string): Promise<void> {
    for (const { reporter } of await this.#reports('comment', comment)) await done(this.#table('reports').delete([comment, reporter]));
  }

  async putDecision(decision: StoredDecision): Promise<void> {
    await done(this.#table('decisions').put(decision));
  }

  async clearNotes(comment: string): Promise<void> {
    const decisions: StoredDecision[] = await done(this.#table('decisions').index('comment').getAll(comment));
    for (const decision of decisions) await this.putDecision({ ...decision, note: null });
  }

  async addVisible(page: string, by: number): Promise<number> {
    const { visible = 0, closed = false } = (await this.page(page)) ?? {};
    await done(this.#table('pages').put({ page, visible: visible + by, closed }));
    return visible + by;
  }

  async setClosed(page: string, closed: boolean): Promise<void> {
    const { visible = 0 } = (await this.page(page)) ?? {};
    await done(this.#table('pages').put({ page, visible, closed }));
  }

  async claim({ moderator, filter, order, limit, now, until }: ClaimQuery): Promise<StoredComment[]> {
    const isFree = ({ claimedUntil }: StoredComment) => claimedUntil === null || claimedUntil <= now;
    const mine = await this.#queued(order, limit, (one) => one.claimedBy === moderator && !isFree(one) && matchesFilter(one, filter));
    const free = await this.#queued(
      order,
      limit - mine.length,
      (one) => isFree(one) && one.writer !== moderator && matchesFilter(one, filter),
    );
    return this.#take([...mine, ...free], moderator, until);
  }

  async release(moderator: string, ids: readonly string[] | undefined): Promise<StoredComment[]> {
    const fits = ({ id, state }: StoredComment) => isQueued(state) && (!ids || ids.includes(id));
    return this.#take(await this.#comments('claim', IDBKeyRange.only(moderator), { limit: all, fits }), null, null);
  }

  async claimUnchecked(process: string, now: number, until: number, limit: number): Promise<StoredComment[]> {
    const fits = ({ claimedUntil }: StoredComment) => claimedUntil === null || claimedUntil <= now;
    return this.#take(await this.#comments('checking', undefined, { limit, fits }), process, until);
  }

  async #take(comments: readonly StoredComment[], claimedBy: string | null, claimedUntil: number | null): Promise<StoredComment[]> {
    const taken = comments.map((one) => ({ ...one, claimedBy, claimedUntil }));
    for (const one of taken) await this.updateComment(one);
    return taken;
  }

  async putVector(id: string, version: number, model: string, vector: Float32Array): Promise<void> {
    await done(this.#table('vectors').put({ id, version, model, vector } satisfies VectorRow));
  }

  async deleteVector(id: string): Promise<void> {
    await done(this.#table('vectors').delete(id));
  }

  async initialSetting(name: string, value: string): Promise<string> {
    const known = await this.setting(name);
    if (known === undefined) await done(this.#table('settings').add({ name, value }));
    return known ?? value;
  }

  async notify(change: StoreChange): Promise<void> {
    this.changes.push(change);
  }

  #table(name: Table): IDBObjectStore {
    return this.transaction.objectStore(name);
  }

  #row(id: string): Promise<CommentRow | undefined> {
    return done(this.#table('comments').get(id));
  }

  async #comments(
    index: string,
    range: IDBKeyRange | undefined,
    { limit, descending, fits }: { readonly limit: number; readonly descending?: boolean; readonly fits?: (one: StoredComment) => boolean },
  ): Promise<StoredComment[]> {
    const rows = await collect<CommentRow>(this.#table('comments').index(index), range, {
      limit,
      ...(descending !== undefined && { descending }),
      ...(fits && { fits: ({ comment }: CommentRow) => fits(comment) }),
    });
    return rows.map(({ comment }) => comment);
  }
}

function tallyOf(comments: readonly StoredComment[]): Partial<Record<CommentState, number>> {
  const tally: Partial<Record<CommentState, number>> = {};
  for (const { state } of comments) tally[state] = (tally[state] ?? 0) + 1;
  return tally;
}
