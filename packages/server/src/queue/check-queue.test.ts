import { describe, expect, it } from 'vitest';
import { WordModerator } from '../word-moderator.case.js';
import { CheckQueue, type QueueOptions } from './check-queue.js';

const never = new AbortController().signal;
const make = (options: Partial<QueueOptions> = {}) => {
  const moderator = new WordModerator();
  let time = 0;
  const queue = new CheckQueue(moderator, { most: 8, batch: 4, timeout: 60_000, now: () => (time += 100), ...options });
  return { moderator, queue };
};
const items = (...texts: string[]) => texts.map((text) => ({ text }));
const one = (queue: CheckQueue, text: string, signal = never) => queue.check(items(text), signal);

describe('CheckQueue', () => {
  it('judges together what waits together, in order, a batch at a time', async () => {
    const { moderator, queue } = make();
    const answers = await Promise.all(['you idiot', 'hello', 'casino', 'kill', 'damn', 'fine'].map((text) => one(queue, text)));
    expect(moderator.batches).toEqual([4, 2]);
    expect(answers.map(([verdict]) => Object.keys(verdict!.scores).filter((label) => verdict!.scores[label]! > 0.5))).toEqual([
      ['toxicity', 'insult'],
      [],
      ['spam'],
      ['threat'],
      ['obscene'],
      [],
    ]);
  });

  it('lets long comments wait for each other', async () => {
    const { moderator, queue } = make();
    await Promise.all(['a', 'b'.repeat(16_000), 'c'.repeat(16_000), 'd'].map((text) => one(queue, text)));
    expect(moderator.batches).toEqual([2, 2]);
  });

  it('takes a whole request or nothing of it, and says when to come back', async () => {
    const { moderator, queue } = make();
    let open = () => {};
    moderator.gate = new Promise((resolve) => (open = resolve));
    const first = queue.check(items('1', '2', '3', '4'), never);
    await expect.poll(() => moderator.batches).toEqual([4]);
    const second = queue.check(items('5', '6', '7', '8', '9'), never);
    await expect(queue.check(items('a', 'b', 'c', 'd'), never)).rejects.toMatchObject({ reason: 'overload', details: { retryAfter: 1 } });
    const third = queue.check(items('a', 'b', 'c'), never);
    expect([queue.waiting, queue.full]).toEqual([8, true]);
    open();
    expect((await Promise.all([first, second, third])).map(({ length }) => length)).toEqual([4, 5, 3]);
    expect([queue.waiting, queue.full]).toEqual([0, false]);
  });

  it('takes a request that is larger than itself when it is empty', async () => {
    const { queue } = make({ most: 2 });
    expect(await queue.check(items('1', '2', '3'), never)).toHaveLength(3);
  });

  it('forgets who is gone: those who wait at once, a batch when nobody waits for it', async () => {
    const { moderator, queue } = make();
    let open = () => {};
    moderator.gate = new Promise((resolve) => (open = resolve));
    const [a, b, c] = [new AbortController(), new AbortController(), new AbortController()];
    const first = [one(queue, 'a', a.signal), one(queue, 'b', b.signal)];
    const ends = Promise.allSettled(first);
    await expect.poll(() => moderator.batches).toEqual([2]);
    const waiting = one(queue, 'c', c.signal);
    const stays = one(queue, 'd');
    c.abort(new Error('c is gone'));
    await expect(waiting).rejects.toThrow('c is gone');
    expect(queue.waiting).toBe(1);
    a.abort(new Error('a is gone'));
    expect(moderator.aborted).toBe(0);
    b.abort(new Error('b is gone'));
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(moderator.aborted).toBe(1);
    open();
    expect(await stays).toHaveLength(1);
    await expect(one(queue, 'e', a.signal)).rejects.toThrow('a is gone');
  });

  it('tells who waits for too long', async () => {
    const { moderator, queue } = make({ timeout: 1 });
    let open = () => {};
    moderator.gate = new Promise((resolve) => (open = resolve));
    await expect(one(queue, 'a')).rejects.toMatchObject({ reason: 'timeout' });
    open();
  });

  it('judges alone what fails together: one comment is not the fault of the others', async () => {
    const { moderator, queue } = make();
    const judge = moderator.checkMany.bind(moderator);
    moderator.checkMany = async (all, options) => {
      if (all.some((item) => (item as { text: string }).text === 'bad')) throw new RangeError('bad');
      return judge(all, options);
    };
    const answers = await Promise.allSettled(['a', 'bad', 'c'].map((text) => one(queue, text)));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('ends when all is answered, and takes nothing more', async () => {
    const { moderator, queue } = make();
    const answers = [one(queue, 'a'), one(queue, 'b')];
    const closed = queue.close();
    await expect(one(queue, 'c')).rejects.toMatchObject({ reason: 'unavailable' });
    await closed;
    expect(await Promise.all(answers)).toHaveLength(2);
    expect(moderator.batches).toEqual([2]);
    await queue.close();
  });
});
