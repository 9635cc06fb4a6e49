import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { SaguimError } from '@saguim/engine';

const sentences: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. Check the path.',
  EACCES: 'it may not be read or written. Check its permissions.',
  EPERM: 'it may not be read or written. Check its permissions.',
  EISDIR: 'it is a folder. Name a file.',
  ENOTDIR: 'part of the path is a file. Check the path.',
  EEXIST: 'something of that name is there already. Name another place.',
  ENOSPC: 'the disk is full. Make room and try again.',
  EDQUOT: 'the disk is full. Make room and try again.',
  EROFS: 'the disk is read-only. Name another place.',
};

export function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string' && 'syscall' in error;
}

/** What the system's word for it means, and what to do. */
export function fileErrorSentence(error: NodeJS.ErrnoException): string {
  if (error.syscall === 'mkdir' && error.code === 'ENOENT') return 'no folder can be made there. Name another place.';
  return sentences[error.code ?? ''] ?? error.message;
}

/** Opens a file for reading. The system tells of a folder only when it is read, and then not which. @throws {SaguimError} for a folder */
export function openToRead(file: string): number {
  const descriptor = openSync(file, 'r');
  if (!fstatSync(descriptor).isDirectory()) return descriptor;
  closeSync(descriptor);
  throw new SaguimError('bad-file', 'This is a folder', { where: file, hint: 'Name a file.' });
}

/** All bytes of a file. @throws as `openToRead` */
export function readWhole(file: string): Uint8Array {
  const descriptor = openToRead(file);
  try {
    return new Uint8Array(readFileSync(descriptor));
  } finally {
    closeSync(descriptor);
  }
}
