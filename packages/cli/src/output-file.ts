import { accessSync, constants, statSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SaguimError } from '@saguim/engine';

/** Tells that a file cannot be written before the work for it is done. @throws {SaguimError} `invalid-argument` */
export function checkOutputFile(file: string): void {
  const folder = dirname(file);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new SaguimError('invalid-argument', 'There is no such folder to write to', { where: folder, hint: 'Make it, or name another.' });
  if (file === '' || statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw new SaguimError('invalid-argument', 'A file is to be written, and this is none', { where: file, hint: 'Name a file.' });
  try {
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new SaguimError('invalid-argument', 'This folder may not be written to', { where: folder, hint: 'Name another.', cause });
  }
}

/** Writes beside `file` and moves it there at the end, so that nothing half-written ever bears the name. */
export async function writeOutputFile(file: string, write: (part: FileHandle) => Promise<void>): Promise<void> {
  const part = `${file}.part-${process.pid}`;
  const handle = await open(part, 'wx');
  try {
    await write(handle);
    await handle.sync();
    await handle.close();
    await rename(part, file);
  } catch (error) {
    await handle.close();
    await rm(part, { force: true });
    throw error;
  }
}
