import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CountStore } from './count-store.js';
import { makeFolder } from './node-make-folder.js';

/** Counts in a file, if one is named. */
export function openCountStore(where?: string | URL): CountStore | undefined {
  if (where === undefined) return undefined;
  const path = where instanceof URL || String(where).startsWith('file:') ? fileURLToPath(where) : String(where);
  return {
    async load() {
      try {
        return JSON.parse(await readFile(path, 'utf8'));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async save(value) {
      makeFolder(dirname(path));
      const beside = `${path}.${process.pid}.part`;
      await writeFile(beside, `${JSON.stringify(value)}\n`);
      await rename(beside, path);
    },
  };
}

/** In Node counts are files of the app. */
export async function removeCounts(): Promise<void> {}
