import { describe, expect, it } from 'vitest';
import { batches } from './batches.js';
import { type InputFormat, readRecords } from './records.js';

async function* pieces(...chunks: (string | Uint8Array)[]) {
  for (const chunk of chunks) yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
}

async function read(chunks: AsyncIterable<Uint8Array>, format?: InputFormat) {
  const records = [];
  for await (const record of readRecords(chunks, format)) records.push(record);
  return records;
}

describe('readRecords', () => {
  it('reads lines, whatever pieces they come in, and leaves out those without anything', async () => {
    const bytes = new TextEncoder().encode('uma\r\n\n  \ndois café\nthree');
    const split = Array.from(bytes, (byte) => Uint8Array.of(byte));
    const records = await read(pieces(...split));
    expect(records.map(({ line, text }) => [line, text])).toEqual([
      [1, 'uma'],
      [4, 'dois café'],
      [5, 'three'],
    ]);
    expect(await read(pieces())).toEqual([]);
  });

  it('reads objects with a text, and keeps what else they hold', async () => {
    const [first, second] = await read(pieces('{"text":"a","id":7}\n\n{"text":"b","x":[1]}\n'));
    expect(first).toEqual({ line: 1, text: 'a', fields: { text: 'a', id: 7 } });
    expect(second).toEqual({ line: 3, text: 'b', fields: { text: 'b', x: [1] } });
  });

  it('takes braces for text where it is told to, or where the first line is no object', async () => {
    expect(await read(pieces('{"text":"a"}'), 'lines')).toMatchObject([{ text: '{"text":"a"}' }]);
    expect(await read(pieces('{oh}\n{"text":"a"}'))).toMatchObject([{ text: '{oh}' }, { text: '{"text":"a"}' }]);
  });

  it.each([
    ['{"text":"a"}\nplain', undefined, 'line 2'],
    ['{"text":"a"}\n{"txt":"b"}', undefined, 'line 2'],
    ['{"text":1}', undefined, 'line 1'],
    ['[1]', 'jsonl', 'line 1'],
  ] as const)('refuses %j as %s, naming %s', async (text, format, where) => {
    await expect(read(pieces(text), format)).rejects.toMatchObject({ code: 'bad-file', where });
  });

  it('says that something is not UTF-8, and near which line', async () => {
    await expect(read(pieces('a\nb\n', Uint8Array.of(0xff, 0xfe)))).rejects.toMatchObject({
      code: 'bad-file',
      where: 'line 3 or after it',
    });
    await expect(read(pieces('a', Uint8Array.of(0xc3)))).rejects.toMatchObject({ code: 'bad-file' });
  });
});

describe('batches', () => {
  it('fills them from what is there, and gives what there is when the source is slow', async () => {
    let give: (() => void) | undefined;
    async function* source() {
      for (let i = 0; i < 5; i++) yield i;
      await new Promise<void>((resolve) => (give = resolve));
      yield 5;
    }
    const seen = batches(source(), 2);
    for (const expected of [[0, 1], [2, 3], [4]]) expect((await seen.next()).value).toEqual(expected);
    give!();
    expect((await seen.next()).value).toEqual([5]);
    expect((await seen.next()).done).toBe(true);
  });

  it('gives what came before an error', async () => {
    async function* source() {
      yield 1;
      throw new Error('broken');
    }
    const seen = batches(source(), 1);
    expect((await seen.next()).value).toEqual([1]);
    await expect(seen.next()).rejects.toThrow('broken');
  });
});
