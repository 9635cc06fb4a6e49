import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { SemanticEmbedder } from '../semantic-embedder/index.js';
import { Moderator } from './moderator.js';
import { toyHeads } from './toy-heads.case.js';
import type { Verdict } from './verdict.js';
import { type CommentWatch, type WatchOptions, watchComment } from './watch-comment.js';

const models = new URL('../../../../models/', import.meta.url);
let session: SemanticEmbedder;
let moderator: Moderator;

beforeAll(async () => {
  session = await SemanticEmbedder.create({ saguim: { models } });
  const embedder = session.saguim.textEmbedder;
  moderator = await Moderator.create({ embedder, heads: await toyHeads(embedder) });
});

afterAll(() => {
  moderator.destroy();
  session.destroy();
});

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

class Field extends EventTarget {
  value = '';
  type(text: string) {
    this.value = text;
    this.dispatchEvent(new Event('input'));
  }
}

/** A field that is watched, its verdicts, and a promise of the next one. */
function watched(options: Partial<WatchOptions> = {}) {
  const field = new Field();
  const verdicts: (readonly [action: Verdict['action'] | undefined, text: string])[] = [];
  let tell: (() => void) | undefined;
  const watch: CommentWatch = watchComment(field, {
    moderator,
    onVerdict(verdict, text) {
      verdicts.push([verdict?.action, text]);
      tell?.();
    },
    ...options,
  });
  const next = () => new Promise<void>((resolve) => (tell = resolve));
  return { field, verdicts, watch, next };
}

it('checks on a pause what was typed last, and nothing before', async () => {
  const { field, verdicts, next } = watched({ pause: 300 });
  for (const text of ['You', 'You are an', 'You are an idiot, you moron.']) {
    field.type(text);
    vi.advanceTimersByTime(299);
  }
  expect(verdicts).toEqual([]);
  const told = next();
  vi.advanceTimersByTime(1);
  await told;
  expect(verdicts).toEqual([['block', 'You are an idiot, you moron.']]);
  field.type('  ');
  vi.advanceTimersByTime(300);
  expect(verdicts.at(-1)).toEqual([undefined, '  ']);
});

it('loads at the first focus, once, and never before', async () => {
  const load = vi.fn(async () => moderator);
  const { field, next, verdicts } = watched({ moderator: load });
  expect(load).not.toHaveBeenCalled();
  field.dispatchEvent(new Event('focus'));
  field.dispatchEvent(new Event('focus'));
  field.value = 'Thanks, friend!';
  const told = next();
  field.dispatchEvent(new Event('blur'));
  await told;
  expect(load).toHaveBeenCalledOnce();
  expect(verdicts).toEqual([['allow', 'Thanks, friend!']]);
});

it('ends an older check when more is typed', async () => {
  const signals: AbortSignal[] = [];
  const check: Moderator['check'] = (text, options) => {
    signals.push(options!.signal!);
    return moderator.check(text, options);
  };
  const { field, verdicts, next } = watched({ moderator: { check } });
  field.type('You are an idiot.');
  await vi.advanceTimersByTimeAsync(400);
  expect(signals[0]!.aborted).toBe(false);
  field.type('You are kind.');
  expect(signals[0]!.aborted).toBe(true);
  const told = next();
  await vi.advanceTimersByTimeAsync(400);
  await told;
  expect(verdicts).toEqual([['allow', 'You are kind.']]);
});

it('tells what failed, tries again, and ends', async () => {
  const errors: unknown[] = [];
  const load = vi.fn(() => (load.mock.calls.length === 1 ? Promise.reject(new Error('offline')) : Promise.resolve(moderator)));
  const { field, watch } = watched({ moderator: load, onError: (error) => errors.push(error) });
  field.dispatchEvent(new Event('focus'));
  await vi.waitFor(() => expect(errors).toEqual([new Error('offline')]));
  field.value = 'You stupid moron, you idiot!';
  expect((await watch.check()).action).toBe('block');
  watch.stop();
  await expect(watch.check()).rejects.toMatchObject({ name: 'AbortError' });
  const timers = vi.getTimerCount();
  field.type('more');
  expect(vi.getTimerCount()).toBe(timers);
});
