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
import { comparePlaces, matchesFilter } from './matches-filter.js';
import { type CommentState, isQueued } from './states.js';

interface StoredVector {
  readonly model: string;
  readonly version: number;
  readonly vector: Float32Array;
}

const day = 86_400_000;
const reportKey = (comment: string, reporter: string) => JSON.stringify([comment, reporter]);
const parentKey = (page: string, parent: string | null) => JSON.stringify([page, parent]);

/** All tables. */
export class MemoryRows {
  readonly comments = new Map<string, StoredComment>();
  /** Ids in the order of their sequence, of all and below each. */
  readonly ids: string[] = [];
  readonly children = new Map<string, string[]>();
  readonly keys = new Map<string, string>();
  readonly terms = new Map<string, ReadonlySet<string>>();
  readonly people = new Map<string, StoredPerson>();
  readonly reports = new Map<string, StoredReport>();
  readonly decisions = new Map<string, StoredDecision>();
  readonly pages = new Map<string, StoredPage>();
  readonly vectors = new Map<string, StoredVector>();
  readonly settings = new Map<string, string>();
  readonly entries: AuditEntry[] = [];
}

/** A transaction on them: what it wrote can be undone. */
export class MemoryTransaction implements StoreTransaction {
  readonly changes: StoreChange[] = [];
  readonly #undo: (() => void)[] = [];

  constructor(
    private readonly rows: MemoryRows,
    private readonly time: number,
  ) {}

  undo(): void {
    for (const step of this.#undo.reverse()) step();
  }

  async now(): Promise<number> {
    return this.time;
  }

  async comment(id: string): Promise<StoredComment | undefined> {
    return this.rows.comments.get(id);
  }

  lockComment(id: string): Promise<StoredComment | undefined> {
    return this.comment(id);
  }

  async everyComment({ after, limit }: Stretch): Promise<StoredComment[]> {
    return this.#stretch(this.rows.ids, false, after, limit, () => true);
  }

  async commentByKey(writer: string, key: string): Promise<StoredComment | undefined> {
    return this.rows.comments.get(this.rows.keys.get(JSON.stringify([writer, key])) ?? '');
  }

  async children(
    page: string,
    parent: string | null,
    { after, limit, descending = false }: Stretch & { readonly descending?: boolean },
  ): Promise<StoredComment[]> {
    return this.#stretch(this.rows.children.get(parentKey(page, parent)) ?? [], descending, after, limit, ({ shown }) => shown);
  }

  async firstReplies(parents: readonly string[], limit: number): Promise<StoredComment[]> {
    const lists = parents.map((id) => {
      const parent = this.rows.comments.get(id);
      return parent ? this.children(parent.page, id, { limit }) : [];
    });
    return (await Promise.all(lists)).flat();
  }

  async commentsBy(writer: string, { page, after, limit }: Stretch & { readonly page?: string }): Promise<StoredComment[]> {
    return this.#stretch(this.rows.ids, true, after, limit, (one) => one.writer === writer && (page === undefined || one.page === page));
  }

  async changesOf(page: string, after: number, limit: number): Promise<StoredComment[]> {
    return [...this.rows.comments.values()]
      .filter((one) => one.page === page && one.changed > after)
      .sort((a, b) => a.changed - b.changed)
      .slice(0, limit);
  }

  async queue({ filter, order, after, limit }: QueueQuery): Promise<StoredComment[]> {
    return this.#queued(filter, order)
      .filter((one) => after === undefined || comparePlaces(order, after, one) < 0)
      .slice(0, limit);
  }

  #queued(filter: SearchFilter, order: QueueQuery['order']): StoredComment[] {
    return [...this.rows.comments.values()]
      .filter((one) => isQueued(one.state) && matchesFilter(one, filter))
      .sort((a, b) => comparePlaces(order, a, b));
  }

  async counts(moderator: string, now: number): Promise<StoreCounts> {
    const all = [...this.rows.comments.values()];
    const recent = [...this.rows.decisions.values()].filter(({ time, undone }) => !undone && time > now - day);
    return {
      states: tallyOf(all),
      claimed: all.filter(({ state, claimedUntil }) => isQueued(state) && claimedUntil !== null && claimedUntil > now).length,
      decided: recent.length,
      decidedByMe: recent.filter((one) => one.moderator === moderator).length,
    };
  }

  async tally(writer: string): Promise<Partial<Record<CommentState, number>>> {
    return tallyOf([...this.rows.comments.values()].filter((one) => one.writer === writer));
  }

  async page(page: string): Promise<StoredPage | undefined> {
    return this.rows.pages.get(page);
  }

  async person(id: string): Promise<StoredPerson | undefined> {
    return this.rows.people.get(id);
  }

  lockPerson(id: string): Promise<StoredPerson | undefined> {
    return this.person(id);
  }

  async peopleNamed(nameKey: string): Promise<StoredPerson[]> {
    return [...this.rows.people.values()].filter((one) => one.nameKey === nameKey);
  }

  async erasing(): Promise<string[]> {
    return [...this.rows.people.values()].filter(({ erasing }) => erasing).map(({ id }) => id);
  }

  async report(comment: string, reporter: string): Promise<StoredReport | undefined> {
    return this.rows.reports.get(reportKey(comment, reporter));
  }

  async reportsOf(comment: string): Promise<StoredReport[]> {
    return [...this.rows.reports.values()]
      .filter((one) => one.comment === comment && !one.settled)
      .sort((a, b) => b.time - a.time)
      .slice(0, 100);
  }

  async reportsBy(reporter: string): Promise<StoredReport[]> {
    return [...this.rows.reports.values()].filter((one) => one.reporter === reporter);
  }

  async decision(id: string): Promise<StoredDecision | undefined> {
    return this.rows.decisions.get(id);
  }

  async decisionsBy(moderator: string): Promise<StoredDecision[]> {
    return [...this.rows.decisions.values()].filter((one) => one.moderator === moderator);
  }

  async unlearned(before: number, limit: number): Promise<StoredDecision[]> {
    return [...this.rows.decisions.values()].filter((one) => !one.learned && !one.undone && one.time < before).slice(0, limit);
  }

  async withTerms(groups: readonly (readonly string[])[], filter: SearchFilter, { after, limit }: Stretch): Promise<StoredComment[]> {
    return this.#stretch(this.rows.ids, true, after, limit, (one) => {
      const terms = this.rows.terms.get(one.id);
      return !!terms && groups.every((group) => group.some((term) => terms.has(term))) && matchesFilter(one, filter);
    });
  }

  async nearest(model: string, vector: Float32Array, filter: SearchFilter, limit: number): Promise<{ id: string; score: number }[]> {
    return [...this.rows.vectors]
      .filter(([id, one]) => one.model === model && matchesFilter(this.rows.comments.get(id)!, filter))
      .map(([id, one]) => ({ id, score: one.vector.reduce((sum, value, i) => sum + value * vector[i]!, 0) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, limit);
  }

  async withoutVector(model: string, limit: number): Promise<StoredComment[]> {
    return this.#stretch(this.rows.ids, false, undefined, limit, ({ id, text, version }) => {
      const known = this.rows.vectors.get(id);
      return text !== null && !(known?.model === model && known.version === version);
    });
  }

  async audit(after: number, limit: number): Promise<AuditEntry[]> {
    return this.rows.entries.slice(after, after + limit);
  }

  async lastEntry(): Promise<number> {
    return this.rows.entries.length;
  }

  async setting(name: string): Promise<string | undefined> {
    return this.rows.settings.get(name);
  }

  async lockLog(): Promise<AuditEntry | undefined> {
    return this.rows.entries.at(-1);
  }

  async appendEntry(entry: AuditEntry): Promise<void> {
    this.rows.entries.push(entry);
    this.#undo.push(() => this.rows.entries.pop());
  }

  async insertComment(comment: StoredComment, terms: readonly string[]): Promise<number> {
    const { comments, ids, children, keys } = this.rows;
    if (comments.has(comment.id)) throw new Error('The comment is there already.');
    const sequence = (comments.get(ids.at(-1) ?? '')?.sequence ?? 0) + 1;
    this.#set(comments, comment.id, { ...comment, sequence });
    this.#set(this.rows.terms, comment.id, new Set(terms));
    if (comment.key !== null) this.#set(keys, JSON.stringify([comment.writer, comment.key]), comment.id);
    const key = parentKey(comment.page, comment.parent);
    const siblings = children.get(key) ?? [];
    children.set(key, siblings);
    for (const list of [ids, siblings]) {
      list.push(comment.id);
      this.#undo.push(() => list.pop());
    }
    return sequence;
  }

  async updateComment(comment: StoredComment, terms?: readonly string[]): Promise<void> {
    const before = this.rows.comments.get(comment.id)!;
    if (before.key !== null && comment.key === null) this.#delete(this.rows.keys, JSON.stringify([before.writer, before.key]));
    this.#set(this.rows.comments, comment.id, comment);
    if (terms) this.#set(this.rows.terms, comment.id, new Set(terms));
  }

  async putPerson(person: StoredPerson): Promise<void> {
    this.#set(this.rows.people, person.id, person);
  }

  async deletePerson(id: string): Promise<void> {
    this.#delete(this.rows.people, id);
  }

  async putReport(report: StoredReport): Promise<void> {
    this.#set(this.rows.reports, reportKey(report.comment, report.reporter), report);
  }

  async settleReports(comment: string, settled: boolean): Promise<void> {
    for (const report of [...this.rows.reports.values()]) if (report.comment === comment) await this.putReport({ ...report, settled });
  }

  async deleteReportsBy(reporter: string): Promise<void> {
    for (const [key, report] of [...this.rows.reports]) if (report.reporter === reporter) this.#delete(this.rows.reports, key);
  }

  async deleteReportsOf(comment: string): Promise<void> {
    for (const [key, report] of [...this.rows.reports]) if (report.comment === comment) this.#delete(this.rows.reports, key);
  }

  async putDecision(decision: StoredDecision): Promise<void> {
    this.#set(this.rows.decisions, decision.id, decision);
  }

  async clearNotes(comment: string): Promise<void> {
    for (const one of [...this.rows.decisions.values()]) if (one.comment === comment) await this.putDecision({ ...one, note: null });
  }

  async addVisible(page: string, by: number): Promise<number> {
    const known = this.rows.pages.get(page);
    const visible = (known?.visible ?? 0) + by;
    this.#set(this.rows.pages, page, { page, visible, closed: known?.closed ?? false });
    return visible;
  }

  async setClosed(page: string, closed: boolean): Promise<void> {
    this.#set(this.rows.pages, page, { page, visible: this.rows.pages.get(page)?.visible ?? 0, closed });
  }

  async claim({ moderator, filter, order, limit, now, until }: ClaimQuery): Promise<StoredComment[]> {
    const free = this.#queued(filter, order).filter(
      (one) => one.writer !== moderator && (one.claimedUntil === null || one.claimedUntil <= now || one.claimedBy === moderator),
    );
    const isMine = (one: StoredComment) => Number(one.claimedBy === moderator && one.claimedUntil! > now);
    return this.#take(free.sort((a, b) => isMine(b) - isMine(a)).slice(0, limit), moderator, until);
  }

  async release(moderator: string, ids: readonly string[] | undefined): Promise<StoredComment[]> {
    const mine = [...this.rows.comments.values()].filter((one) => one.claimedBy === moderator && (!ids || ids.includes(one.id)));
    return this.#take(mine, null, null);
  }

  async claimUnchecked(process: string, now: number, until: number, limit: number): Promise<StoredComment[]> {
    const free = [...this.rows.comments.values()].filter(
      (one) => one.state === 'checking' && (one.claimedUntil === null || one.claimedUntil <= now),
    );
    return this.#take(free.slice(0, limit), process, until);
  }

  #take(comments: readonly StoredComment[], claimedBy: string | null, claimedUntil: number | null): StoredComment[] {
    const taken = comments.map((one) => ({ ...one, claimedBy, claimedUntil }));
    for (const one of taken) this.#set(this.rows.comments, one.id, one);
    return taken;
  }

  async putVector(id: string, version: number, model: string, vector: Float32Array): Promise<void> {
    this.#set(this.rows.vectors, id, { model, version, vector });
  }

  async deleteVector(id: string): Promise<void> {
    this.#delete(this.rows.vectors, id);
  }

  async initialSetting(name: string, value: string): Promise<string> {
    const known = this.rows.settings.get(name);
    if (known === undefined) this.#set(this.rows.settings, name, value);
    return known ?? value;
  }

  async notify(change: StoreChange): Promise<void> {
    this.changes.push(change);
  }

  #stretch(
    ids: readonly string[],
    descending: boolean,
    after: number | undefined,
    limit: number,
    fits: (comment: StoredComment) => boolean,
  ): StoredComment[] {
    const found: StoredComment[] = [];
    for (let i = descending ? ids.length - 1 : 0; i >= 0 && i < ids.length && found.length < limit; i += descending ? -1 : 1) {
      const comment = this.rows.comments.get(ids[i]!)!;
      const { sequence } = comment;
      if ((after === undefined || (descending ? sequence < after : sequence > after)) && fits(comment)) found.push(comment);
    }
    return found;
  }

  #set<K, V>(map: Map<K, V>, key: K, value: V): void {
    const known = map.get(key);
    const had = map.has(key);
    map.set(key, value);
    this.#undo.push(() => (had ? map.set(key, known!) : map.delete(key)));
  }

  #delete<K, V>(map: Map<K, V>, key: K): void {
    if (!map.has(key)) return;
    const known = map.get(key)!;
    map.delete(key);
    this.#undo.push(() => map.set(key, known));
  }
}

function tallyOf(comments: readonly StoredComment[]): Partial<Record<CommentState, number>> {
  const tally: Partial<Record<CommentState, number>> = {};
  for (const { state } of comments) tally[state] = (tally[state] ?? 0) + 1;
  return tally;
}
