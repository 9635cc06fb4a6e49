import type { ByteSource, FolderSource } from '../spec/index.js';
import { SaguimError } from '../spec/index.js';
import { fetchBytes } from './fetch-bytes.js';

/** @throws {SaguimError} `unsupported`: browsers open no paths. */
export async function openFile(path: string): Promise<ByteSource> {
  throw new SaguimError('unsupported', 'A browser cannot open files by path', { where: path, hint: 'Give an address, a File or a Blob.' });
}

/** Browsers open no paths: there is never a folder. */
export async function openFolder(_path: string): Promise<FolderSource | undefined> {
  return undefined;
}

/** The whole of a small file. @throws {SaguimError} `not-found` or `network`. */
export function readBytes(url: URL): Promise<Uint8Array> {
  return fetchBytes(url);
}
