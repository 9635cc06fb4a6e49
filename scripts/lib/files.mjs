import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ignoredFolders = new Set(['node_modules', '.git', '.vite']);

/** All files under a folder, as paths from it with `/`, sorted. `skip` names more folders to leave out. */
export function listFiles(folder, skip = []) {
  const found = [];
  const walk = (at) => {
    if (!existsSync(at)) return;
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) {
        if (!ignoredFolders.has(entry.name) && !skip.includes(entry.name)) walk(path);
      } else if (entry.isFile()) found.push(relative(folder, path).replaceAll('\\', '/'));
    }
  };
  walk(folder);
  return found.sort();
}

/** SHA-256 over the names and contents of files. */
export function hashFiles(folder, paths) {
  const hash = createHash('sha256');
  for (const path of paths)
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(folder, path)))
      .update('\0');
  return hash.digest('hex');
}
