import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BlobSource } from './blob-source.js';
import { byteSourceCases, someBytes } from './byte-source.case.js';
import { MemorySource } from './memory-source.js';
import type { SyncAccessHandle } from './opfs-source.js';
import { OpfsSource } from './opfs-source.js';

const folder = mkdtempSync(join(tmpdir(), 'saguim-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

function write(bytes: Uint8Array): string {
  const path = join(folder, `${files++}.bin`);
  writeFileSync(path, bytes);
  return path;
}

/** The interface of the origin private file system over a file on disk; reads are cut short, as they may be. */
function openHandle(path: string): SyncAccessHandle {
  const file = openSync(path, 'r');
  return {
    read: (buffer, { at }) => readSync(file, buffer, 0, Math.min(buffer.length, 40_000), at),
    getSize: () => fstatSync(file).size,
    close: () => closeSync(file),
  };
}

/** A Blob whose parts give such streams. */
function withStream(bytes: Uint8Array, stream: () => ReadableStream): Blob {
  const blob = new Blob([bytes.slice()]);
  blob.slice = (start, end) => Object.assign(Blob.prototype.slice.call(blob, start, end), { stream });
  return blob;
}

byteSourceCases('MemorySource', async (bytes) => new MemorySource(bytes));
byteSourceCases('MemorySource on shared memory', async (bytes) => {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return new MemorySource(shared);
});
byteSourceCases('BlobSource', async (bytes) => new BlobSource(new Blob([bytes.slice()])));
byteSourceCases(
  'BlobSource without streams that fill a buffer',
  async (bytes) => new BlobSource(withStream(bytes, () => new ReadableStream())),
);
byteSourceCases('OpfsSource', async (bytes) => new OpfsSource(openHandle(write(bytes)), 'stored.gguf'));

it('BlobSource takes the name of a File', () => {
  expect(new BlobSource(new File([], 'model.gguf')).name).toBe('model.gguf');
  expect(new BlobSource(new Blob([])).name).not.toBe('');
});

it('BlobSource says when a file ends early or cannot be read, and goes on when it can again', async () => {
  const bytes = someBytes(10_000);
  let pull = (controller: ReadableByteStreamController): void => {
    controller.close();
    controller.byobRequest?.respond(0);
  };
  const source = new BlobSource(withStream(bytes, () => new ReadableStream({ type: 'bytes', pull })));
  await expect(source.read(0, 100)).rejects.toMatchObject({ code: 'bad-file', message: expect.stringContaining('shorter') });
  pull = (controller) => controller.error(new Error('gone'));
  await expect(source.read(100, 100)).rejects.toMatchObject({ code: 'bad-file', cause: { message: 'gone' } });
  pull = (controller) => controller.enqueue(bytes.slice(200, 5_000));
  expect(Buffer.compare(await source.read(200, 100), bytes.subarray(200, 300))).toBe(0);
  expect(Buffer.compare(await source.read(50, 100), bytes.subarray(50, 150))).toBe(0);
  await source.close();
});

describe('OpfsSource', () => {
  it('opens for reading only', async () => {
    const path = write(someBytes(10));
    const modes: unknown[] = [];
    const source = await OpfsSource.open({
      name: 'stored.gguf',
      createSyncAccessHandle: async (options) => {
        modes.push(options);
        return openHandle(path);
      },
    });
    expect(modes).toEqual([{ mode: 'read-only' }]);
    expect([source.name, source.size]).toEqual(['stored.gguf', 10]);
    await source.close();
  });

  it('says why it cannot open', async () => {
    await expect(OpfsSource.open({ name: 'a' })).rejects.toMatchObject({ code: 'unsupported', where: 'a' });
    const held = { name: 'b', createSyncAccessHandle: () => Promise.reject(new DOMException('held', 'NoModificationAllowedError')) };
    await expect(OpfsSource.open(held)).rejects.toMatchObject({
      code: 'bad-file',
      where: 'b',
      cause: { name: 'NoModificationAllowedError' },
    });
  });

  it('notices a file that became shorter', async () => {
    const path = write(someBytes(1000));
    const source = new OpfsSource(openHandle(path), 'c');
    truncateSync(path, 10);
    await expect(source.read(0, 100)).rejects.toMatchObject({ code: 'bad-file' });
    await source.close();
  });
});
