import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { root } from './house.mjs';

/** @typedef {{name: string, kind: 'entry' | 'chunk' | 'worker' | 'wasm' | 'style' | 'other', gzip: number, names: string[], parts: [string, number][]}} Piece */

/** Bytes of all pieces together. */
export const sum = (pieces) => pieces.reduce((total, piece) => total + piece.gzip, 0);

export const gzipSize = (bytes) => gzipSync(bytes, { level: 9 }).length;

const kindOf = (name) => (name.endsWith('.wasm') ? 'wasm' : name.endsWith('.css') ? 'style' : name.endsWith('.js') ? 'worker' : 'other');

/** Files that a script has fetched with itself: by static imports, and those it names as addresses. What it imports later is not among them. */
const namedBy = (code) =>
  [...code.matchAll(/(?:\bfrom|\bimport|\bnew URL\((?:\s*""\s*\+\s*)?(?:new URL\()?)\s*["'`]([^"'`]+)["'`]/g)].map(([, path]) =>
    path.replace(/^.*\//, ''),
  );

/**
 * Bundles a line of code as a person's Vite would and weighs every file that comes out.
 * @param {string} code the page's whole program
 * @param {string[]} [external] packages to leave out
 * @returns {Promise<Piece[]>}
 */
export async function weighBundle(code, external = []) {
  const entry = 'virtual:size-entry';
  const [{ output }] = [
    await build({
      root,
      configFile: false,
      publicDir: false,
      logLevel: 'error',
      plugins: [
        {
          name: 'size-entry',
          resolveId: (id) => (id === entry ? `\0${entry}` : undefined),
          load: (id) => (id === `\0${entry}` ? code : undefined),
        },
      ],
      worker: { format: 'es' },
      build: {
        write: false,
        assetsInlineLimit: 0,
        reportCompressedSize: false,
        rollupOptions: { input: entry, external: (id) => external.some((name) => id === name || id.startsWith(`${name}/`)) },
      },
    }),
  ].flat();
  return output
    .filter((file) => !file.fileName.endsWith('.html') && !file.fileName.endsWith('.map'))
    .map((file) => {
      const source = file.type === 'chunk' ? file.code : file.source;
      const parts = file.type === 'chunk' ? Object.entries(file.modules).map(([id, { renderedLength }]) => [id, renderedLength]) : [];
      const kind = file.type === 'chunk' ? (file.isEntry ? 'entry' : 'chunk') : kindOf(file.fileName);
      return {
        name: file.fileName,
        kind,
        gzip: gzipSize(source),
        names: file.fileName.endsWith('.js') ? namedBy(String(source)) : [],
        parts,
      };
    });
}

/** The files of a folder, of which a page loads `entry`. @returns {Piece[]} */
export function weighFolder(folder, entry) {
  return readdirSync(folder).map((name) => {
    const source = readFileSync(join(folder, name));
    const names = name.endsWith('.js') ? namedBy(source.toString()) : [];
    return { name, kind: name === entry ? 'entry' : kindOf(name), gzip: gzipSize(source), names, parts: [] };
  });
}

/**
 * What one page fetches to chat: scripts, worker and styles, and of the WASM modules either those for shared memory or those for plain
 * memory, whichever weigh more. Not what is fetched when it is first used: search, training, the engine for hosts without workers.
 * @param {Piece[]} pieces
 */
export function pageFetches(pieces) {
  const fetched = new Set(pieces.filter((piece) => piece.kind === 'entry' || piece.kind === 'style'));
  for (const { names } of fetched) for (const piece of pieces) if (names.includes(piece.name.replace(/^.*\//, ''))) fetched.add(piece);
  const isShared = (piece) => piece.name.includes('shared');
  const wasm = [...fetched].filter((piece) => piece.kind === 'wasm');
  const [more] = [wasm.filter(isShared), wasm.filter((piece) => !isShared(piece))].sort((a, b) => sum(b) - sum(a));
  return [...fetched].filter((piece) => piece.kind !== 'wasm' || more.includes(piece));
}

/** What weighs most: files, and the sources inside them (before minifying). */
export function describe(pieces) {
  const lines = [...pieces]
    .sort((a, b) => b.gzip - a.gzip)
    .map((piece) => `    ${(piece.gzip / 1000).toFixed(1).padStart(8)} kB  ${piece.name} (${piece.kind})`);
  const parts = pieces.flatMap((piece) => piece.parts).sort((a, b) => b[1] - a[1]);
  lines.push('    largest sources, before minifying and gzip:');
  for (const [id, length] of parts.slice(0, 12))
    lines.push(`    ${(length / 1000).toFixed(1).padStart(8)} kB  ${id.replace(root, '').replace(/^.*node_modules\//, '')}`);
  return lines.join('\n');
}
