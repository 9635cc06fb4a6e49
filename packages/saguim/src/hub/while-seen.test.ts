import { describe, expect, it } from 'vitest';
import { whileSeen } from './while-seen.js';

/** A page that is hidden and shown by the test. */
class Page extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';
  set(state: DocumentVisibilityState) {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

/** Work that ends when the test says so, or with its signal. */
function work() {
  const begun: { signal: AbortSignal; pausing: (now: boolean) => void; finish: (value: string) => void }[] = [];
  const run = (signal: AbortSignal | undefined, pausing: (now: boolean) => void) =>
    new Promise<string>((resolve, reject) => {
      begun.push({ signal: signal!, pausing, finish: resolve });
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  return { begun, run };
}

describe('what a hidden page stops', () => {
  it('is begun again when it is seen, and what comes after the download goes on', async () => {
    const page = new Page();
    const { begun, run } = work();
    const done = whileSeen(run, undefined, page as never);
    begun[0]!.pausing(true);
    page.set('hidden');
    expect(begun[0]!.signal.aborted).toBe(true);
    await new Promise(setImmediate);
    expect(begun).toHaveLength(1);
    page.set('visible');
    await new Promise(setImmediate);
    begun[1]!.pausing(true);
    begun[1]!.pausing(false);
    page.set('hidden');
    expect(begun[1]!.signal.aborted).toBe(false);
    begun[1]!.finish('here');
    expect(await done).toBe('here');
  });

  it('ends with its own signal, also while it waits', async () => {
    const page = new Page();
    const { begun, run } = work();
    const controller = new AbortController();
    const done = whileSeen(run, controller.signal, page as never);
    begun[0]!.pausing(true);
    page.set('hidden');
    await new Promise(setImmediate);
    controller.abort('enough');
    await expect(done).rejects.toBe('enough');
  });

  it('just runs where there is no page, and fails as its work does', async () => {
    expect(await whileSeen(async () => 'here', undefined, undefined)).toBe('here');
    await expect(whileSeen(() => Promise.reject(new Error('gone')), undefined, new Page() as never)).rejects.toThrow('gone');
  });
});
