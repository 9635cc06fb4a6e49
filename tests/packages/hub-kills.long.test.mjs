// A process that pulls is killed at 200 random points of its work: the next one goes on, and in the end the file is right.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chunkSums, FakeHub, fakeModel, sha256 } from '../../packages/saguim/dist/hub/fake-hub.case.js';
import { temporaryFolder } from './command.mjs';

const folder = temporaryFolder('kills');
const script = fileURLToPath(new URL('./lib/pull-slowly.mjs', import.meta.url));
const model = fakeModel((6 << 20) + 4321);

let hub;
beforeAll(async () => {
  hub = await FakeHub.start();
});
afterAll(() => hub.stop());

/** Kills a pull after so many steps of its work that the server can see (bytes it sent), or when it is over. */
function pullUntil(cache, sent) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, hub.url, cache, JSON.stringify(known)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    const stop = () => child.kill('SIGKILL');
    hub.faults.onSend = () => hub.sent >= sent && stop();
    child.stdout.on('data', (text) => (said += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, said }));
  });
}

let known;
it.each([
  ['with its checksum', { bytes: model.length, sha256: sha256(model) }],
  ['with checksums of its pieces', { bytes: model.length, sha256: sha256(model), chunkSha256: chunkSums(model) }],
  ['of which nothing is known', {}],
])('a file %s', async (name, file) => {
  known = file;
  hub.put('model.gguf', model);
  let state = 7;
  const random = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
  let kills = 0;
  for (let round = 0; kills < 67; round++) {
    const cache = join(folder, `${name}-${round}`);
    // What a server has sent is not all with a process that has just begun: some are left to end.
    for (let kill = 0; ; kill++) {
      const { code, said } = await pullUntil(cache, kill < 6 ? hub.sent + 1 + random(8 << 20) : Number.POSITIVE_INFINITY);
      if (code === 0) {
        expect(JSON.parse(said).sha256).toBe(sha256(model));
        break;
      }
      kills++;
      // What has its name is whole and right at any time.
      for (const path of existsSync(cache) ? readdirSync(cache, { recursive: true }) : [])
        if (path.endsWith('.gguf')) expect(sha256(readFileSync(join(cache, path)))).toBe(sha256(model));
    }
  }
  expect(kills).toBeGreaterThanOrEqual(67);
});
