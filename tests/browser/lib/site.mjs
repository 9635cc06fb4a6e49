import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { root } from '../../../scripts/lib/house.mjs';
import { policyReports, reportTo } from './policy-reports.mjs';

const types = { '.js': 'text/javascript; charset=utf-8', '.wasm': 'application/wasm', '.json': 'application/json' };
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; frame-src 'self' data:; img-src data:; base-uri 'none'; form-action 'none'; ${reportTo}`;

/**
 * A site with an empty page, the library as a page without a bundler gets it, and the models.
 * @param {{isolated?: boolean, connect?: string}} options `connect`: another origin that the page may ask
 * @returns `url`; `headers` of every answer; `transfers`: what was asked of model files, with the bytes that were sent; `breakAfter`: bytes of a model file's answer
 * after which the connection is cut; `intercept`: answers in the site's place when it returns true; `heard`: called at a report of the policy.
 * `close()` fails where the policy was broken in a worker meanwhile
 */
export async function startSite({ isolated = true, connect = '' } = {}) {
  const headers = {
    'Content-Security-Policy': policy.replace("connect-src 'self'", `connect-src 'self' ${connect}`),
    ...(isolated ? isolation : {}),
  };
  const site = { headers, transfers: [], breakAfter: Number.POSITIVE_INFINITY, intercept: undefined, heard: undefined };

  const reports = policyReports();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://site');
    if (reports.take(request)) {
      request.on('end', () => site.heard?.());
      return void response.writeHead(204).end();
    }
    if (site.intercept?.(pathname, response)) return;
    if (pathname === '/') {
      response.writeHead(200, { ...headers, 'Content-Type': 'text/html' });
      response.end(
        '<!doctype html><html lang="en"><title>Empty</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>',
      );
      return;
    }
    if (pathname === '/polyfill.html') {
      response.writeHead(200, { ...headers, 'Content-Type': 'text/html' });
      response.end(
        '<!doctype html><html lang="en"><title>Polyfill</title><link rel="icon" href="data:,"><script src="/saguim/polyfill.js"></script><body>',
      );
      return;
    }
    if (pathname === '/page.js') {
      response
        .writeHead(200, { ...headers, 'Content-Type': types['.js'] })
        .end("import * as saguim from '/saguim/saguim.js';\nwindow.saguim = saguim;\n");
      return;
    }
    const folder = { saguim: 'packages/saguim/dist/browser', golden: 'tests/golden' }[pathname.split('/')[1]] ?? 'models';
    const file = join(root, folder, pathname.split('/').slice(2).join('/'));
    if (!existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404, headers).end();
    const type = types[extname(file)] ?? 'application/octet-stream';
    if (!file.endsWith('.gguf')) return void response.writeHead(200, { ...headers, 'Content-Type': type }).end(readFileSync(file));

    const { size } = statSync(file);
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    const start = Number(first ?? 0);
    const after = last ? Math.min(size, Number(last) + 1) : size;
    const transfer = { path: pathname, start, sent: 0 };
    site.transfers.push(transfer);
    if (start >= size) return void response.writeHead(416, { ...headers, 'Content-Range': `bytes */${size}` }).end();
    response.writeHead(first === undefined ? 200 : 206, {
      ...headers,
      'Content-Type': type,
      'Content-Length': after - start,
      ...(first === undefined ? {} : { 'Content-Range': `bytes ${start}-${after - 1}/${size}` }),
    });
    const end = Math.min(after, start + site.breakAfter) - 1;
    const stream = createReadStream(file, { start, end });
    stream.on('data', (data) => (transfer.sent += data.length));
    stream.on('end', () => end < after - 1 && response.destroy());
    response.on('close', () => stream.destroy());
    stream.pipe(response, { end: end === after - 1 });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  site.url = `http://127.0.0.1:${server.address().port}/`;
  site.close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done)).then(() => reports.check());
  };
  return site;
}
