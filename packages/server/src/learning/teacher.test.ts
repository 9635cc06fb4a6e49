import { expect, it } from 'vitest';
import { WordModerator } from '../word-moderator.case.js';
import { Teacher } from './teacher.js';

const decision = (text: string, action: 'allow' | 'block' = 'block') => ({ text, action, labels: { toxicity: action === 'block' } });

it('counts a decision once, and a change of mind', async () => {
  const moderator = new WordModerator();
  const teacher = new Teacher(moderator);
  expect(await teacher.teach(decision('a'))).toBe(true);
  expect(await teacher.teach(decision('a'))).toBe(false);
  expect(await teacher.teach(decision('a', 'allow'))).toBe(true);
  expect(await teacher.teach(decision('a'))).toBe(true);
  expect(moderator.decisions.map(({ action }) => action)).toEqual(['block', 'allow', 'block']);
});

it('has kept what it answers for, and writes once for many', async () => {
  const moderator = new WordModerator();
  const kept: number[] = [];
  const opens: (() => void)[] = [];
  const teacher = new Teacher(moderator, async ([count]) => {
    await new Promise<void>((resolve) => opens.push(resolve));
    kept.push(count!);
  });
  const first = teacher.teach(decision('a'));
  await expect.poll(() => opens.length).toBe(1);
  const rest = Promise.all(['b', 'c', 'd'].map((text) => teacher.teach(decision(text))));
  await expect.poll(() => moderator.decisions.length).toBe(4);
  opens[0]!();
  await first;
  expect(kept).toEqual([1]);
  await expect.poll(() => opens.length).toBe(2);
  opens[1]!();
  await rest;
  expect(kept).toEqual([1, 4]);
  await teacher.close();
});

it('goes on after what could not be learned or kept', async () => {
  const moderator = new WordModerator();
  let full = true;
  const teacher = new Teacher(moderator, async () => {
    if (full) throw new Error('full');
  });
  await expect(teacher.teach(decision('a'))).rejects.toThrow('full');
  await expect(teacher.teach(decision('a'))).rejects.toThrow('full');
  full = false;
  expect(await teacher.teach(decision('a'))).toBe(false);
  expect(moderator.decisions).toHaveLength(1);
  expect(await teacher.teach(decision('b'))).toBe(true);
  const learn = moderator.learn.bind(moderator);
  moderator.learn = () => Promise.reject(new Error('dead'));
  await expect(teacher.teach(decision('c'))).rejects.toThrow('dead');
  moderator.learn = learn;
  expect(await teacher.teach(decision('c'))).toBe(true);
});

it('lets no flood wait', async () => {
  const moderator = new WordModerator();
  let open = () => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  const learn = moderator.learn.bind(moderator);
  moderator.learn = async (...all) => {
    await gate;
    return learn(...all);
  };
  const teacher = new Teacher(moderator);
  const answers = Promise.allSettled(Array.from({ length: 70 }, (_, i) => teacher.teach(decision(String(i)))));
  open();
  const statuses = (await answers).map(({ status }) => status);
  expect(statuses.filter((status) => status === 'rejected')).toHaveLength(6);
  expect(moderator.decisions).toHaveLength(64);
});
