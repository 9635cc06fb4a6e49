// Serves Studio and the models: static files, with the headers that threads and a strict page need.
import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, resolve } from 'node:path';
import send from 'send';

/** Where models are fetched from when a person asks for one: the Hugging Face hub and the hosts of its files. Nothing is sent there. */
const modelHosts = 'https://huggingface.co https://*.huggingface.co https://*.hf.co';

/**
 * The page may load from its own origin alone, and models from their hub. WASM needs a word of its own; the elements style themselves with
 * constructed style sheets, so no inline style is allowed either.
 */
export const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  `connect-src 'self' ${modelHosts}`,
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** On every answer, worker scripts and models included: a worker takes COEP and CSP from its own response. */
export const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.wasm': 'application/wasm',
  '.gguf': 'application/octet-stream',
};

/** Encodings of Accept-Encoding that are not refused with `q=0`, best first. */
function acceptedEncodings(header = '') {
  const accepted = new Map(
    header.split(',').map((part) => {
      const [name, ...parameters] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      return [name, Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1)];
    }),
  );
  return [
    ['br', '.br'],
    ['gzip', '.gz'],
  ].filter(([name]) => (accepted.get(name) ?? accepted.get('*') ?? 0) > 0);
}

const isFile = (path) => existsSync(path) && statSync(path).isFile();

function fail(response, status, text, extra = {}) {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...extra });
  response.end(response.req.method === 'HEAD' ? undefined : `${text}\n`);
}

/** Path of the URL, decoded, or undefined when it is malformed or could leave the folder. */
function requestPath(url) {
  let path;
  try {
    path = decodeURIComponent(url.split(/[?#]/, 1)[0]);
  } catch {
    return undefined;
  }
  const bad = !path.startsWith('/') || path.includes('\0') || path.includes('\\') || path.split('/').some((part) => part === '..');
  return bad ? undefined : path;
}

/**
 * A request handler for Studio's files at `/` and models at `/models/<name>/…`.
 * @param {{root: string, models?: string}} folders
 */
export function createStudioHandler({ root, models }) {
  const studio = resolve(root);
  const shelf = models && resolve(models);

  function serve(request, response, folder, path) {
    let file = path;
    const encodings = request.headers.range ? [] : acceptedEncodings(request.headers['accept-encoding']);
    const compressed = folder === studio ? encodings.find(([, ending]) => isFile(join(folder, path + ending))) : undefined;
    if (['.br', '.gz'].some((ending) => isFile(join(folder, path + ending)))) response.setHeader('Vary', 'Accept-Encoding');
    if (compressed) {
      response.setHeader('Content-Encoding', compressed[0]);
      file += compressed[1];
    }
    response.setHeader('Content-Type', types[extname(path)] ?? 'application/octet-stream');
    // What carries a hash in its name never changes; the rest is asked for again, and costs a 304.
    const immutable = folder === studio && path.startsWith('/assets/');
    response.setHeader('Cache-Control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    send(request, encodeURI(file).replace(/[?#]/g, encodeURIComponent), {
      root: folder,
      dotfiles: 'ignore',
      index: false,
      cacheControl: false,
    })
      .on('error', (error) => {
        for (const name of ['Content-Encoding', 'Content-Type', 'Vary']) response.removeHeader(name);
        const range = response.getHeader('Content-Range') ?? error.headers?.['Content-Range'];
        fail(
          response,
          error.status ?? 500,
          error.status === 416 ? 'That range lies outside the file.' : 'Not found.',
          range ? { 'Content-Range': range } : {},
        );
      })
      .on('directory', () => fail(response, 404, 'Not found.'))
      .pipe(response);
  }

  return (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return fail(response, 405, 'Only GET and HEAD are answered here.', { Allow: 'GET, HEAD' });
    const path = requestPath(request.url ?? '/');
    if (path === undefined) return fail(response, 400, 'That address is malformed.');
    if (path.startsWith('/models/'))
      return shelf ? serve(request, response, shelf, path.slice('/models'.length)) : fail(response, 404, 'Not found.');
    if (path === '/') return serve(request, response, studio, '/index.html');
    // A place in Studio has an address without a file behind it; a file that is missing is missing.
    const place = extname(path) === '' && request.headers.accept?.includes('text/html') && !isFile(join(studio, path));
    return serve(request, response, studio, place ? '/index.html' : path);
  };
}

const listen = (server, port, host) =>
  new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      done(server.address().port);
    });
  });

/**
 * Starts the server on `port`, or on the next free one after it.
 * @param {{root: string, models?: string, host?: string, port?: number}} options `port` 0 takes any
 * @returns {Promise<{url: string, port: number, server: import('node:http').Server, close(): Promise<void>}>}
 */
export async function createStudioServer({ root, models, host = '127.0.0.1', port = 7373 }) {
  const server = createServer(createStudioHandler({ root, models }));
  let taken;
  for (let candidate = port; ; candidate++) {
    try {
      taken = await listen(server, candidate, host);
      break;
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || candidate >= Math.min(port + 100, 65535)) throw error;
    }
  }
  const shown = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host;
  return {
    url: `http://${shown.includes(':') ? `[${shown}]` : shown}:${taken}/`,
    port: taken,
    server,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
