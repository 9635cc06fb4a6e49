import { changeComment, toState } from './change-comment.js';
import { checkLabel, checkNote, checkText } from './check-text.js';
import type { CommentContext } from './comment-context.js';
import { type CommentDraft, type CommentEdit, type ReportReason, reportReasons } from './comment-service.js';
import type { StoredComment, StoreTransaction } from './comment-store.js';
import { termsOf } from './comment-terms.js';
import { known, lockedPerson, lockedWriter, spend, writer } from './people.js';
import type { Person } from './person.js';
import { refusal } from './refusal.js';
import { isVisible } from './states.js';
import { rankOf } from './uncertainty.js';

const keyPattern = /^[\x21-\x7e]{8,128}$/;
const localePattern = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/;
/** Milliseconds that a check may take before another process takes it over. */
export const checkLease = 60_000;

const notFound = () => refusal('not-found', 'There is no such comment');

/** @throws {SaguimError} refused: `invalid` */
function checkLocale(locale: unknown): string | null {
  if (locale === undefined) return null;
  if (typeof locale !== 'string' || !localePattern.test(locale) || locale.length > 35)
    throw refusal('invalid', '`locale` is no language', { where: 'locale', hint: 'Give a tag such as "en" or "pt-BR".' });
  return locale;
}

/** One's own comment, locked. @throws {SaguimError} refused: `not-found`, also for others' comments that cannot be seen; `forbidden` */
async function lockOwn(transaction: StoreTransaction, id: string, person: { readonly id: string }): Promise<StoredComment> {
  const comment = await transaction.lockComment(id);
  if (!comment) throw notFound();
  if (comment.writer === person.id) return comment;
  throw isVisible(comment.state) ? refusal('forbidden', "This is somebody else's comment") : notFound();
}

/** What people who read and write do to comments: what each keeps, all or nothing. Checks follow. */
export class Writing {
  constructor(private readonly context: CommentContext) {}

  /** A guest under a name. @throws {SaguimError} refused: `forbidden`, `name-…` */
  async enter(name: string, person: Person): Promise<Person> {
    const { context } = this;
    if (!context.guests || (person.id !== undefined && !person.guest))
      throw refusal('forbidden', 'Nobody takes part under a name of their choice here', { hint: 'Log in.' });
    const guest = { id: person.id ?? `guest-${crypto.randomUUID()}`, name, role: 'writer', guest: true } as const;
    const { row } = await context.store.transaction((transaction) => lockedWriter(transaction, guest, context));
    return { ...guest, name: row.name! };
  }

  /**
   * Keeps a new comment, waiting for its check. The same submission again gives the comment that is there.
   * @throws {SaguimError} refused
   */
  async submit(draft: CommentDraft, person: Person): Promise<{ comment: StoredComment; isNew: boolean }> {
    const { context } = this;
    const someone = writer(person, context);
    const text = checkText(draft?.text, context.longest);
    const page = checkLabel(draft.page, 'page');
    const section = draft.section === undefined ? null : checkLabel(draft.section, 'section', 100);
    const parentId = draft.parent ?? null;
    if (parentId !== null) checkLabel(parentId, 'parent', 100);
    const locale = checkLocale(draft.locale);
    if (typeof draft.key !== 'string' || !keyPattern.test(draft.key))
      throw refusal('invalid', 'There is no key', {
        where: 'key',
        hint: 'Send 8 to 128 visible ASCII characters, the same with every try.',
      });
    const digest = context.log.pseudonym('submission', page, parentId ?? '', text);
    const id = crypto.randomUUID();
    return context.store.transaction(async (transaction) => {
      // First the person: who submits the same thing twice at once waits here.
      const { row, doubt } = await lockedWriter(transaction, someone, context);
      const earlier = await transaction.commentByKey(someone.id, draft.key);
      if (earlier) {
        if (earlier.digest !== digest)
          throw refusal('replayed', 'The key belongs to another comment', { where: 'key', hint: 'Draw a key for each comment.' });
        return { comment: earlier, isNew: false };
      }
      context.admit();
      await spend(transaction, row, 'submit', context);
      if ((await transaction.page(page))?.closed && !row.moderator) throw refusal('closed', 'There are no new comments on this page');
      const parent = parentId === null ? undefined : await transaction.comment(parentId);
      if (parentId !== null && !(parent && parent.page === page && isVisible(parent.state)))
        throw refusal('parent-gone', 'What is answered is not there any more', { where: 'parent' });
      if (parent && parent.depth >= context.deepest)
        throw refusal('too-deep', `Replies go ${context.deepest} deep`, { where: 'parent', hint: 'Answer a comment above it.' });
      const now = await transaction.now();
      const fresh: StoredComment = {
        id,
        sequence: 0,
        page,
        section,
        parent: parentId,
        root: parent?.root ?? id,
        depth: parent ? parent.depth + 1 : 0,
        writer: someone.id,
        name: row.name,
        byModerator: row.moderator,
        text,
        version: 1,
        locale,
        state: 'checking',
        created: now,
        edited: null,
        changed: 0,
        shown: false,
        seen: false,
        replies: 0,
        reports: 0,
        verdict: null,
        nameDoubt: doubt,
        labels: [],
        language: 'und',
        uncertainty: 0,
        appeal: null,
        ruling: null,
        claimedBy: context.process,
        claimedUntil: now + checkLease,
        key: draft.key,
        digest,
      };
      const comment = await changeComment(context, transaction, fresh, { event: 'submit', by: 'writer', actor: row, terms: termsOf(text) });
      return { comment, isNew: true };
    });
  }

  /** Another text, waiting for its check. @throws {SaguimError} refused */
  async edit(id: string, edit: CommentEdit, person: Person): Promise<StoredComment> {
    const { context } = this;
    const someone = writer(person, context);
    const text = checkText(edit?.text, context.longest);
    const locale = checkLocale(edit.locale);
    return context.store.transaction(async (transaction) => {
      const { row, doubt } = await lockedWriter(transaction, someone, context);
      const comment = await lockOwn(transaction, id, someone);
      toState(comment, { event: 'edit', by: 'writer' });
      // The same edit again, by somebody who did not hear that it was done.
      if (comment.version === edit.version + 1 && comment.text === text) return comment;
      if (comment.version !== edit.version)
        throw refusal('changed', 'The comment was edited meanwhile', { details: { version: comment.version } });
      if (comment.text === text) return comment;
      context.admit();
      await spend(transaction, row, 'edit', context);
      const now = await transaction.now();
      const set = {
        text,
        name: row.name,
        nameDoubt: doubt,
        locale: locale ?? comment.locale,
        version: comment.version + 1,
        edited: now,
        verdict: null,
        labels: [],
        appeal: null,
        ruling: null,
        claimedBy: context.process,
        claimedUntil: now + checkLease,
      };
      return changeComment(context, transaction, comment, { event: 'edit', by: 'writer', actor: row, set, terms: termsOf(text) });
    });
  }

  /** Takes a comment back: its words go. @throws {SaguimError} refused */
  async remove(id: string, person: Person): Promise<StoredComment> {
    const someone = known(person);
    return this.context.store.transaction(async (transaction) => {
      const row = await lockedPerson(transaction, someone);
      const comment = await lockOwn(transaction, id, someone);
      if (comment.state === 'deleted') return comment;
      const set = { ...wordless, name: comment.name };
      const removed = await changeComment(this.context, transaction, comment, {
        event: 'delete',
        by: 'writer',
        actor: row,
        set,
        terms: [],
      });
      await forgetWords(transaction, id);
      return removed;
    });
  }

  /** Asks moderators to look. @throws {SaguimError} refused */
  async report(id: string, { reason, note }: { readonly reason: ReportReason; readonly note?: string }, person: Person): Promise<void> {
    const { context } = this;
    const someone = known(person);
    if (!reportReasons.includes(reason))
      throw refusal('invalid', 'There is no such reason', { where: 'reason', hint: `Give one of: ${reportReasons.join(', ')}.` });
    const words = checkNote(note, 1000);
    await context.store.transaction(async (transaction) => {
      const row = await lockedPerson(transaction, someone);
      const comment = await transaction.lockComment(id);
      if (!comment || (!isVisible(comment.state) && comment.writer !== someone.id)) throw notFound();
      if (comment.writer === someone.id) throw refusal('own', 'Nobody reports their own comments');
      toState(comment, { event: 'report', by: 'reader' });
      if (await transaction.report(id, someone.id)) throw refusal('already', 'This comment was reported by this person before');
      await spend(transaction, row, 'report', context);
      await transaction.putReport({
        comment: id,
        reporter: someone.id,
        reason,
        note: words,
        time: await transaction.now(),
        settled: false,
      });
      const reported = { ...comment, reports: comment.reports + 1 };
      const set = { reports: reported.reports, uncertainty: rankOf(reported, context.policy) };
      const details = { reason, reports: reported.reports };
      const after = await changeComment(context, transaction, comment, { event: 'report', by: 'reader', actor: row, set, details });
      const approved = comment.ruling?.action === 'approve';
      if (context.hideAfter > 0 && after.reports >= context.hideAfter && !approved)
        await changeComment(context, transaction, after, {
          event: 'hide',
          by: 'machine',
          actor: null,
          details: { reports: after.reports },
        });
    });
  }

  /** Asks moderators to look at one's own comment. @throws {SaguimError} refused */
  async appeal(id: string, { text }: { readonly text: string }, person: Person): Promise<StoredComment> {
    const { context } = this;
    const someone = known(person);
    const words = checkText(text, 2000);
    return context.store.transaction(async (transaction) => {
      const row = await lockedPerson(transaction, someone);
      const comment = await lockOwn(transaction, id, someone);
      if (comment.appeal) throw refusal('already', 'This decision was appealed before');
      toState(comment, { event: 'appeal', by: 'writer' });
      await spend(transaction, row, 'appeal', context);
      const appeal = { text: words, time: await transaction.now() };
      const set = { appeal, uncertainty: rankOf({ ...comment, appeal }, context.policy), claimedBy: null, claimedUntil: null };
      return changeComment(context, transaction, comment, { event: 'appeal', by: 'writer', actor: row, set });
    });
  }
}

/** A comment whose words are gone. */
export const wordless = {
  text: null,
  name: null,
  verdict: null,
  labels: [],
  appeal: null,
  ruling: null,
  reports: 0,
  claimedBy: null,
  claimedUntil: null,
  key: null,
  digest: null,
} as const satisfies Partial<StoredComment>;

/** What others wrote about a comment, and what it is found by, goes with it. */
export async function forgetWords(transaction: StoreTransaction, id: string): Promise<void> {
  await transaction.deleteReportsOf(id);
  await transaction.clearNotes(id);
  await transaction.deleteVector(id);
}
