#!/usr/bin/env node
// A download of 500 MB from a hub on this machine that cuts the line 50 times and sends two pieces damaged, and one of a file that changes once.
// `node bench/hub.mjs [--megabytes 500]`: what was sent twice, and how fast it was beside a plain fetch.
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chunkSums, FakeHub, fakeModel, sha256 } from '../packages/saguim/dist/hub/fake-hub.case.js';
import { downloadFile } from '../packages/saguim/dist/hub/file-download.js';
import { network } from '../packages/saguim/dist/hub/network.js';
import { openLocalShelf } from '../packages/saguim/dist/platform/node.js';

const { values } = parseArgs({ options: { megabytes: { type: 'string', default: '500' }, serve: { type: 'boolean' } } });
const size = Number(values.megabytes) * 1e6;

/** The server is a process of its own, so that it does not share a thread with who fetches. */
if (values.serve) {
  const hub = await FakeHub.start();
  const first = fakeModel(size, 1);
  const second = fakeModel(size, 2);
  const sums = (bytes) => ({ bytes: size, sha256: sha256(bytes), chunkSha256: chunkSums(bytes) });
  process.on('message', (order) => {
    const before = hub.sent;
    if (order.type === 'sent') return process.send({ sent: before });
    hub.asked.length = 0;
    hub.put('model.gguf', first);
    hub.faults = {};
    if (order.type === 'faults')
      hub.faults = { cutAfter: Math.floor(size / 150), cuts: 50, corrupt: [Math.floor(size * 0.3), Math.floor(size * 0.7)] };
    if (order.type === 'change') {
      hub.faults.onSend = () => hub.sent > size / 2 && hub.files.get('model.gguf').bytes !== second && hub.put('model.gguf', second);
      hub.faults.cutAfter = Math.floor(size / 20);
    }
    process.send({ ready: true, url: hub.url, sums: sums(order.type === 'change' ? second : first) });
  });
  process.send({ ready: true, url: hub.url });
} else {
  const child = fork(fileURLToPath(import.meta.url), ['--serve', '--megabytes', values.megabytes]);
  const answer = () => new Promise((done) => child.once('message', done));
  await answer();
  const ask = (type) => {
    const said = answer();
    child.send({ type });
    return said;
  };
  const folder = mkdtempSync(join(tmpdir(), 'saguim-bench-hub-'));
  const shelf = openLocalShelf(folder);
  const rows = [];
  for (const [type, what] of [
    ['plain', 'nothing goes wrong'],
    ['faults', '50 cuts, 2 damaged pieces, sums of pieces'],
    ['change', 'the file changes once, nothing known of it'],
  ]) {
    const { url, sums } = await ask(type);
    const file = { path: 'model.gguf', url: `${url}/model.gguf`, ...(type === 'change' ? {} : sums) };
    const began = performance.now();
    const { sha256: found } = await downloadFile({
      file,
      target: `${type}/model.gguf`,
      headers: () => ({}),
      shelf,
      network: { ...network },
    });
    const seconds = (performance.now() - began) / 1000;
    if (found !== sums.sha256) throw new Error(`${what}: the wrong file`);
    const { sent } = await ask('sent');
    rows.push({
      what,
      seconds: +seconds.toFixed(2),
      'MB/s': +(size / 1e6 / seconds).toFixed(0),
      'sent twice %': +((sent / size - 1) * 100).toFixed(2),
    });
    rmSync(join(folder, type), { recursive: true });
  }
  const { url } = await ask('plain');
  const began = performance.now();
  const hash = createHash('sha256');
  for await (const piece of (await fetch(`${url}/model.gguf`)).body) hash.update(piece);
  const seconds = (performance.now() - began) / 1000;
  rows.push({
    what: 'fetch() and node:crypto, nothing kept',
    seconds: +seconds.toFixed(2),
    'MB/s': +(size / 1e6 / seconds).toFixed(0),
    'sent twice %': 0,
  });
  console.table(rows);
  rmSync(folder, { recursive: true });
  child.kill();
}
