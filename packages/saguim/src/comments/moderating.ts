import { changeComment, toState } from './change-comment.js';
import { checkLabel, checkNote, checkWhole } from './check-text.js';
import type { CommentContext } from './comment-context.js';
import type {
  ClaimOptions,
  CommentSearch,
  DecisionRequest,
  ItemPage,
  PageOptions,
  QueueCounts,
  QueueFilter,
  QueueItem,
  QueueOptions,
  WriterTally,
} from './comment-service.js';
import type { StoredComment, StoredDecision, StoredRuling } from './comment-store.js';
import { queryGroups } from './comment-terms.js';
import { cut, fromCursor, toCursor } from './cursor.js';
import { lockedPerson, moderator } from './people.js';
import type { Person } from './person.js';
import { refusal } from './refusal.js';
import { commentStates, isQueued } from './states.js';
import { itemsOf, tallyOf } from './views.js';

const defaultLease = 120;
const orders = ['uncertain', 'oldest', 'newest'] as const;
const filterKeys = ['states', 'page', 'section', 'label', 'language', 'writer'];

/** @throws {SaguimError} refused: `invalid` */
function checkFilter<F extends QueueFilter | CommentSearch['filter']>(filter: F, states: readonly string[]): NonNullable<F> {
  const given = (filter ?? {}) as NonNullable<F> & Record<string, unknown>;
  for (const [key, value] of Object.entries(given)) {
    if (!filterKeys.includes(key))
      throw refusal('invalid', 'There is no such filter', { where: 'filter', hint: `There are: ${filterKeys.join(', ')}.` });
    if (value === undefined) continue;
    if (key !== 'states') checkLabel(value, `filter.${key}`);
    else if (!Array.isArray(value) || !value.every((state) => states.includes(state as string)))
      throw refusal('invalid', 'There is no such state', { where: 'filter.states', hint: `Give some of: ${states.join(', ')}.` });
  }
  return given;
}

const queueStates = commentStates.filter(isQueued);
const checkOrder = (order: unknown): (typeof orders)[number] => {
  if (order === undefined) return 'uncertain';
  if (!orders.includes(order as 'oldest'))
    throw refusal('invalid', 'There is no such order', { where: 'order', hint: `Give one of: ${orders.join(', ')}.` });
  return order as 'oldest';
};

const rulingOf = ({ id, moderator, action, label, note, time }: StoredDecision): StoredRuling => ({
  decision: id,
  moderator,
  action,
  label,
  note,
  time,
});

/** What moderators do. */
export class Moderating {
  constructor(private readonly context: CommentContext) {}

  async queue({ filter, order, after, limit }: QueueOptions, person: Person): Promise<ItemPage> {
    moderator(person);
    const many = checkWhole(limit, 1, 100, 20, 'limit');
    const by = checkOrder(order);
    const place = fromCursor(after, by, 2);
    const checked = checkFilter(filter ?? {}, queueStates);
    return this.context.store.read(async (reader) => {
      const found = await reader.queue({
        filter: checked,
        order: by,
        limit: many + 1,
        ...(place && { after: { uncertainty: place[0]!, sequence: place[1]! } }),
      });
      const { shown, next } = cut(found, many, (last) => toCursor(by, last.uncertainty, last.sequence));
      return { items: await itemsOf(reader, shown, person), next };
    });
  }

  async claim({ filter, order, count, lease }: ClaimOptions, person: Person): Promise<QueueItem[]> {
    const someone = moderator(person);
    const limit = checkWhole(count, 1, 50, 1, 'count');
    const seconds = checkWhole(lease, 10, 3600, defaultLease, 'lease');
    const by = checkOrder(order);
    const checked = checkFilter(filter ?? {}, queueStates);
    return this.context.store.transaction(async (transaction) => {
      await lockedPerson(transaction, someone);
      const now = await transaction.now();
      const taken = await transaction.claim({ moderator: someone.id, filter: checked, order: by, limit, now, until: now + seconds * 1000 });
      for (const { id, page, state, changed } of taken) await transaction.notify({ kind: 'claim', id, page, state, changed });
      return itemsOf(transaction, taken, person);
    });
  }

  async release(ids: readonly string[] | undefined, person: Person): Promise<void> {
    const someone = moderator(person);
    if (ids !== undefined) {
      if (!Array.isArray(ids) || ids.length > 100)
        throw refusal('invalid', '`ids` is no list', { where: 'ids', hint: 'Give at most 100 ids.' });
      for (const id of ids) checkLabel(id, 'ids', 100);
    }
    await this.context.store.transaction(async (transaction) => {
      for (const { id, page, state, changed } of await transaction.release(someone.id, ids))
        await transaction.notify({ kind: 'claim', id, page, state, changed });
    });
  }

  async item(id: string, person: Person): Promise<QueueItem> {
    moderator(person);
    return this.context.store.read(async (reader) => {
      const comment = await reader.comment(id);
      if (!comment) throw refusal('not-found', 'There is no such comment');
      return (await itemsOf(reader, [comment], person))[0]!;
    });
  }

  /**
   * What a moderator decided, with what follows of it, all or nothing.
   * The same decision again by the same moderator is answered as the first was.
   */
  async decide(id: string, { action, version, state, label, note }: DecisionRequest, person: Person): Promise<QueueItem> {
    const { context } = this;
    const someone = moderator(person);
    if (action !== 'approve' && action !== 'reject')
      throw refusal('invalid', 'There is no such decision', { where: 'action', hint: 'Give "approve" or "reject".' });
    const words = checkNote(note, 1000);
    const named = label === undefined ? null : this.#checkLabel(label);
    return context.store.transaction(async (transaction) => {
      const row = await lockedPerson(transaction, someone);
      const comment = await transaction.lockComment(id);
      if (!comment) throw refusal('not-found', 'There is no such comment');
      if (comment.writer === someone.id) throw refusal('own', 'Nobody decides about their own comments');
      const now = await transaction.now();
      const { ruling } = comment;
      const isAgain = ruling?.moderator === someone.id && ruling.action === action && ruling.label === named && ruling.note === words;
      if (isAgain && comment.version === version && !isQueued(comment.state)) return (await itemsOf(transaction, [comment], person))[0]!;
      toState(comment, { event: action, by: 'moderator' });
      if (state !== undefined && comment.state !== state)
        throw refusal('state', 'Something happened to the comment meanwhile', { details: { event: action, from: comment.state } });
      if (comment.version !== version)
        throw refusal('changed', 'The comment was edited meanwhile', { details: { version: comment.version } });
      const isClaimed = comment.claimedBy !== null && comment.claimedUntil !== null && comment.claimedUntil > now;
      if (isClaimed && comment.claimedBy !== someone.id) throw refusal('claimed', 'Another moderator has this comment');
      const decided: StoredRuling = {
        decision: crypto.randomUUID(),
        moderator: someone.id,
        action,
        label: named,
        note: words,
        time: now,
      };
      const { decision, ...what } = decided;
      await transaction.putDecision({
        ...what,
        id: decision,
        comment: id,
        before: comment.state,
        replaced: ruling?.decision ?? null,
        reports: comment.reports,
        uncertainty: comment.uncertainty,
        version,
        undone: false,
        learned: comment.text === null,
      });
      await transaction.settleReports(id, true);
      const set = { ruling: decided, reports: 0, claimedBy: null, claimedUntil: null };
      const details = { ...(named !== null && { label: named }), version };
      const after = await changeComment(context, transaction, comment, { event: action, by: 'moderator', actor: row, set, details });
      return (await itemsOf(transaction, [after], person))[0]!;
    });
  }

  async undo(id: string, person: Person): Promise<QueueItem> {
    const { context } = this;
    const someone = moderator(person);
    return context.store.transaction(async (transaction) => {
      const row = await lockedPerson(transaction, someone);
      const comment = await transaction.lockComment(id);
      if (!comment) throw refusal('not-found', 'There is no such comment');
      const decision = comment.ruling && (await transaction.decision(comment.ruling.decision));
      if (!decision || decision.undone || decision.version !== comment.version)
        throw refusal('state', 'There is no decision to take back', { details: { event: 'undo', from: comment.state } });
      if (decision.moderator !== someone.id) throw refusal('forbidden', 'Another moderator decided this');
      await transaction.putDecision({ ...decision, undone: true });
      await transaction.settleReports(id, false);
      const now = await transaction.now();
      const queued = isQueued(decision.before);
      const replaced = decision.replaced === null ? undefined : await transaction.decision(decision.replaced);
      const set = {
        ruling: replaced ? rulingOf(replaced) : null,
        reports: decision.reports,
        uncertainty: decision.uncertainty,
        claimedBy: queued ? someone.id : null,
        claimedUntil: queued ? now + defaultLease * 1000 : null,
      };
      const change = { event: 'undo', by: 'moderator', to: decision.before, actor: row, set } as const;
      return (await itemsOf(transaction, [await changeComment(context, transaction, comment, change)], person))[0]!;
    });
  }

  async counts(person: Person): Promise<QueueCounts> {
    const someone = moderator(person);
    return this.context.store.read(async (reader) => {
      const { states, claimed, decided, decidedByMe } = await reader.counts(someone.id, await reader.now());
      const { held = 0, reported = 0, appealed = 0, checking = 0 } = states;
      return { held, reported, appealed, checking, claimed, decided, decidedByMe };
    });
  }

  async history(id: string, { after, limit }: PageOptions, person: Person): Promise<ItemPage & { writer: WriterTally }> {
    moderator(person);
    const many = checkWhole(limit, 1, 100, 20, 'limit');
    const place = fromCursor(after, 'history', 1);
    return this.context.store.read(async (reader) => {
      const found = await reader.commentsBy(id, { limit: many + 1, ...(place && { after: place[0]! }) });
      const { shown, next } = cut(found, many, ({ sequence }) => toCursor('history', sequence));
      return { items: await itemsOf(reader, shown, person), next, writer: await tallyOf(reader, id) };
    });
  }

  async search({ query, mode, filter }: CommentSearch, { after, limit, signal }: PageOptions, person: Person): Promise<ItemPage> {
    moderator(person);
    const { meaning, store } = this.context;
    const many = checkWhole(limit, 1, 100, 20, 'limit');
    const checked = checkFilter(filter ?? {}, commentStates) as NonNullable<CommentSearch['filter']>;
    const words = checkLabel(query, 'query', 1000);
    if (mode === 'meaning') {
      const found = await meaning.nearest(words, checked, many, signal);
      return store.read(async (reader) => {
        const comments: StoredComment[] = [];
        for (const id of found) {
          const comment = await reader.comment(id);
          if (comment) comments.push(comment);
        }
        return { items: await itemsOf(reader, comments, person) };
      });
    }
    if (mode !== undefined && mode !== 'words')
      throw refusal('invalid', 'There is no such mode', { where: 'mode', hint: 'Give "words" or "meaning".' });
    const groups = queryGroups(words);
    const place = fromCursor(after, 'found', 1);
    if (groups.length === 0) return { items: [] };
    return store.read(async (reader) => {
      const found = await reader.withTerms(groups, checked, { limit: many + 1, ...(place && { after: place[0]! }) });
      const { shown, next } = cut(found, many, ({ sequence }) => toCursor('found', sequence));
      return { items: await itemsOf(reader, shown, person), next };
    });
  }

  async closePage(page: string, closed: boolean, person: Person): Promise<void> {
    moderator(person);
    checkLabel(page, 'page');
    if (typeof closed !== 'boolean') throw refusal('invalid', '`closed` is no boolean', { where: 'closed' });
    await this.context.store.transaction((transaction) => transaction.setClosed(page, closed));
  }

  /** Teaches the moderator what was decided and not taken back. @returns how many decisions */
  async teach(limit = 16): Promise<number> {
    const { store, moderator: judge, learnAfter } = this.context;
    const known = judge.labels.map(({ name }) => name);
    const waiting = await store.read(async (reader) => {
      const decisions = await reader.unlearned((await reader.now()) - learnAfter * 1000, limit);
      const pairs: { decision: StoredDecision; comment: StoredComment | undefined }[] = [];
      for (const decision of decisions) pairs.push({ decision, comment: await reader.comment(decision.comment) });
      return pairs;
    });
    for (const { decision, comment } of waiting) {
      const { action, label, time } = decision;
      if (comment?.text && comment.version === decision.version) {
        const labels = action === 'reject' && label !== null && known.includes(label) ? { labels: { [label]: true } } : {};
        const section = comment.section === null ? {} : { section: comment.section };
        await judge.learn({ text: comment.text, action: action === 'approve' ? 'allow' : 'block', time, ...labels, ...section });
      }
      await store.transaction(async (transaction) => {
        const now = await transaction.decision(decision.id);
        if (now) await transaction.putDecision({ ...now, learned: true });
      });
    }
    return waiting.length;
  }

  #checkLabel(label: unknown): string {
    const { labels, rules = [], categories = [] } = this.context.policy;
    const known = [
      ...Object.keys(labels),
      ...this.context.moderator.labels.map(({ name }) => name),
      ...rules.map(({ id }) => id),
      ...categories.map(({ name }) => name),
    ];
    if (typeof label === 'string' && known.includes(label)) return label;
    throw refusal('invalid', 'The policy has no such label', { where: 'label', hint: `There are: ${[...new Set(known)].join(', ')}.` });
  }
}
