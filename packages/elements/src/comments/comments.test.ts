import { CommentSystem, MemoryCommentStore, type PersonalComments } from 'saguim/comments';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MemoryTables } from '../store/table-store.js';
import { CommentThread } from './comment-thread.js';
import { DecisionOutbox, type OutboxTables } from './decision-outbox.js';
import { CommentDrafts, type DraftStorage } from './drafts.js';
import { ModerationQueue, type Refused } from './moderation-queue.js';
import { conflicts, defaultShortcuts, makeShortcuts } from './shortcuts.js';
import { WordJudge } from './word-judge.case.js';

let system: CommentSystem;
let keys = 0;
const ends: (() => unknown)[] = [];

beforeEach(async () => {
  const store = new MemoryCommentStore();
  const none = { most: 0, seconds: 1 };
  system = await CommentSystem.open({ store, moderator: new WordJudge(), limits: { submit: none, edit: none } });
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await system.close();
});

const person = (name: string, role: 'writer' | 'moderator' = 'writer') => system.as({ id: name.toLowerCase(), name, role });
const say = (who: PersonalComments, text: string, parent?: string) =>
  who.submit({ page: 'article', text, key: `key-${String(++keys).padStart(8, '0')}`, ...(parent !== undefined && { parent }) });

const storageOf = (kept: Map<string, string>): DraftStorage => ({
  getItem: (name) => kept.get(name) ?? null,
  setItem: (name, value) => void kept.set(name, value),
  removeItem: (name) => void kept.delete(name),
});

async function threadOf(service: PersonalComments, drafts = new CommentDrafts('article', storageOf(new Map()))) {
  const thread = new CommentThread(service, 'article', { drafts, limit: 3 });
  ends.push(() => thread.stop());
  await thread.start();
  expect(thread.phase).toBe('ready');
  return thread;
}

async function queueOf(service: PersonalComments) {
  const queue = new ModerationQueue(service);
  ends.push(() => queue.stop());
  await queue.start();
  return queue;
}

const texts = (thread: CommentThread) => thread.roots.map(({ comment }) => comment.text);
const until = (holds: () => boolean) => expect.poll(holds, { timeout: 60_000 }).toBe(true);

it('goes the whole way: held, decided, published, seen by its writer and by others', async () => {
  const writer = await threadOf(person('Ana'));
  const reader = await threadOf(person('Bia'));
  const queue = await queueOf(person('Marta', 'moderator'));
  const comment = await writer.submit('You stupid machine');
  expect(comment.state).toBe('held');
  expect(writer.waiting.map(({ comment: { reasons } }) => reasons.map(({ message }) => message))).toEqual([['This looks like insult.']]);
  expect(reader.total).toBe(0);
  await until(() => queue.items.length === 1);
  expect(queue.current).toMatchObject({ text: 'You stupid machine', why: [{ kind: 'score', label: 'insult', score: 0.62 }] });
  expect(queue.decide({ action: 'approve' })).toBe(1);
  expect(queue.current).toBeUndefined();
  await until(() => writer.roots.length === 1 && writer.waiting.length === 0 && reader.fresh.length === 1);
  expect(reader.roots).toEqual([]);
  reader.showFresh();
  expect(texts(reader)).toEqual(['You stupid machine']);
});

it('shows the next comment before a decision is kept, brings back what was refused, and takes decisions back', async () => {
  const [ana, marta] = [person('Ana'), person('Marta', 'moderator')];
  for (const text of ['stupid one', 'stupid two', 'stupid three']) await say(ana, text);
  let free = () => {};
  const gate = new Promise<void>((resolve) => (free = resolve));
  const slow = new Proxy(marta, {
    get: (target, name) => {
      const value = target[name as keyof PersonalComments] as unknown;
      if (typeof value !== 'function') return value;
      const call = value.bind(target);
      return name === 'decide' ? (...given: unknown[]) => gate.then(() => call(...given)) : call;
    },
  });
  const queue = await queueOf(slow);
  const [first, second] = queue.items.map(({ id }) => id);
  queue.decide({ action: 'reject', label: 'insult' });
  expect(queue.current?.id).toBe(second);
  expect(queue.pending).toBe(1);
  // Its writer deletes it before the decision arrives.
  await ana.remove(first!);
  const refused = new Promise((resolve) => queue.addEventListener('refused', (event) => resolve((event as CustomEvent).detail.error)));
  free();
  expect(await refused).toMatchObject({ code: 'refused' });
  expect(queue.items.map(({ id }) => id)).not.toContain(first);
  queue.decide({ action: 'approve' });
  queue.undo();
  expect(queue.current?.id).toBe(second);
  await until(() => queue.pending === 0);
  await expect.poll(async () => (await marta.item(second!)).state).toBe('held');
  queue.selectAll(true);
  expect(queue.decide({ action: 'reject', label: 'insult', note: 'Kindly, please' })).toBe(2);
  await until(() => queue.pending === 0);
  expect((await ana.own()).comments.map(({ state }) => state)).toEqual(['rejected', 'rejected', 'deleted']);
  expect(queue.undo()).toBe(2);
  await expect.poll(async () => (await marta.counts()).held).toBe(2);
});

it('keeps what is decided without a connection, over reloads, sends it once, and tells what somebody else decided meanwhile', async () => {
  const [ana, marta, rita] = [person('Ana'), person('Marta', 'moderator'), person('Rita', 'moderator')];
  for (const text of ['stupid one', 'stupid two', 'stupid three', 'stupid four']) await say(ana, text);
  let away = false;
  const reach = new Proxy(marta, {
    get: (target, name) => {
      const value = target[name as keyof PersonalComments] as unknown;
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) =>
        away ? Promise.reject(Object.assign(new Error('away'), { code: 'network' })) : value.apply(target, given);
    },
  });
  const tables = new MemoryTables<OutboxTables>({ errands: 'owner' });
  const open = (owner: string) =>
    new DecisionOutbox(
      async () => owner,
      async () => tables,
    );
  const start = async (outbox: DecisionOutbox) => {
    const queue = new ModerationQueue(reach, outbox);
    ends.push(() => queue.stop());
    await queue.start();
    return queue;
  };
  const first = await start(open('Marta'));
  const [one, two, three, four] = first.items.map(({ id }) => id) as [string, string, string, string];
  away = true;
  for (let i = 0; i < 3; i++) first.decide({ action: 'approve' });
  await until(() => first.stalled);
  expect([first.pending, first.items.map(({ id }) => id)]).toEqual([3, [four]]);
  // What was not sent is taken back without anybody knowing.
  first.undo();
  await until(() => first.pending === 2);
  expect(first.current?.id).toBe(three);
  await first.stop();
  expect((await marta.item(one)).state).toBe('held');
  // Meanwhile somebody else decides one of the two; nobody but Marta sends what was Marta's.
  await marta.release();
  await rita.decide(two, { action: 'reject', version: 1 });
  away = false;
  const other = await start(open('Zeca'));
  expect(other.pending).toBe(0);
  await other.stop();
  const refusals: string[] = [];
  const again = new ModerationQueue(reach, open('Marta'));
  ends.push(() => again.stop());
  again.addEventListener('refused', (event) => refusals.push((event as CustomEvent<Refused>).detail.id));
  await again.start();
  expect([refusals, again.pending, (await marta.item(one)).state, (await marta.item(two)).state]).toEqual([
    [two],
    0,
    'published',
    'rejected',
  ]);
  expect(again.items.map(({ id }) => id).sort()).toEqual([three, four].sort());
  expect(await tables.all('errands')).toEqual([]);
  // What was taken back while away is sent too, and several at once.
  again.selectAll(true);
  again.decide({ action: 'approve' });
  await until(() => again.pending === 0);
  away = true;
  again.undo();
  await until(() => again.stalled);
  expect((await marta.item(three)).state).toBe('published');
  away = false;
  await again.retry();
  await until(() => again.pending === 0);
  expect([(await marta.item(three)).state, (await marta.item(four)).state]).toEqual(['held', 'held']);
});

it('keeps drafts over reloads, sends a comment once however often it is sent, and tells of one that had arrived', async () => {
  const kept = new Map<string, string>();
  const drafts = () => new CommentDrafts('article', storageOf(kept));
  const ana = person('Ana');
  let lost = true;
  const flaky = new Proxy(ana, {
    get: (target, name) => {
      const value = target[name as keyof PersonalComments] as unknown;
      if (typeof value !== 'function') return value;
      const call = value.bind(target);
      if (name !== 'submit') return call;
      return async (...given: unknown[]) => {
        const answer = await call(...given);
        if (lost) throw new Error('The answer was lost.');
        return answer;
      };
    },
  });
  const thread = await threadOf(flaky, drafts());
  thread.drafts.write('new', 'A thought');
  await expect(thread.submit('A thought')).rejects.toThrow('lost');
  const again = await threadOf(flaky, drafts());
  expect(again.drafts.text('new')).toBe('A thought');
  lost = false;
  await expect(again.submit('Another thought')).rejects.toMatchObject({ details: { reason: 'replayed' } });
  expect(again.drafts.text('new')).toBe('Another thought');
  await again.submit('Another thought');
  expect((await ana.own()).comments.map(({ text }) => text)).toEqual(['Another thought', 'A thought']);
  expect(kept.size).toBe(0);
});

it('reads page after page, replies too, each comment once, and goes into deep threads', async () => {
  const ana = person('Ana');
  const tops = [];
  for (let i = 0; i < 5; i++) tops.push((await say(ana, `Top ${i}`)).id);
  for (let i = 0; i < 26; i++) await say(ana, `Reply ${i}`, tops[4]);
  let deep = tops[0]!;
  for (let i = 0; i < 6; i++) deep = (await say(ana, `Deep ${i}`, deep)).id;
  const thread = await threadOf(person('Bia'));
  expect(texts(thread)).toEqual(['Top 4', 'Top 3', 'Top 2']);
  await thread.more();
  expect(texts(thread)).toEqual(['Top 4', 'Top 3', 'Top 2', 'Top 1', 'Top 0']);
  const node = thread.node(tops[4]!)!;
  await thread.moreReplies(tops[4]!);
  await thread.moreReplies(tops[4]!);
  expect(node.children.map(({ comment }) => comment.text)).toEqual(Array.from({ length: 26 }, (_, i) => `Reply ${i}`));
  expect(node.next).toBeUndefined();
  await say(ana, 'Reply 26', tops[4]);
  await until(() => node.comment.replies === 27);
  await thread.moreReplies(tops[4]!);
  expect(node.children).toHaveLength(27);
  await thread.focus(deep);
  expect(thread.focused?.comment.text).toBe('Deep 5');
  await thread.setOrder('oldest');
  expect([texts(thread)[0], thread.focused]).toEqual(['Top 0', undefined]);
});

it('keeps the place of what somebody answers when it is deleted', async () => {
  const ana = person('Ana');
  const { id } = await say(ana, 'A claim');
  const thread = await threadOf(person('Bia'));
  thread.drafts.write(`reply ${id}`, 'Half an answer');
  await ana.remove(id);
  await until(() => thread.node(id)?.comment.state === 'deleted');
  expect([texts(thread), thread.total]).toEqual([[null], 0]);
  await expect(thread.submit('Half an answer', id)).rejects.toMatchObject({ details: { reason: 'parent-gone' } });
  expect(thread.drafts.text(`reply ${id}`)).toBe('Half an answer');
});

it('has keys that can be changed or left out, and tells of those that clash', () => {
  expect(makeShortcuts({ approve: 'Y', reject: '', next: 'long', undo: ' ' })).toEqual({ ...defaultShortcuts, approve: 'y', reject: '' });
  expect([...conflicts(makeShortcuts({ approve: 'j' }))].sort()).toEqual(['approve', 'next']);
  expect(conflicts(defaultShortcuts).size).toBe(0);
});
