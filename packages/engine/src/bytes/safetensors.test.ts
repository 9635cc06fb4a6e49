import { describe, expect, it } from 'vitest';
import { MemorySource } from './memory-source.js';
import { readSafetensors } from './safetensors.js';

function file(header: unknown, data = 16, length?: bigint): MemorySource {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const size = new Uint8Array(BigUint64Array.of(length ?? BigInt(text.length)).buffer);
  return new MemorySource(Uint8Array.from([...size, ...text, ...new Uint8Array(data)]), 'w.safetensors');
}
const tensor = (change: Record<string, unknown> = {}) => ({ dtype: 'F16', shape: [2, 3], data_offsets: [0, 12], ...change });
const failing = (code: string, text: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(text) as string }) as Error;

describe('readSafetensors', () => {
  it('reads where tensors lie', async () => {
    const header = { __metadata__: { format: 'pt' }, a: tensor(), b: tensor({ dtype: 'F32', shape: [], data_offsets: [12, 16] }) };
    const start = 8 + JSON.stringify(header).length;
    expect([...(await readSafetensors(file(header))).values()]).toEqual([
      { name: 'a', type: 'F16', shape: [2, 3], offset: start, byteLength: 12 },
      { name: 'b', type: 'F32', shape: [], offset: start + 12, byteLength: 4 },
    ]);
    expect(await readSafetensors(file({}, 0))).toEqual(new Map());
    // Empty tensors may share a place.
    expect((await readSafetensors(file({ a: tensor(), b: tensor({ shape: [0, 3], data_offsets: [0, 0] }) }))).size).toBe(2);
  });

  it.each([
    ['bad-file', 'too few', new MemorySource(new Uint8Array(7))],
    ['bad-file', 'something else', new MemorySource(new TextEncoder().encode('GGUF and more'))],
    ['bad-file', 'header has 4096 bytes', file({}, 0, 4096n)],
    ['bad-file', 'not a safetensors', file({}, 0, 2n ** 40n)],
    ['bad-file', 'not JSON', file('{"a":')],
    ['bad-file', 'no type', file({ a: 1 })],
    ['bad-file', 'no type', file({ a: tensor({ data_offsets: [0] }) })],
    ['unsupported', '"F128"', file({ a: tensor({ dtype: 'F128' }) })],
    ['unsupported', '"toString"', file({ a: tensor({ dtype: 'toString' }) })],
    ['bad-file', 'shape', file({ a: tensor({ shape: [2, -3] }) })],
    ['bad-file', 'shape', file({ a: tensor({ shape: [2, 1.5] }) })],
    ['bad-file', 'shape', file({ a: tensor({ shape: [1, 1, 1, 1, 1, 1, 1, 2, 3] }) })],
    ['bad-file', 'does not hold', file({ a: tensor({ data_offsets: [12, 0] }) })],
    ['bad-file', 'does not hold', file({ a: tensor({ shape: [2 ** 30, 2 ** 30] }) })],
    ['bad-file', 'the file at', file({ a: tensor({ data_offsets: [8, 20] }) })],
    ['bad-file', 'overlaps', file({ a: tensor(), b: tensor({ shape: [2], data_offsets: [10, 14] }) })],
  ])('%s: %s', async (code, text, source) => {
    await expect(readSafetensors(source)).rejects.toThrow(failing(code, text));
  });
});
