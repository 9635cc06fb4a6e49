import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, resolve } from 'node:path';
import { root } from '../house.mjs';
import { fileOf, pageOf, scriptOf } from './checkout.mjs';
import { hostInfo, report, vendor } from './page-scripts.mjs';

const types = {
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.wav': 'audio/wav',
  '.webm': 'video/webm',
};
const typeOf = (path) => types[extname(path)] ?? 'application/octet-stream';

const injected = '<script src="/saguim/wpt-polyfill.js"></script>';

/** A file's bytes, or those that a range asks for: models are fetched in pieces. */
function sendFile(request, response, file) {
  const { size } = statSync(file);
  const start = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  response.writeHead(start > 0 ? 206 : 200, {
    'Content-Type': typeOf(file),
    'Content-Length': size - start,
    ...(start > 0 && { 'Content-Range': `bytes ${start}-${size - 1}/${size}` }),
  });
  createReadStream(file, { start }).pipe(response);
}

/** Headers that a file asks for beside it, and what `.sub` in its name asks to be filled in. */
function sendTest(response, file, port) {
  const headers = existsSync(`${file}.headers`)
    ? readFileSync(`${file}.headers`, 'utf8')
        .split('\n')
        .filter((line) => line.includes(':'))
        .map((line) => [line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim()])
    : [];
  let body = readFileSync(file);
  if (file.includes('.sub.')) {
    body = body
      .toString()
      .replace(/\{\{ports\[\w+\]\[\d\]\}\}/g, port)
      .replace(/\{\{(host|domains\[\]|hosts\[\]\[\])\}\}/g, 'localhost')
      .replace(/\{\{(hosts\[alt\]\[\]|domains\[www\])\}\}/g, '127.0.0.1');
  }
  // The polyfill comes before every script of the page.
  if (file.endsWith('.html')) body = body.toString().replace(/<script/, `${injected}$&`);
  response.writeHead(200, { 'Content-Type': typeOf(file), ...Object.fromEntries(headers) }).end(body);
}

/**
 * Serves a checkout of web-platform-tests with the polyfill in every page, and the library and the models beside it.
 * @param polyfill code of a classic script
 * @param slowness how many times as long as usual a test may take
 */
export async function startWptServer(directory, polyfill, slowness) {
  const base = resolve(directory);
  let port = 0;
  const own = {
    '/resources/testharnessreport.js': () => report(slowness),
    // As wptrunner has it: pages that name no vendor's part get it with the rest.
    '/resources/testdriver.js': () => `${readFileSync(join(base, 'resources/testdriver.js'), 'utf8')}\n${vendor}`,
    '/resources/testdriver-vendor.js': () => '',
    '/common/get-host-info.sub.js': () => hostInfo(port),
    '/common/gc.js': () => 'globalThis.garbageCollect = async () => gc();',
    '/saguim/wpt-polyfill.js': () => polyfill,
  };
  const server = createServer((request, response) => {
    const pathname = decodeURIComponent(new URL(request.url, 'http://site').pathname);
    if (own[pathname]) return void response.writeHead(200, { 'Content-Type': types['.js'] }).end(own[pathname]());
    const [, first, ...rest] = pathname.split('/');
    const folder = { saguim: 'packages/saguim/dist/browser', models: 'models' }[first];
    const library = folder && fileOf(join(root, folder), rest.join('/'));
    if (library) return sendFile(request, response, library);
    const script = scriptOf(base, pathname);
    if (script) {
      const page = pageOf(script, readFileSync(join(base, script), 'utf8'), injected);
      return void response.writeHead(200, { 'Content-Type': types['.html'] }).end(page);
    }
    const file = fileOf(base, pathname);
    if (file) return sendTest(response, file, port);
    response.writeHead(404).end();
  });
  await new Promise((done) => server.listen(0, done));
  ({ port } = server.address());
  return {
    url: `http://localhost:${port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}
