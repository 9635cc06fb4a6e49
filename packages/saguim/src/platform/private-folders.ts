import { SaguimError } from '@saguim/engine/spec';
import { entryNames } from './private-files.js';

/** Our folders in the origin's private files: of the indexes, and of features of texts. */
export const indexes = ['saguim', 'indexes'] as const;
export const features = ['saguim', 'features'] as const;

export const isNamed = (error: unknown, name: string) => (error as { name?: unknown } | undefined)?.name === name;

export const full = (where: string, cause?: unknown) =>
  new SaguimError('storage-full', 'The browser has no room left for the index', {
    where,
    hint: 'Free some space on the device, or remove other indexes or models, and try again: what was added before is kept.',
    cause,
  });

export function toError(error: unknown, where: string): unknown {
  if (error instanceof SaguimError) return error;
  if (isNamed(error, 'QuotaExceededError')) return full(where, error);
  if (isNamed(error, 'NotFoundError')) return new SaguimError('not-found', 'There is no such file', { where, cause: error });
  return new SaguimError('bad-file', `The file cannot be read or written: ${(error as Error)?.message}`, { where, cause: error });
}

/** Any name as one of a folder: letters, digits, `-`, `_` and `.` stay, and no name is `.` or `..`. */
export const folderName = (name: string) =>
  encodeURIComponent(name).replace(/[.*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

export async function privateFolder(path: readonly string[], create: boolean): Promise<FileSystemDirectoryHandle> {
  if (typeof navigator === 'undefined' || typeof navigator.storage?.getDirectory !== 'function') throw noPrivateFiles();
  let folder: FileSystemDirectoryHandle;
  try {
    folder = await navigator.storage.getDirectory();
  } catch (cause) {
    throw noPrivateFiles(cause);
  }
  for (const name of path) folder = await folder.getDirectoryHandle(name, { create });
  return folder;
}

export const noPrivateFiles = (cause?: unknown) =>
  new SaguimError('unsupported', 'This browser keeps no files for this page', {
    hint: "Private windows of some browsers do not. An index in memory works: storage: 'memory'.",
    cause,
  });

/** Removes an index. */
export async function removeIndexFolder(name: string, _isOurs: (file: string) => boolean): Promise<void> {
  try {
    await (await privateFolder(indexes, false)).removeEntry(folderName(name), { recursive: true });
  } catch (error) {
    if (!isNamed(error, 'NotFoundError')) throw toError(error, name);
  }
}

/** Names of the indexes that this origin keeps. */
export async function listIndexFolders(): Promise<string[]> {
  try {
    return (await entryNames(await privateFolder(indexes, false))).map(decodeURIComponent).sort();
  } catch (error) {
    if (!isNamed(error, 'NotFoundError')) throw toError(error, 'indexes');
    return [];
  }
}
