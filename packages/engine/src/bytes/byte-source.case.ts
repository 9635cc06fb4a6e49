import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ByteSource } from '../spec/index.js';

const SIZE = 200_000;

/** Bytes that differ from their neighbours and from those a power of two away. */
export function someBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8) * 7 + (i >> 16) * 3) & 255);
}

/** What every source does, whatever it reads. */
export function byteSourceCases(name: string, open: (bytes: Uint8Array) => Promise<ByteSource>): void {
  describe(name, () => {
    const bytes = someBytes(SIZE);
    const same = (actual: Uint8Array, offset: number, length: number): void => {
      expect(Buffer.compare(actual, bytes.subarray(offset, offset + length)), `bytes ${offset} to ${offset + length}`).toBe(0);
    };
    const error = (code: string) => expect.objectContaining({ name: 'SaguimError', code });
    let source: ByteSource;

    beforeAll(async () => {
      source = await open(bytes);
    });
    afterAll(() => source.close());

    it('has a name and a size', () => {
      expect(source.name).not.toBe('');
      expect(source.size).toBe(SIZE);
    });

    it.each([
      [0, SIZE],
      [0, 1],
      [SIZE - 1, 1],
      [65_535, 3],
      [65_536, 1000],
      [12_345, 100_000],
      [0, 0],
      [70_000, 0],
      [SIZE, 0],
    ])('reads from %i on %i bytes', async (offset, length) => {
      const read = await source.read(offset, length);
      expect(read).toBeInstanceOf(Uint8Array);
      expect(read.length).toBe(length);
      same(read, offset, length);
    });

    it('gives bytes that are the caller’s own', async () => {
      (await source.read(10, 100)).fill(0);
      same(await source.read(0, 200), 0, 200);
    });

    it.each([ArrayBuffer, SharedArrayBuffer])('reads into a part of a %o, if it can', async (Buffer) => {
      if (!source.readInto) return expect(source.readInto).toBeUndefined();
      const memory = new Uint8Array(new Buffer(100_010)).fill(170);
      await source.readInto(60_000, memory.subarray(5, 100_005));
      same(memory.slice(5, 100_005), 60_000, 100_000);
      expect([...memory.slice(0, 5), ...memory.slice(100_005)]).toEqual(new Array(10).fill(170));
    });

    it('reads on and on, over gaps, at the same place again and back', async () => {
      let at = 0;
      for (const [gap, length] of [
        [0, 4],
        [0, 60_000],
        [28, 20_000],
        [0, 0],
        [4_000, 10],
        [0, 30_000],
        [-100_000, 5_000],
        [0, 5_000],
        [0, 1],
        [50_000, 70_000],
        [16, 9_000],
      ] as const) {
        at += gap;
        same(await source.read(at, length), at, length);
        at += length;
      }
      same(await source.read(at, SIZE - at), at, SIZE - at);
      same(await source.read(0, 1_000), 0, 1_000);
      same(await source.read(1_000, SIZE - 1_000), 1_000, SIZE - 1_000);
    });

    it('reads several ranges at once', async () => {
      const offsets = Array.from({ length: 20 }, (_, i) => (i * 9_973) % (SIZE - 3_000));
      const reads = await Promise.all(offsets.map((offset) => source.read(offset, 3_000)));
      for (const [i, read] of reads.entries()) same(read, offsets[i]!, 3_000);
    });

    it.each([
      [-1, 2],
      [0, -1],
      [SIZE, 1],
      [0, SIZE + 1],
      [SIZE - 10, 11],
      [0.5, 1],
      [0, 1.5],
      [Number.NaN, 1],
      [0, Number.POSITIVE_INFINITY],
      [2 ** 53, 2 ** 53],
    ])('refuses what does not lie inside: from %d on %d bytes', async (offset, length) => {
      await expect(source.read(offset, length)).rejects.toEqual(error('bad-file'));
    });

    it('reads into nothing that reaches beyond the end', async () => {
      const target = new Uint8Array(20).fill(170);
      await expect(source.readInto?.(SIZE - 10, target) ?? source.read(SIZE - 10, 20)).rejects.toEqual(error('bad-file'));
      expect(target.every((byte) => byte === 170)).toBe(true);
    });

    it('does not begin when it was aborted before', async () => {
      await expect(source.read(0, 100, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
      await expect(source.read(100_000, 100, AbortSignal.abort('enough'))).rejects.toBe('enough');
    });

    it('says that it was closed', async () => {
      const other = await open(bytes);
      await other.close();
      await other.close();
      await expect(other.read(100_000, 10)).rejects.toEqual(error('closed'));
      await expect(other.read(0, 10)).rejects.toEqual(error('closed'));
    });
  });
}
