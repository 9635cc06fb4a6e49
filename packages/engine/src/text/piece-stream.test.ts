import { describe, expect, it } from 'vitest';
import { PieceStream } from './piece-stream.js';

describe('PieceStream', () => {
  it('gives pieces in order to early and late readers, and then its end', async () => {
    const stream = new PieceStream<number>(() => {});
    const early = [stream.next(), stream.next()];
    stream.push(1);
    stream.push(2);
    stream.push(3);
    stream.end();
    expect(await Promise.all(early)).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
    ]);
    expect(await stream.next()).toEqual({ done: false, value: 3 });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('tells an error once, after the pieces before it', async () => {
    const stream = new PieceStream<number>(() => {});
    stream.push(1);
    stream.fail(new Error('gone'));
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    await expect(stream.next()).rejects.toThrow('gone');
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    const waiting = new PieceStream<number>(() => {});
    const readers = [waiting.next(), waiting.next()];
    waiting.fail(new Error('gone'));
    await expect(readers[0]).rejects.toThrow('gone');
    expect(await readers[1]).toEqual({ done: true, value: undefined });
  });

  it('hears when the reader leaves', async () => {
    let left = 0;
    const stream = new PieceStream<number>(() => left++);
    stream.push(1);
    stream.push(2);
    for await (const piece of stream) if (piece === 1) break;
    expect(left).toBe(1);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });
});
