import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { listFiles } from '../../scripts/lib/files.mjs';
import { createStudioHandler, headers } from '../../scripts/studio-server.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));
const models = fileURLToPath(new URL('../../models', import.meta.url));

const hash = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

/** Tells the service worker which files make up the app, each with a hash of its contents. */
function precacheList() {
  return {
    name: 'precache-list',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const files = Object.values(bundle)
        .filter(({ fileName }) => fileName !== 'service-worker.js' && !fileName.endsWith('.map'))
        .map((file) => [file.fileName, hash(file.type === 'chunk' ? file.code : file.source)]);
      for (const name of listFiles(join(folder, 'public'))) files.push([name, hash(readFileSync(join(folder, 'public', name)))]);
      files.sort(([a], [b]) => (a < b ? -1 : 1));
      const worker = bundle['service-worker.js'];
      if (!worker.code.includes('__PRECACHE__')) throw new Error('The service worker has no place for the list of files.');
      worker.code = worker.code.replace('__PRECACHE__', () => JSON.stringify(files));
    },
  };
}

/** The character maps of pdf.js, which it asks for by name when a PDF in Chinese, Japanese or Korean needs one. */
function pdfCharacterMaps() {
  const source = join(dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')), 'cmaps');
  return {
    name: 'pdf-character-maps',
    apply: 'build',
    generateBundle() {
      for (const name of listFiles(source))
        this.emitFile({ type: 'asset', fileName: `pdf/cmaps/${name}`, source: readFileSync(join(source, name)) });
    },
  };
}

/** While developing: the models, as the real server gives them. */
function serveModels() {
  const handle = createStudioHandler({ root: folder, models });
  return {
    name: 'serve-models',
    configureServer(server) {
      server.middlewares.use((request, response, next) => (request.url?.startsWith('/models/') ? handle(request, response) : next()));
    },
  };
}

export default defineConfig({
  root: folder,
  base: './',
  plugins: [pdfCharacterMaps(), precacheList(), serveModels()],
  worker: { format: 'es' },
  // Vite's own development client needs more than the strict policy allows; what is built and served has the policy.
  server: { headers: { ...headers, 'Content-Security-Policy': '' } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { index: join(folder, 'index.html'), 'service-worker': join(folder, 'src/service-worker.ts') },
      output: {
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
        // By its name one tells what belongs to the editor, and is fetched with it.
        chunkFileNames: ({ moduleIds }) =>
          moduleIds.some((id) => /node_modules\/@(codemirror|lezer|marijn)\//.test(id))
            ? 'assets/codemirror-[hash].js'
            : 'assets/[name]-[hash].js',
        // Not every server knows that .mjs is a script.
        assetFileNames: ({ names }) => (names[0]?.endsWith('.mjs') ? 'assets/[name]-[hash].js' : 'assets/[name]-[hash][extname]'),
      },
    },
  },
});
