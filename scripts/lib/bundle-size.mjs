import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { root } from './house.mjs';

/** @typedef {{name: string, kind: 'entry' | 'chunk' | 'worker' | 'wasm' | 'style' | 'other', gzip: number, parts: [string, number][]}} Piece */

export const gzipSize = (bytes) => gzipSync(bytes, { level: 9 }).length;

const kindOf = (name) => (name.endsWith('.wasm') ? 'wasm' : name.endsWith('.css') ? 'style' : name.endsWith('.js') ? 'worker' : 'other');

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
      return { name: file.fileName, kind, gzip: gzipSize(source), parts };
    });
}

/**
 * Bytes that one page fetches: all scripts and styles, and of the WASM modules either those for shared memory or those for
 * plain memory, whichever weigh more. The engine for hosts without workers is the worker's code once more, and no page fetches both.
 * @param {Piece[]} pieces
 */
export function pageFetches(pieces) {
  const isShared = (piece) => piece.name.includes('shared');
  const sum = (list) => list.reduce((total, piece) => total + piece.gzip, 0);
  const wasm = pieces.filter((piece) => piece.kind === 'wasm');
  return (
    sum(pieces.filter((piece) => piece.kind !== 'wasm' && !piece.name.includes('inline-host'))) +
    Math.max(sum(wasm.filter(isShared)), sum(wasm.filter((piece) => !isShared(piece))))
  );
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
