import { changeComment, pseudonymOf, writeEntry } from './change-comment.js';
import { checkWhole } from './check-text.js';
import type { CommentContext } from './comment-context.js';
import type { AuditEntry, PersonalData } from './comment-service.js';
import type { StoredComment, StoredPerson } from './comment-store.js';
import { reasonsFor } from './messages.js';
import { administrator, known, lockedPerson } from './people.js';
import type { Person } from './person.js';
import { refusal } from './refusal.js';
import { forgetWords, wordless } from './writing.js';

const stretch = 500;

/** What is kept about people: told to them whole, and erased for good. */
export class PersonalDataKeeping {
  constructor(private readonly context: CommentContext) {}

  async exportPerson(id: string, person: Person): Promise<PersonalData> {
    if (known(person).id !== id) administrator(person);
    const { store, policy } = this.context;
    return store.read(async (reader) => {
      const row = await reader.person(id);
      if (!row) throw refusal('not-found', 'Nothing is kept about this person');
      const comments: StoredComment[] = [];
      for (let after: number | undefined; ; after = comments.at(-1)!.sequence) {
        const more = await reader.commentsBy(id, { limit: stretch, ...(after !== undefined && { after }) });
        comments.push(...more);
        if (more.length < stretch) break;
      }
      const decisions = await reader.decisionsBy(id);
      return {
        person: { id, name: row.name, since: row.since },
        comments: comments.map((one) => ({
          id: one.id,
          page: one.page,
          parent: one.parent,
          state: one.state,
          text: one.text,
          created: one.created,
          edited: one.edited,
          reasons: reasonsFor(one, policy),
          scores: one.verdict?.scores ?? {},
          appeal: one.appeal,
        })),
        reports: (await reader.reportsBy(id)).map(({ comment, reason, note, time }) => ({ comment, reason, note, time })),
        decisions: decisions.map(({ id: decision, comment, action, label, note, time }) => ({
          id: decision,
          comment,
          action,
          label,
          note,
          time,
        })),
      };
    });
  }

  /**
   * Erases a person's words, name and reports. Decisions stay, by a pseudonym. It goes on after a crash: until all is gone the person is marked, and
   * can do nothing.
   */
  async erasePerson(id: string, person: Person): Promise<number> {
    const someone = known(person);
    const own = someone.id === id;
    if (!own) administrator(person);
    const { store } = this.context;
    const actor = await store.transaction(async (transaction): Promise<Pick<StoredPerson, 'id' | 'salt'> | undefined> => {
      if (!own) await lockedPerson(transaction, someone);
      const row = await transaction.lockPerson(id);
      if (!row) return undefined;
      await transaction.putPerson({ ...row, erasing: true });
      return own ? row : await transaction.person(someone.id);
    });
    if (!actor) throw refusal('not-found', 'Nothing is kept about this person');
    return this.#erase(id, actor, own ? 'writer' : 'administrator');
  }

  /** Ends erasures that a crash cut off. */
  async goOn(): Promise<void> {
    const { store } = this.context;
    for (const id of await store.read((reader) => reader.erasing())) {
      const row = await store.read((reader) => reader.person(id));
      if (row) await this.#erase(id, row, 'writer');
    }
  }

  async #erase(id: string, actor: Pick<StoredPerson, 'id' | 'salt'>, by: 'writer' | 'administrator'): Promise<number> {
    const { store } = this.context;
    let erased = 0;
    for (;;) {
      const [next] = await store.read((reader) => reader.commentsBy(id, { limit: 1 }));
      if (!next) break;
      await store.transaction(async (transaction) => {
        const comment = await transaction.lockComment(next.id);
        if (!comment || comment.writer !== id) return;
        const set = { ...wordless, writer: null, byModerator: false, locale: null, nameDoubt: null, language: 'und' };
        await changeComment(this.context, transaction, comment, { event: 'erase', by, actor, set, terms: [] });
        await forgetWords(transaction, next.id);
        erased++;
      });
    }
    const row = await store.read((reader) => reader.person(id));
    if (row) await this.#disown(row);
    await store.transaction(async (transaction) => {
      if (!(await transaction.lockPerson(id))) return;
      await transaction.deleteReportsBy(id);
      await transaction.deletePerson(id);
      await writeEntry(this.context, transaction, {
        event: 'erase-person',
        by,
        actor: pseudonymOf(this.context, actor),
        comment: null,
        from: null,
        to: null,
        details: { comments: erased },
      });
    });
    return erased;
  }

  /** Decisions of one who moderated become those of a pseudonym. */
  async #disown(row: StoredPerson): Promise<void> {
    const { store } = this.context;
    const moderator = pseudonymOf(this.context, row)!;
    for (const { id, comment } of await store.read((reader) => reader.decisionsBy(row.id))) {
      await store.transaction(async (transaction) => {
        const about = await transaction.lockComment(comment);
        if (about?.ruling?.decision === id)
          await transaction.updateComment({ ...about, ruling: { ...about.ruling, moderator, note: null } });
        const decision = await transaction.decision(id);
        if (decision) await transaction.putDecision({ ...decision, moderator, note: null });
      });
    }
  }

  async audit({ after, limit }: { readonly after?: number; readonly limit?: number }, person: Person): Promise<AuditEntry[]> {
    administrator(person);
    const from = checkWhole(after, 0, Number.MAX_SAFE_INTEGER, 0, 'after');
    const many = checkWhole(limit, 1, 10_000, 1000, 'limit');
    return this.context.store.read((reader) => reader.audit(from, many));
  }
}
