import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root, run } from './house.mjs';

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/**
 * What the lockfile asks for and `node_modules` lacks. npm writes down what it installed in `node_modules/.package-lock.json`;
 * packages marked optional may be missing (they are for other machines).
 * @returns {string[]} `name version` each
 */
export function missingPackages(folder = root) {
  const wanted = readJson(join(folder, 'package-lock.json')).packages;
  const hidden = join(folder, 'node_modules/.package-lock.json');
  const present = existsSync(hidden) ? readJson(hidden).packages : {};
  const missing = [];
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.includes('node_modules/') || entry.optional) continue;
    const found = present[path];
    const same = found && (entry.link ? found.link && found.resolved === entry.resolved : found.version === entry.version);
    if (!same || !existsSync(join(folder, path))) missing.push(`${path.replace(/^.*node_modules\//, '')} ${entry.version ?? ''}`.trim());
  }
  return missing;
}

/**
 * Dependencies that the lockfile has no entry for; `npm ci` refuses such a file. It happens where a registry lacks the packages of
 * other machines when the file is written.
 * @returns {string[]} `package needs name` each
 */
export function gapsInLockfile(lock) {
  const gaps = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const name of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) {
      // Node looks in the package's own folder, then in those above it.
      const folders = [path, ...path.split('/node_modules/').map((_, index, parts) => parts.slice(0, index).join('/node_modules/')), ''];
      if (!folders.some((folder) => `${folder && `${folder}/`}node_modules/${name}` in lock.packages))
        gaps.push(`${path || 'the workspace'} needs ${name}`);
    }
  }
  return gaps;
}

/** Installs dependencies when some are missing; false when none is. */
export async function installDependencies() {
  const missing = missingPackages();
  if (!missing.length) return false;
  const fresh = !existsSync(join(root, 'node_modules/.package-lock.json'));
  console.log(
    fresh ? '  … installing dependencies (the first time takes about a minute)' : `  … installing ${missing.length} changed dependencies`,
  );
  await run(npm, [fresh ? 'ci' : 'install', '--no-audit', '--no-fund', '--loglevel=error'], { show: true });
}
