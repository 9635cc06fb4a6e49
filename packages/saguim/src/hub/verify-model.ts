import { chunkBytes } from './chunk-sums.js';
import { hashPart } from './hash-front.js';
import type { PullOptions, VerifyResult } from './hub-contract.js';
import type { Shelf } from './shelf.js';
import type { Found } from './stored-marker.js';

/**
 * Reads all of a stored model and compares it with what it came to when it was fetched (or, of a file in another program's cache, with
 * the sum that it is named by). Nothing is changed.
 * @throws the signal's reason
 */
export async function verifyModel(shelf: Shelf, { key, marker }: Found, { signal, onProgress }: PullOptions): Promise<VerifyResult> {
  const total = marker.files.reduce((sum, file) => sum + file.bytes, 0);
  const files: VerifyResult['files'][number][] = [];
  let before = 0;
  for (const { path, bytes, sha256 } of marker.files) {
    signal?.throwIfAborted();
    const reader = await open(shelf, marker.at, `${key}/${path}`, path);
    if (!reader || reader.size() !== bytes) {
      reader?.close();
      files.push({ path, state: 'missing' });
      continue;
    }
    try {
      const counting = {
        ...reader,
        read: (offset: number, length: number) => {
          if (offset % chunkBytes === 0)
            onProgress?.({ state: 'verifying', loaded: before + offset, total, from: 0, bytesPerSecond: 0, file: path });
          return reader.read(offset, length);
        },
      };
      const found = await hashPart(counting, 0, bytes, signal);
      const state = sha256 === undefined ? 'unknown' : found === sha256 ? 'right' : 'damaged';
      files.push({ path, state, found, ...(sha256 === undefined ? {} : { expected: sha256 }) });
    } finally {
      reader.close();
    }
    before += bytes;
  }
  onProgress?.({ state: 'done', loaded: total, total, from: 0, bytesPerSecond: 0 });
  return { ok: files.every(({ state }) => state === 'right' || state === 'unknown'), files };
}

/** A file of the store, or one used in place. */
async function open(shelf: Shelf, at: string | undefined, stored: string, path: string) {
  if (at !== undefined) return shelf.openElsewhere?.(at, path);
  return shelf.openRead(stored);
}
