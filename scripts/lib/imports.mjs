import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

/** @typedef {{specifier: string, line: number}} Import */

/** Everything a source file imports: values, types, re-exports, `import('…')` and import types. @returns {Import[]} */
export function readImports(text) {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles.map(({ fileName, pos }) => ({ specifier: fileName, line: text.slice(0, pos).split('\n').length }));
}

/** The file that a relative import means, among `files`; undefined when there is none. */
export function resolveRelative(from, specifier, files) {
  const path = posix.normalize(posix.join(posix.dirname(from), specifier));
  const stem = path.replace(/\.(js|mjs)$/, '');
  return [path, `${stem}.ts`, `${stem}.tsx`, `${path}.ts`, `${path}/index.ts`, `${path}.mjs`, `${path}.js`].find((candidate) =>
    files.has(candidate),
  );
}

/** Package name and the part after it: `@a/b/c/d` is `@a/b` and `./c/d`. */
export function splitBare(specifier) {
  const parts = specifier.split('/');
  const name = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  const rest = specifier.slice(name.length + 1);
  return { name, entry: rest ? `./${rest}` : '.' };
}

/** Whether a package's `exports` names an entry. */
export function exportsEntry(manifest, entry) {
  const { exports } = manifest;
  if (exports === undefined) return true;
  if (typeof exports === 'string') return entry === '.';
  return Object.keys(exports).some((key) => {
    if (!key.includes('*')) return key === entry;
    const [before, after] = key.split('*');
    return entry.length > before.length + after.length && entry.startsWith(before) && entry.endsWith(after);
  });
}

/** Reads all of `paths` under `folder`. @returns {Map<string, string>} text by path */
export function readSources(folder, paths) {
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

/** The first ring of imports that comes back to its start, or undefined. @param {Map<string, Set<string>>} graph */
export function findCycle(graph) {
  const done = new Set();
  for (const start of graph.keys()) {
    const path = [];
    const visit = (node) => {
      if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
      if (done.has(node)) return undefined;
      path.push(node);
      for (const next of graph.get(node) ?? []) {
        const cycle = visit(next);
        if (cycle) return cycle;
      }
      path.pop();
      done.add(node);
      return undefined;
    };
    const cycle = visit(start);
    if (cycle) return cycle;
  }
  return undefined;
}
