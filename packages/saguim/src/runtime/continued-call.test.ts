import { describe, expect, it } from 'vitest';
import { continuedCall, LostEngine } from './continued-call.js';
import type { GenerationItem } from './engine-messages.js';
import type { CallOptions } from './rpc.js';

const lost = (again = true) => new LostEngine({ reason: 'a test', again });
const pieces = (tokens: readonly number[]) => tokens.map((token) => ({ piece: { token, text: `${token}` } }) as GenerationItem);

/** Each run sends its items, and then fails or gives its tokens. */
function runs(...all: { tokens: readonly number[]; error?: Error }[]) {
  let run = 0;
  const attempt = async ({ onItem, signal }: CallOptions<GenerationItem>) => {
    const { tokens, error } = all[run++]!;
    onItem?.({ prefill: { done: 1, total: 1, cached: 0 } });
    for (const item of pieces(tokens)) {
      onItem?.(item);
      signal?.throwIfAborted();
    }
    if (error) throw error;
    return tokens;
  };
  return { attempt, count: () => run };
}

describe('continuedCall', () => {
  it('asks the next engine when one is lost, and tells every piece once', async () => {
    const { attempt } = runs({ tokens: [1, 2, 3], error: lost() }, { tokens: [1, 2], error: lost() }, { tokens: [1, 2, 3, 4] });
    const told: GenerationItem[] = [];
    expect(await continuedCall('chat', { onItem: (item) => told.push(item) }, attempt)).toEqual([1, 2, 3, 4]);
    expect(told).toEqual([{ prefill: { done: 1, total: 1, cached: 0 } }, ...pieces([1, 2, 3, 4])]);
  });

  it('ends with an error where the next engine answers otherwise', async () => {
    const { attempt } = runs({ tokens: [1, 2, 3], error: lost() }, { tokens: [1, 5, 3] });
    const told: GenerationItem[] = [];
    await expect(continuedCall('chat', { onItem: (item) => told.push(item) }, attempt)).rejects.toMatchObject({ code: 'worker-died' });
    expect(told.slice(1)).toEqual(pieces([1, 2, 3]));
  });

  it('tells progress of other work once, too', async () => {
    let run = 0;
    const told: number[] = [];
    const attempt = async ({ onItem }: CallOptions<{ done: number }>) => {
      for (let done = 1; done <= 2 + run; done++) onItem?.({ done });
      if (run++ === 0) throw lost();
    };
    await continuedCall('embed', { onItem: ({ done }) => told.push(done) }, attempt);
    expect(told).toEqual([1, 2, 3]);
  });

  it.each([
    ['what changes an index', 'indexCommit', lost(), 1],
    ['what made its own engine end', 'chat', lost(false), 1],
    ['what ends every engine', 'chat', lost(), 4],
    ['what fails of itself', 'chat', new Error('no'), 1],
  ])('does not ask for ever: %s', async (_, method, error, times) => {
    const { attempt, count } = runs(...Array(9).fill({ tokens: [], error }));
    await expect(continuedCall(method, {}, attempt)).rejects.toBe(error);
    expect(count()).toBe(times);
  });

  it('rejects with the reason of an abort, also in a later run', async () => {
    const controller = new AbortController();
    const { attempt } = runs({ tokens: [1], error: lost() }, { tokens: [1, 2, 3] });
    const onItem = (item: GenerationItem) => 'piece' in item && item.piece.token === 2 && controller.abort('stop');
    await expect(continuedCall('chat', { signal: controller.signal, onItem }, attempt)).rejects.toBe('stop');
  });
});
