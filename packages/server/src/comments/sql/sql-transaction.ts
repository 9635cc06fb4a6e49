import type {
  AuditEntry,
  ClaimQuery,
  StoreChange,
  StoredComment,
  StoredDecision,
  StoredPerson,
  StoredReport,
  StoreTransaction,
} from 'saguim/comments';
import { Conditions } from './conditions.js';
import { commentColumns, decisionColumns, entryColumns, personColumns, reportColumns, selection, upsert, writing } from './rows.js';
import { comments, orderBy, queued, SqlReader } from './sql-reader.js';
import { toCodes } from './vector-scan.js';

/** The channel that changes are told on. */
export const channel = 'saguim_comments';

const entry = writing(entryColumns, {} as AuditEntry).names;

/** Writes rows, and locks them. */
export class SqlTransaction extends SqlReader implements StoreTransaction {
  async lockPerson(id: string): Promise<StoredPerson | undefined> {
    const find = () =>
      this.one<StoredPerson>(`SELECT ${selection(personColumns)} FROM saguim_person WHERE id = $1 FOR NO KEY UPDATE`, [id]);
    const known = await find();
    if (known) return known;
    // There is no row to lock: who comes first at the same time waits for the number instead.
    await this.all('SELECT pg_advisory_xact_lock(hashtextextended($1, 7265774))', [id]);
    return find();
  }

  lockComment(id: string): Promise<StoredComment | undefined> {
    return this.one(`${comments} WHERE id = $1 FOR NO KEY UPDATE`, [id]);
  }

  async lockLog(): Promise<Pick<AuditEntry, 'number' | 'hash'> | undefined> {
    const end = await this.one<{ number: number; hash: string }>('SELECT number, hash FROM saguim_audit_end FOR NO KEY UPDATE');
    return end!.number === 0 ? undefined : end;
  }

  async appendEntry(value: AuditEntry): Promise<void> {
    const { values } = writing(entryColumns, value);
    const places = entry.map((_, i) => `$${i + 1}`).join(', ');
    await this.all(
      `WITH entry AS (INSERT INTO saguim_audit (${entry.join(', ')}) VALUES (${places}) RETURNING number, hash)
       UPDATE saguim_audit_end SET number = entry.number, hash = entry.hash FROM entry`,
      values,
    );
  }

  async insertComment(comment: StoredComment, terms: readonly string[]): Promise<number> {
    const { names, values } = writing(commentColumns, comment, ['sequence']);
    const places = [...names, 'terms'].map((_, i) => `$${i + 1}`).join(', ');
    const row = await this.one<{ sequence: number }>(
      `INSERT INTO saguim_comment (${names.join(', ')}, terms) VALUES (${places}) RETURNING sequence`,
      [...values, [...terms]],
    );
    return row!.sequence;
  }

  async updateComment(comment: StoredComment, terms?: readonly string[]): Promise<void> {
    const { names, values } = writing(commentColumns, comment, ['id', 'sequence', 'page', 'parent', 'root', 'depth', 'created']);
    const sets = [...names, ...(terms ? ['terms'] : [])].map((name, i) => `${name} = $${i + 2}`).join(', ');
    await this.all(`UPDATE saguim_comment SET ${sets} WHERE id = $1`, [comment.id, ...values, ...(terms ? [[...terms]] : [])]);
  }

  putPerson(person: StoredPerson): Promise<void> {
    return this.#put('saguim_person', personColumns, ['id'], person);
  }

  async deletePerson(id: string): Promise<void> {
    await this.all('DELETE FROM saguim_person WHERE id = $1', [id]);
  }

  putReport(report: StoredReport): Promise<void> {
    return this.#put('saguim_report', reportColumns, ['comment', 'reporter'], report);
  }

  async settleReports(comment: string, settled: boolean): Promise<void> {
    await this.all('UPDATE saguim_report SET settled = $2 WHERE comment = $1 AND settled <> $2', [comment, settled]);
  }

  async deleteReportsBy(reporter: string): Promise<void> {
    await this.all('DELETE FROM saguim_report WHERE reporter = $1', [reporter]);
  }

  async deleteReportsOf(comment: string): Promise<void> {
    await this.all('DELETE FROM saguim_report WHERE comment = $1', [comment]);
  }

  putDecision(decision: StoredDecision): Promise<void> {
    return this.#put('saguim_decision', decisionColumns, ['id'], decision);
  }

  async clearNotes(comment: string): Promise<void> {
    await this.all('UPDATE saguim_decision SET note = NULL WHERE comment = $1 AND note IS NOT NULL', [comment]);
  }

  async addVisible(page: string, by: number): Promise<number> {
    const row = await this.one<{ visible: number }>(
      `INSERT INTO saguim_page (page, visible, closed) VALUES ($1, $2, false)
       ON CONFLICT (page) DO UPDATE SET visible = saguim_page.visible + excluded.visible RETURNING visible`,
      [page, by],
    );
    return row!.visible;
  }

  async setClosed(page: string, closed: boolean): Promise<void> {
    await this.all(
      'INSERT INTO saguim_page (page, visible, closed) VALUES ($1, 0, $2) ON CONFLICT (page) DO UPDATE SET closed = excluded.closed',
      [page, closed],
    );
  }

  async claim({ moderator, filter, order, limit, now, until }: ClaimQuery): Promise<StoredComment[]> {
    const mine = this.#free(filter, (where) =>
      where.add(`claimed_by = ${where.value(moderator)}`).add(`claimed_until > ${where.value(now)}`),
    );
    const own = await this.#claimThose(mine, order, limit, moderator, until);
    if (own.length === limit) return own;
    const free = this.#free(filter, (where) =>
      where.add(`writer IS DISTINCT FROM ${where.value(moderator)}`).add(`(claimed_until IS NULL OR claimed_until <= ${where.value(now)})`),
    );
    return [...own, ...(await this.#claimThose(free, order, limit - own.length, moderator, until))];
  }

  #free(filter: ClaimQuery['filter'], narrow: (where: Conditions) => void): Conditions {
    const where = new Conditions().add(queued).filter(filter);
    narrow(where);
    return where;
  }

  async #claimThose(where: Conditions, order: ClaimQuery['order'], limit: number, by: string, until: number): Promise<StoredComment[]> {
    const rows = await this.all<StoredComment>(
      `WITH free AS MATERIALIZED (SELECT id FROM saguim_comment WHERE ${where.text} ORDER BY ${orderBy[order]} LIMIT ${where.value(limit)}
        FOR NO KEY UPDATE SKIP LOCKED)
       UPDATE saguim_comment SET claimed_by = ${where.value(by)}, claimed_until = ${where.value(until)} FROM free
       WHERE saguim_comment.id = free.id RETURNING ${selection(commentColumns, 'saguim_comment.')}`,
      where.values,
    );
    const sign = order === 'newest' ? -1 : 1;
    return rows.sort((a, b) => (order === 'uncertain' ? b.uncertainty - a.uncertainty : 0) || sign * (a.sequence - b.sequence));
  }

  release(moderator: string, ids: readonly string[] | undefined): Promise<StoredComment[]> {
    const where = new Conditions();
    where.add(`claimed_by = ${where.value(moderator)}`).add(queued);
    if (ids) where.add(`id = ANY(${where.value([...ids])}::text[])`);
    return this.all(
      `UPDATE saguim_comment SET claimed_by = NULL, claimed_until = NULL WHERE ${where.text} RETURNING ${selection(commentColumns)}`,
      where.values,
    );
  }

  claimUnchecked(process: string, now: number, until: number, limit: number): Promise<StoredComment[]> {
    return this.all(
      `WITH free AS MATERIALIZED (SELECT id FROM saguim_comment WHERE state = 'checking' AND (claimed_until IS NULL OR claimed_until <= $1)
        ORDER BY sequence LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED)
       UPDATE saguim_comment SET claimed_by = $3, claimed_until = $4 FROM free WHERE saguim_comment.id = free.id
       RETURNING ${selection(commentColumns, 'saguim_comment.')}`,
      [now, limit, process, until],
    );
  }

  async putVector(id: string, version: number, model: string, vector: Float32Array): Promise<void> {
    const { vectors } = this.context;
    await this.all(
      `INSERT INTO saguim_vector (comment, version, model, codes${vectors ? ', embedding' : ''}) VALUES ($1, $2, $3, $4${vectors ? ', $5' : ''})
       ON CONFLICT (comment) DO UPDATE SET version = excluded.version, model = excluded.model, codes = excluded.codes
       ${vectors ? ', embedding = excluded.embedding' : ''}`,
      [id, version, model, toCodes(vector), ...(vectors ? [JSON.stringify(Array.from(vector))] : [])],
    );
  }

  async deleteVector(id: string): Promise<void> {
    await this.all('DELETE FROM saguim_vector WHERE comment = $1', [id]);
  }

  async initialSetting(name: string, value: string): Promise<string> {
    await this.all('INSERT INTO saguim_setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING', [name, value]);
    return (await this.setting(name))!;
  }

  async notify(change: StoreChange): Promise<void> {
    await this.all('SELECT pg_notify($1, $2)', [channel, JSON.stringify(change)]);
  }

  async #put<T extends object>(table: string, columns: Parameters<typeof upsert<T>>[1], keys: readonly string[], value: T): Promise<void> {
    const { text, values } = upsert(table, columns, keys, value);
    await this.all(text, values);
  }
}
