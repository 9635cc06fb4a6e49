import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../spec/index.js';
import { readGguf } from './gguf.js';
import { GgufWeights } from './gguf-weights.js';
import type { WrittenFile, WrittenValue } from './gguf-writer.case.js';
import { array, string, uint32, writeGguf } from './gguf-writer.case.js';
import { MemorySource } from './memory-source.js';

const read = (bytes: Uint8Array) => readGguf(new MemorySource(bytes, 'model.gguf'));
const readFile = (file: WrittenFile) => read(writeGguf(file));
const error = (code: string, message: RegExp) =>
  expect.objectContaining({ name: 'SaguimError', code, message: expect.stringMatching(message) });
const refuses = (file: WrittenFile, message: RegExp, code = 'bad-file') => expect(readFile(file)).rejects.toEqual(error(code, message));
const ramp = (length: number, start = 0) => Uint8Array.from({ length }, (_, i) => start + i);
const key = (value: WrittenValue): WrittenFile => ({ keys: [['k', value]] });

describe('readGguf', () => {
  it('reads keys of every type', async () => {
    const { version, metadata } = await readFile({
      keys: [
        ['general.architecture', string('llama')],
        ['u8', { type: 'uint8', value: 200 }],
        ['i8', { type: 'int8', value: -100 }],
        ['u16', { type: 'uint16', value: 60_000 }],
        ['i16', { type: 'int16', value: -30_000 }],
        ['u32', uint32(4_000_000_000)],
        ['i32', { type: 'int32', value: -2_000_000_000 }],
        ['f32', { type: 'float32', value: 0.5 }],
        ['f64', { type: 'float64', value: 1e-300 }],
        ['u64', { type: 'uint64', value: 2n ** 53n - 1n }],
        ['i64', { type: 'int64', value: -5n }],
        ['huge', { type: 'uint64', value: 2n ** 64n - 1n }],
        ['yes', { type: 'bool', value: true }],
        ['no', { type: 'bool', value: false }],
        ['empty', string('')],
        ['numbers', array('int32', [1, -2, 3])],
        ['longs', array('uint64', [1n, 2n ** 53n - 1n])],
        ['huges', array('int64', [-(2n ** 60n)])],
        ['flags', array('bool', [true, false])],
        ['strings', array('string', ['a', '', 'ção', '\u{1f412}', '\ufeffmark'])],
        ['none', array('string', [])],
        ['nested', { type: 'array', of: 'array', values: [array('uint8', [1, 2]), array('string', ['x'])] }],
      ],
    });
    expect(version).toBe(3);
    expect([...metadata.keys()].length).toBe(metadata.size);
    const numbers = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'f32', 'f64', 'u64', 'i64'].map((name) => metadata.number(name));
    expect(numbers).toEqual([200, -100, 60_000, -30_000, 4_000_000_000, -2_000_000_000, 0.5, 1e-300, 2 ** 53 - 1, -5]);
    expect([metadata.string('general.architecture'), metadata.string('empty')]).toEqual(['llama', '']);
    expect([metadata.boolean('yes'), metadata.boolean('no')]).toEqual([true, false]);
    expect(metadata.numbers('numbers')).toEqual(Int32Array.of(1, -2, 3));
    expect(metadata.numbers('longs')).toEqual(Float64Array.of(1, 2 ** 53 - 1));
    expect(metadata.numbers('flags')).toEqual(Uint8Array.of(1, 0));
    expect(metadata.strings('strings')).toEqual(['a', '', 'ção', '\u{1f412}', '\ufeffmark']);
    expect(metadata.strings('none')).toEqual([]);
    expect(metadata.get('nested')).toEqual({ type: 'array', elementType: 'array', value: [Uint8Array.of(1, 2), ['x']] });
    expect(metadata.get('huge')).toEqual({ type: 'uint64', value: 2n ** 64n - 1n });

    expect(metadata.has('absent')).toBe(false);
    expect([metadata.number('absent', 7), metadata.string('absent', 'x'), metadata.boolean('absent', false)]).toEqual([7, 'x', false]);
    expect([metadata.optional.number('absent'), metadata.optional.strings('absent')]).toEqual([undefined, undefined]);
    expect(metadata.optional.number('u8')).toBe(200);
    const wrong: [() => unknown, RegExp][] = [
      [() => metadata.number('absent'), /lacks the key "absent" \(model.gguf\)/],
      [() => metadata.strings('absent'), /lacks the key/],
      [() => metadata.number('empty'), /"empty" holds string where a number should be/],
      [() => metadata.string('u8', 'fallback'), /holds uint8 where a string/],
      [() => metadata.boolean('u8'), /holds uint8/],
      [() => metadata.strings('numbers'), /holds an array of int32 where an array of strings/],
      [() => metadata.numbers('strings'), /an array of numbers/],
      [() => metadata.number('huge'), /18446744073709551615, beyond/],
      [() => metadata.numbers('huges'), /beyond/],
    ];
    for (const [call, message] of wrong) expect(call).toThrow(error('bad-file', message));
  });

  it.each([2, 3])('reads version %i with its tensors, and their bytes', async (version) => {
    const bytes = writeGguf({
      version,
      tensors: [
        { name: 'a.weight', type: 'Q4_0', shape: [64, 2], bytes: ramp(72) },
        { name: 'b.weight', type: 'F32', shape: [3], bytes: ramp(12, 100) },
        { name: 'scalar', type: 'F16', shape: [], bytes: ramp(2, 200) },
      ],
    });
    const source = new MemorySource(bytes);
    const file = await readGguf(source);
    expect([file.version, file.alignment, file.bytes, file.dataOffset % 32]).toEqual([version, 32, bytes.length, 0]);
    expect([...file.tensors.values()]).toEqual([
      { name: 'a.weight', type: 'Q4_0', shape: [64, 2], offset: file.dataOffset, byteLength: 72 },
      { name: 'b.weight', type: 'F32', shape: [3], offset: file.dataOffset + 96, byteLength: 12 },
      { name: 'scalar', type: 'F16', shape: [1], offset: file.dataOffset + 128, byteLength: 2 },
    ]);
    const weights = new GgufWeights(source, file.tensors);
    const [a, b] = [...file.tensors.values()] as [never, never];
    expect(await weights.read(a, 0, 72)).toEqual(ramp(72));
    const target = new Uint8Array(new SharedArrayBuffer(5));
    expect(await weights.read(b, 2, 5, target)).toBe(target);
    expect([...target]).toEqual([102, 103, 104, 105, 106]);
    await expect(weights.read(b, 8, 5)).rejects.toEqual(error('invalid-argument', /no 5 bytes from 8/));
    await expect(weights.read(b, 0, 5, new Uint8Array(4))).rejects.toEqual(error('invalid-argument', /target/));
    await expect(weights.read({ ...(b as object), offset: 0 } as never, 0, 5)).rejects.toEqual(error('not-found', /no such tensor/));
  });

  it('follows the alignment that the file names', async () => {
    const file = await readFile({
      alignment: 128,
      keys: [['general.alignment', uint32(128)]],
      tensors: [1, 2].map((i) => ({ name: `t${i}`, type: 'F32' as const, shape: [1], bytes: ramp(4, i) })),
    });
    expect([file.alignment, ...[...file.tensors.values()].map(({ offset }) => offset % 128)]).toEqual([128, 0, 0]);
    for (const value of [0, 1, 4, 48, 2 ** 21]) await refuses({ keys: [['general.alignment', uint32(value)]] }, /alignment/);
    await refuses({ keys: [['general.alignment', string('32')]] }, /holds string/);
  });

  it('reads long headers in growing chunks, every byte once', async () => {
    const word = (i: number) => [...`Ġ${i.toString(36)}ção\u{1f412}`].slice(0, 1 + (i % 9)).join('');
    const words = Array.from({ length: 30_000 }, (_, i) => (i % 1000 === 0 ? 'x'.repeat(i * 3) : word(i)));
    const bytes = writeGguf({
      keys: [
        ['tokens', array('string', words)],
        [
          'scores',
          array(
            'float32',
            words.map((_, i) => -i),
          ),
        ],
      ],
    });
    const memory = new MemorySource(bytes);
    const ranges: [number, number][] = [];
    const source: ByteSource = {
      name: 'counted',
      size: bytes.length,
      read: (offset, length) => {
        ranges.push([offset, offset + length]);
        return memory.read(offset, length);
      },
      close: () => memory.close(),
    };
    const { metadata } = await readGguf(source);
    expect(metadata.strings('tokens')).toEqual(words);
    expect(metadata.numbers('scores')[29_999]).toBe(-29_999);
    expect(ranges[0]![0]).toBe(0);
    for (const [i, [start]] of ranges.entries()) if (i > 0) expect(start).toBe(ranges[i - 1]![1]);
    expect(ranges.at(-1)![1]).toBe(bytes.length);
    expect(ranges.length).toBeLessThan(12);
  });

  it('keeps strings apart that are no UTF-8', async () => {
    const parts = [[0x61], [0xc3], [0xa7], [0x62, 0xff], [0xf0, 0x9f], [0x92, 0xa1, 0x63], [0xc3, 0xa7]].map((part) =>
      Uint8Array.from(part),
    );
    const { metadata } = await readFile(key(array('string', parts)));
    const lenient = new TextDecoder();
    expect(metadata.strings('k')).toEqual(parts.map((part) => lenient.decode(part)));
    expect(metadata.strings('k').at(-1)).toBe('ç');
  });

  it('is aborted', async () => {
    await expect(readGguf(new MemorySource(writeGguf({})), { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('what is no model', () => {
  const text = (value: string) => new TextEncoder().encode(value.padEnd(80, ' '));
  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /empty/],
    ['two bytes', text('GG').slice(0, 2), /something else/],
    ['a page', text('<!doctype html>\n<html>'), /a web page/],
    ['a page after spaces', text('\n\n  <HTML lang="pt">'), /a web page/],
    ['a pointer', text('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a'), /Git LFS pointer/],
    ['safetensors', Uint8Array.of(80, 1, 0, 0, 0, 0, 0, 0, ...text('{"__metadata__":{}}')), /safetensors/],
    ['ZIP', text('PK\x03\x04'), /ZIP/],
    ['a pickle', Uint8Array.of(0x80, 2, 0x63, ...text('torch')), /pickle/],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0, ...text('')), /gzip/],
    ['old ggml', text('tjgg'), /before GGUF/],
    ['JSON', text('{"error": "Entry not found"}'), /JSON/],
    ['zeros', new Uint8Array(100), /zero bytes/],
    ['prose', text('Call me Ishmael.'), /something else/],
  ])('%s', async (_, bytes, message) => {
    await expect(read(bytes)).rejects.toEqual(error('bad-file', message));
  });

  it.each([
    [0, /version 0/],
    [1, /version 1/],
    [4, /version 4/],
    [0x03000000, /big-endian/],
  ])('version %i', async (version, message) => {
    await refuses({ version }, message, 'unsupported');
  });
});

describe('damaged files', () => {
  const tensor = (change: object = {}) => ({ name: 't', type: 'F32' as const, shape: [8], bytes: ramp(32), ...change });
  const tensors = (...changes: object[]): WrittenFile => ({ tensors: changes.map((change, i) => tensor({ name: `t${i}`, ...change })) });

  it('are refused at every length, with what is missing', async () => {
    const bytes = writeGguf({
      keys: [
        ['general.name', string('small')],
        ['tokens', array('string', ['a', 'b'])],
        ['scores', array('float32', [1, 2])],
      ],
      tensors: [tensor(), tensor({ name: 'u' })],
    });
    await read(bytes);
    for (let length = 4; length < bytes.length; length++) {
      const failure = await read(bytes.subarray(0, length)).catch((caught) => caught);
      expect(failure, `${length} bytes`).toEqual(error('bad-file', /ends inside its header|are missing/));
      expect(failure.details.missing).toBeGreaterThan(0);
    }
  });

  it('say how much of the weights is missing', async () => {
    const bytes = writeGguf(tensors({}, {}));
    await expect(read(bytes.subarray(0, bytes.length - 7))).rejects.toMatchObject({ code: 'bad-file', details: { missing: 7 } });
  });

  it.each<[string, WrittenFile, RegExp]>([
    [
      'a key twice',
      {
        keys: [
          ['k', uint32(1)],
          ['k', uint32(1)],
        ],
      },
      /"k" is there twice/,
    ],
    ['an empty key', { keys: [['', uint32(1)]] }, /0 characters/],
    ['a boolean that is none', key({ type: 'bool', value: 2 }), /not 2/],
    ['an unknown value type', key({ type: 'array', of: 'nothing' as never, values: [] }), /value type 4294967295 is unknown/],
    ['a name twice', tensors({ name: 'a' }, { name: 'a' }), /same name/],
    ['an empty name', tensors({ name: '' }), /0 characters/],
    ['a long name', tensors({ name: 'x'.repeat(300) }), /300 characters/],
    ['five dimensions', tensors({ shape: [8, 1, 1, 1, 1] }), /5 dimensions/],
    ['an empty dimension', tensors({ shape: [8, 0] }), /empty dimension/],
    ['an absurd dimension', tensors({ shape: [2n ** 63n] }), /larger than any file/],
    ['an overflowing product', tensors({ shape: [2n ** 32n, 2n ** 32n] }), /larger than any file/],
    ['a product that wraps around to the right size', tensors({ shape: [2n ** 61n, 8] }), /larger than any file/],
    ['a broken block', tensors({ type: 'Q4_0', shape: [40] }), /whole blocks of 32/],
    ['an unknown type', tensors({ type: 99 }), /type 99 is unknown/],
    ['an odd offset', tensors({ offset: 1 }), /not a multiple/],
    ['an offset outside', tensors({ offset: 1 << 20 }), /are missing/],
    ['an absurd offset', tensors({ offset: 2n ** 64n - 32n }), /larger than any file/],
    ['two tensors in one place', tensors({}, { offset: 0 }), /overlap/],
  ])('%s', async (_, file, message) => {
    await refuses(file, message);
  });

  it('a type that exists and cannot be read is named', async () => {
    await refuses(tensors({ type: 16 }), /IQ2_XXS cannot be read/, 'unsupported');
  });

  it('arrays are bounded in depth and number', async () => {
    const nest = (depth: number): WrittenValue =>
      depth === 1 ? array('uint8', [1]) : { type: 'array', of: 'array', values: [nest(depth - 1)] };
    await readFile(key(nest(4)));
    await refuses(key(nest(5)), /deep/, 'unsupported');
    await refuses(key(nest(2000)), /deep/, 'unsupported');
    const many = { type: 'array', of: 'array', values: Array.from({ length: 20_000 }, () => array('uint8', [])) } as const;
    await refuses(key(many), /arrays in arrays/, 'unsupported');
  });

  it.each<[string, number, number | bigint]>([
    ['tensors', 8, 2n ** 63n],
    ['tensors', 8, 3],
    ['keys', 16, 2n ** 64n - 1n],
    ['keys', 16, 1000],
    ['the length of a key', 24, 2n ** 62n],
    ['the length of an array', 24 + 8 + 1 + 4 + 4, 2n ** 61n],
  ])('a count of %s beyond the file is refused before anything is made', async (_, at, value) => {
    const bytes = writeGguf(key(array('string', ['a'])));
    bytes.set(new Uint8Array(BigUint64Array.of(BigInt(value)).buffer), at);
    await expect(read(bytes)).rejects.toEqual(error('bad-file', /ends inside its header/));
  });
});
