import type {
  AuditEntry,
  CommentState,
  QueueQuery,
  SearchFilter,
  StoreCounts,
  StoredComment,
  StoredDecision,
  StoredPage,
  StoredPerson,
  StoredReport,
  StoreReader,
  Stretch,
} from 'saguim/comments';
import { Conditions } from './conditions.js';
import { commentColumns, decisionColumns, entryColumns, personColumns, reportColumns, selection } from './rows.js';
import type { SqlConnection } from './sql-database.js';
import { nearestByScan } from './vector-scan.js';

export const comments = `SELECT ${selection(commentColumns)} FROM saguim_comment`;
export const queued = "state IN ('held', 'reported', 'appealed')";
const people = `SELECT ${selection(personColumns)} FROM saguim_person`;
const reports = `SELECT ${selection(reportColumns)} FROM saguim_report`;
const decisions = `SELECT ${selection(decisionColumns)} FROM saguim_decision`;
const day = 86_400_000;

export const orderBy: Readonly<Record<QueueQuery['order'], string>> = {
  uncertain: 'uncertainty DESC, sequence',
  oldest: 'sequence',
  newest: 'sequence DESC',
};

export interface SqlContext {
  /** Milliseconds that are added to the database's clock: 0, but in tests. */
  readonly skew: () => number;
  /** Whether there is pgvector. */
  readonly vectors: boolean;
}

/** Reads rows. */
export class SqlReader implements StoreReader {
  #now: Promise<number> | undefined;

  constructor(
    protected readonly connection: SqlConnection,
    protected readonly context: SqlContext,
  ) {}

  now(): Promise<number> {
    this.#now ??= this.one<{ now: number }>('SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now').then(
      (row) => row!.now + this.context.skew(),
    );
    return this.#now;
  }

  comment(id: string): Promise<StoredComment | undefined> {
    return this.one(`${comments} WHERE id = $1`, [id]);
  }

  everyComment({ after = 0, limit }: Stretch): Promise<StoredComment[]> {
    return this.all(`${comments} WHERE sequence > $1 ORDER BY sequence LIMIT $2`, [after, limit]);
  }

  commentByKey(writer: string, key: string): Promise<StoredComment | undefined> {
    return this.one(`${comments} WHERE writer = $1 AND key = $2`, [writer, key]);
  }

  children(
    page: string,
    parent: string | null,
    { after, limit, descending = false }: Stretch & { readonly descending?: boolean },
  ): Promise<StoredComment[]> {
    const where = new Conditions().add('shown');
    if (parent === null) where.add(`page = ${where.value(page)}`).add('parent IS NULL');
    else where.add(`parent = ${where.value(parent)}`);
    if (after !== undefined) where.add(`sequence ${descending ? '<' : '>'} ${where.value(after)}`);
    return this.#list(where, descending ? 'sequence DESC' : 'sequence', limit);
  }

  firstReplies(parents: readonly string[], limit: number): Promise<StoredComment[]> {
    return this.all(
      `SELECT reply.* FROM unnest($1::text[]) WITH ORDINALITY AS wanted (id, place),
        LATERAL (${comments} WHERE parent = wanted.id AND shown ORDER BY sequence LIMIT $2) AS reply ORDER BY place, sequence`,
      [[...parents], limit],
    );
  }

  commentsBy(writer: string, { page, after, limit }: Stretch & { readonly page?: string }): Promise<StoredComment[]> {
    const where = new Conditions().filter({ writer, ...(page !== undefined && { page }) });
    if (after !== undefined) where.add(`sequence < ${where.value(after)}`);
    return this.#list(where, 'sequence DESC', limit);
  }

  changesOf(page: string, after: number, limit: number): Promise<StoredComment[]> {
    return this.all(`${comments} WHERE page = $1 AND changed > $2 ORDER BY changed, sequence LIMIT $3`, [page, after, limit]);
  }

  queue({ filter, order, after, limit }: QueueQuery): Promise<StoredComment[]> {
    const where = new Conditions().add(queued).filter(filter);
    if (after && order === 'uncertain') {
      const [rank, sequence] = [where.value(after.uncertainty), where.value(after.sequence)];
      where.add(`uncertainty <= ${rank}`).add(`(uncertainty < ${rank} OR sequence > ${sequence})`);
    } else if (after) where.add(`sequence ${order === 'newest' ? '<' : '>'} ${where.value(after.sequence)}`);
    return this.#list(where, orderBy[order], limit);
  }

  async counts(moderator: string, now: number): Promise<StoreCounts> {
    const states = await this.all<{ state: CommentState; count: number; claimed: number }>(
      `SELECT state, count(*) AS count, count(*) FILTER (WHERE claimed_until > $1) AS claimed FROM saguim_comment WHERE ${queued} GROUP BY state
       UNION ALL SELECT 'checking', count(*), 0 FROM saguim_comment WHERE state = 'checking'`,
      [now],
    );
    const decided = await this.one<{ all: number; mine: number }>(
      'SELECT count(*) AS "all", count(*) FILTER (WHERE moderator = $1) AS mine FROM saguim_decision WHERE NOT undone AND time > $2',
      [moderator, now - day],
    );
    return {
      states: Object.fromEntries(states.map(({ state, count }) => [state, count])),
      claimed: states.reduce((sum, { claimed }) => sum + claimed, 0),
      decided: decided!.all,
      decidedByMe: decided!.mine,
    };
  }

  async tally(writer: string): Promise<Partial<Record<CommentState, number>>> {
    const rows = await this.all<{ state: CommentState; count: number }>(
      'SELECT state, count(*) AS count FROM saguim_comment WHERE writer = $1 GROUP BY state ORDER BY state',
      [writer],
    );
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  }

  page(page: string): Promise<StoredPage | undefined> {
    return this.one('SELECT page, visible, closed FROM saguim_page WHERE page = $1', [page]);
  }

  person(id: string): Promise<StoredPerson | undefined> {
    return this.one(`${people} WHERE id = $1`, [id]);
  }

  peopleNamed(nameKey: string): Promise<StoredPerson[]> {
    return this.all(`${people} WHERE name_key = $1 ORDER BY moderator DESC, guest, since LIMIT 100`, [nameKey]);
  }

  async erasing(): Promise<string[]> {
    return (await this.all<{ id: string }>('SELECT id FROM saguim_person WHERE erasing')).map(({ id }) => id);
  }

  report(comment: string, reporter: string): Promise<StoredReport | undefined> {
    return this.one(`${reports} WHERE comment = $1 AND reporter = $2`, [comment, reporter]);
  }

  reportsOf(comment: string): Promise<StoredReport[]> {
    return this.all(`${reports} WHERE comment = $1 AND NOT settled ORDER BY time DESC LIMIT 100`, [comment]);
  }

  reportsBy(reporter: string): Promise<StoredReport[]> {
    return this.all(`${reports} WHERE reporter = $1 ORDER BY time`, [reporter]);
  }

  decision(id: string): Promise<StoredDecision | undefined> {
    return this.one(`${decisions} WHERE id = $1`, [id]);
  }

  decisionsBy(moderator: string): Promise<StoredDecision[]> {
    return this.all(`${decisions} WHERE moderator = $1 ORDER BY time`, [moderator]);
  }

  unlearned(before: number, limit: number): Promise<StoredDecision[]> {
    return this.all(`${decisions} WHERE NOT learned AND NOT undone AND time < $1 ORDER BY time LIMIT $2`, [before, limit]);
  }

  withTerms(groups: readonly (readonly string[])[], filter: SearchFilter, { after, limit }: Stretch): Promise<StoredComment[]> {
    const where = new Conditions();
    for (const group of groups) where.add(`terms && ${where.value([...group])}::text[]`);
    where.filter(filter);
    if (after !== undefined) where.add(`sequence < ${where.value(after)}`);
    return this.#list(where, 'sequence DESC', limit);
  }

  nearest(model: string, vector: Float32Array, filter: SearchFilter, limit: number): Promise<{ id: string; score: number }[]> {
    if (!this.context.vectors) return nearestByScan(this.connection, model, vector, filter, limit);
    const where = new Conditions();
    const wanted = `${where.value(JSON.stringify(Array.from(vector)))}::vector`;
    where
      .add(`model = ${where.value(model)}`)
      .add('embedding IS NOT NULL')
      .filter(filter, 'saguim_comment.');
    return this.all(
      `SELECT saguim_comment.id, -(embedding <#> ${wanted}) AS score FROM saguim_vector JOIN saguim_comment ON saguim_comment.id = comment
       WHERE ${where.text} ORDER BY embedding <#> ${wanted} LIMIT ${where.value(limit)}`,
      where.values,
    );
  }

  withoutVector(model: string, limit: number): Promise<StoredComment[]> {
    const missing = this.context.vectors ? 'AND embedding IS NOT NULL' : '';
    return this.all(
      `${comments} WHERE text IS NOT NULL AND NOT EXISTS (SELECT 1 FROM saguim_vector WHERE comment = saguim_comment.id
        AND saguim_vector.version = saguim_comment.version AND model = $1 ${missing}) ORDER BY sequence LIMIT $2`,
      [model, limit],
    );
  }

  audit(after: number, limit: number): Promise<AuditEntry[]> {
    return this.all(`SELECT ${selection(entryColumns)} FROM saguim_audit WHERE number > $1 ORDER BY number LIMIT $2`, [after, limit]);
  }

  async lastEntry(): Promise<number> {
    return (await this.one<{ number: number }>('SELECT number FROM saguim_audit_end'))!.number;
  }

  async setting(name: string): Promise<string | undefined> {
    return (await this.one<{ value: string }>('SELECT value FROM saguim_setting WHERE name = $1', [name]))?.value;
  }

  protected all<R extends object>(text: string, values: readonly unknown[] = []): Promise<R[]> {
    return this.connection.query<R>(text, values);
  }

  protected async one<R extends object>(text: string, values: readonly unknown[] = []): Promise<R | undefined> {
    return (await this.all<R>(text, values))[0];
  }

  #list(where: Conditions, order: string, limit: number): Promise<StoredComment[]> {
    return this.all(`${comments} WHERE ${where.text} ORDER BY ${order} LIMIT ${where.value(limit)}`, where.values);
  }
}
