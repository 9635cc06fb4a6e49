// A small static server for the bench: one port whose pages are isolated (threads), one whose pages are not. It keeps what was asked for, for the
// row that compares downloads.
import { createReadStream, statSync } from 'node:fs';
import http from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
};
const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
};

/** `roots`: address prefix → folder, or the path of one file. The longest prefix wins. */
export const serve = async ({ roots, isolated }) => {
  const prefixes = Object.keys(roots).sort((a, b) => b.length - a.length);
  const asked = new Set();

  const find = (path) => {
    const prefix = prefixes.find((start) => path === start || (start.endsWith('/') && path.startsWith(start)));
    if (prefix === undefined) return undefined;
    const rest = normalize(path.slice(prefix.length));
    if (rest === '..' || rest.startsWith(`..${sep}`)) return undefined;
    return prefix.endsWith('/') ? join(roots[prefix], rest) : roots[prefix];
  };

  const server = http.createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const file = find(path);
    const size = file && statSync(file, { throwIfNoEntry: false });
    if (!size?.isFile()) return response.writeHead(404, { 'content-type': 'text/plain' }).end('not here');
    asked.add(file);
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const start = range ? Number(range[1]) : 0;
    const end = range?.[2] ? Math.min(Number(range[2]), size.size - 1) : size.size - 1;
    if (range && start > end) return response.writeHead(416, { 'content-range': `bytes */${size.size}` }).end();
    response.writeHead(range ? 206 : 200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-length': end - start + 1,
      'accept-ranges': 'bytes',
      'cache-control': 'no-store',
      etag: `"${size.size.toString(16)}-${Math.floor(size.mtimeMs).toString(16)}"`,
      ...(range && { 'content-range': `bytes ${start}-${end}/${size.size}` }),
      ...(isolated && isolation),
    });
    if (request.method === 'HEAD') response.end();
    else createReadStream(file, { start, end }).pipe(response);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    /** Files asked for since the last call. */
    takeAsked() {
      const files = [...asked];
      asked.clear();
      return files;
    },
    close() {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
};
