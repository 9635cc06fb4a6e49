import { SaguimError } from '@saguim/engine/spec';
import { createSHA256 } from 'hash-wasm';
import type { Folder } from '#platform';
import { crc32 } from '../heads/head-file.js';
import type { FolderFile } from '../platform/folder.js';

/** Rows that were made alike: of one model's fingerprint, as one kind of text, and so wide. */
export interface FeatureGroup {
  readonly name: string;
  readonly columns: number;
}

export interface KeptFeatures {
  /** Which of the texts are kept. */
  readonly places: Int32Array;
  /** (places, columns). */
  readonly rows: Float32Array;
}

/** "SGFK", a version, columns, and a checksum of those. */
const headerBytes = 16;
const magic = 0x4b46_4753;
const version = 1;
/** Of a text's key: the beginning of its SHA-256, then the checksum of its row. */
const keyBytes = 16;
const recordBytes = keyBytes + 4;

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

function header(columns: number): Uint8Array {
  const bytes = new Uint8Array(headerBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, version, true);
  view.setUint32(8, columns, true);
  view.setUint32(12, crc32(bytes.subarray(0, 12)), true);
  return bytes;
}

const bytesOf = (rows: Float32Array) => new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength);

/**
 * Features of texts in a folder, without the texts: what can be computed again, so damage and what a crash cut off count as absent. Two
 * files a group: keys, and rows in the same order; rows are written first.
 */
export class FeatureFiles {
  readonly #folder: Folder;
  readonly #mostBytes: number;

  /** @param mostBytes all files together: what would be more empties the folder first */
  constructor(folder: Folder, mostBytes: number) {
    this.#folder = folder;
    this.#mostBytes = mostBytes;
  }

  async read(group: FeatureGroup, texts: readonly string[], signal?: AbortSignal): Promise<KeptFeatures> {
    const [name, keys] = [await fileName(group), await keysOf(texts)];
    const rowBytes = group.columns * 4;
    return this.#folder.withLock('shared', signal, async () => {
      const records = await this.#whole(`${name}.keys`);
      const places: number[] = [];
      const found: Float32Array[] = [];
      if (records && hex(records.subarray(0, headerBytes)) === hex(header(group.columns))) {
        const view = new DataView(records.buffer);
        const known = new Map<string, number>();
        for (let at = headerBytes; at + recordBytes <= records.length; at += recordBytes)
          known.set(hex(records.subarray(at, at + keyBytes)), at);
        const file = await this.#open(`${name}.rows`);
        try {
          const size = file?.size() ?? 0;
          for (const [place, key] of keys.entries()) {
            const at = known.get(hex(key));
            const offset = at === undefined ? size : ((at - headerBytes) / recordBytes) * rowBytes;
            if (offset + rowBytes > size) continue;
            const row = new Float32Array(group.columns);
            file!.readInto(offset, bytesOf(row));
            if (crc32(bytesOf(row)) !== view.getUint32(at! + keyBytes, true)) continue;
            places.push(place);
            found.push(row);
          }
        } finally {
          file?.close();
        }
      }
      const rows = new Float32Array(places.length * group.columns);
      for (const [i, row] of found.entries()) rows.set(row, i * group.columns);
      return { places: Int32Array.from(places), rows };
    });
  }

  /** @param rows (texts, columns) of texts that are not there @throws {SaguimError} `storage-full`; what was there stays */
  async add(group: FeatureGroup, texts: readonly string[], rows: Float32Array, signal?: AbortSignal): Promise<void> {
    const { columns } = group;
    const [name, keys] = [await fileName(group), await keysOf(texts)];
    const added = keys.length * (recordBytes + columns * 4);
    if (added + headerBytes > this.#mostBytes) return;
    await this.#folder.withLock('exclusive', signal, async () => {
      if ((await this.#bytes()) + added + headerBytes > this.#mostBytes) await this.#empty();
      const rowFile = await this.#folder.openWrite(`${name}.rows`);
      const keyFile = await this.#folder.openWrite(`${name}.keys`).catch((error) => {
        rowFile.close();
        throw error;
      });
      try {
        const begin = new Uint8Array(Math.min(headerBytes, keyFile.size()));
        keyFile.readInto(0, begin);
        if (hex(begin) !== hex(header(columns))) {
          keyFile.truncate(0);
          keyFile.write(0, header(columns));
        }
        const kept = Math.min(Math.floor((keyFile.size() - headerBytes) / recordBytes), Math.floor(rowFile.size() / (columns * 4)));
        rowFile.write(kept * columns * 4, bytesOf(rows));
        rowFile.flush();
        const records = new Uint8Array(keys.length * recordBytes);
        for (const [i, key] of keys.entries()) {
          records.set(key, i * recordBytes);
          new DataView(records.buffer).setUint32(
            i * recordBytes + keyBytes,
            crc32(bytesOf(rows.subarray(i * columns, (i + 1) * columns))),
            true,
          );
        }
        keyFile.write(headerBytes + kept * recordBytes, records);
        keyFile.truncate(headerBytes + kept * recordBytes + records.length);
        keyFile.flush();
      } finally {
        keyFile.close();
        rowFile.close();
      }
    });
  }

  async #open(name: string): Promise<FolderFile | undefined> {
    try {
      return await this.#folder.openRead(name);
    } catch (error) {
      if (error instanceof SaguimError && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  async #whole(name: string): Promise<Uint8Array | undefined> {
    const file = await this.#open(name);
    if (!file) return undefined;
    try {
      const bytes = new Uint8Array(file.size());
      file.readInto(0, bytes);
      return bytes;
    } finally {
      file.close();
    }
  }

  #ours(): Promise<string[]> {
    return this.#folder.list().then((names) => names.filter((name) => /^[0-9a-f]{32}\.(keys|rows)$/.test(name)));
  }

  async #bytes(): Promise<number> {
    let bytes = 0;
    for (const name of await this.#ours()) {
      const file = await this.#folder.openRead(name);
      bytes += file.size();
      file.close();
    }
    return bytes;
  }

  async #empty(): Promise<void> {
    for (const name of await this.#ours()) await this.#folder.remove(name);
  }
}

async function fileName({ name, columns }: FeatureGroup): Promise<string> {
  return hex((await keysOf([`${name} ${columns}`]))[0]!);
}

/** Of UTF-16 code units, so that lone surrogates differ. */
async function keysOf(texts: readonly string[]): Promise<Uint8Array[]> {
  const hash = await createSHA256();
  return texts.map((text) => {
    const units = new Uint16Array(text.length);
    for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
    return hash.init().update(new Uint8Array(units.buffer)).digest('binary').slice(0, keyBytes);
  });
}
