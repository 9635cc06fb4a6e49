// Pulling models with the real command from a hub on this machine: paused, killed, by two at once; and everything that is asked wrongly.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeHub, fakeModel, sha256 } from '../../packages/saguim/dist/hub/fake-hub.case.js';
import { root, saguim, start, temporaryFolder } from './command.mjs';

const folder = temporaryFolder('hub');
const tiny = readFileSync(join(root, 'tests/golden/tiny/llama-f32.gguf'));
const source = 'hf:owner/tiny-gguf/tiny-f32.gguf';

let hub;
let env;
let caches = 0;
beforeAll(async () => {
  hub = await FakeHub.start();
});
afterAll(() => hub.stop());
beforeEach(() => {
  hub.files.clear();
  hub.asked.length = 0;
  hub.faults = {};
  hub.put('owner/tiny-gguf/tiny-f32.gguf', tiny);
  env = { HF_ENDPOINT: hub.url, HF_HOME: join(folder, 'no-cache'), HF_TOKEN: '', SAGUIM_CACHE: join(folder, `cache-${++caches}`) };
});
const run = (args, more = {}) => saguim(args, { cwd: folder, env: { ...env, ...more } });
const json = ({ stdout }) =>
  stdout
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe('saguim pull', () => {
  it('fetches a model that then answers by its name, is listed, verified and removed', async () => {
    const pulled = await run(['pull', source, '--json']);
    expect(pulled).toMatchObject({ code: 0, stderr: '' });
    const [{ name, path, bytes }] = json(pulled);
    expect({ name, bytes }).toEqual({ name: 'tiny-f32', bytes: tiny.length });
    expect(readFileSync(path)).toEqual(tiny);
    const asked = hub.asked.length;
    expect((await run(['pull', source])).stdout).toMatch(/there already/);
    expect((await run(['pull', 'Xenova/all-MiniLM-L6-v2'])).stdout).toMatch(/^all-minilm-l6-v2: .*there already/); // installed
    for (const model of ['tiny-f32', source]) {
      const { code, stdout } = await run(['logits', '--model', model, '--tokens', '1,2,3', '--json']);
      expect([code, stdout.length > 0]).toEqual([0, true]);
    }
    expect(json(await run(['models', '--json'])).find((model) => model.name === 'tiny-f32')).toMatchObject({
      bytes: tiny.length,
      file: path,
      source,
    });
    expect((await run(['models'])).stdout).toContain('tiny-f32');
    expect(json(await run(['verify', '--json']))).toMatchObject([{ ok: true }]);
    const damaged = Buffer.from(tiny);
    damaged[5000] ^= 1;
    writeFileSync(path, damaged);
    const verified = await run(['verify', 'tiny-f32']);
    expect(verified).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('DAMAGED'),
      stderr: expect.stringMatching(/saguim rm tiny-f32/),
    });
    expect((await run(['rm'])).stdout).toContain('tiny-f32');
    expect(existsSync(path)).toBe(true);
    expect((await run(['rm', 'tiny-f32'])).stdout).toMatch(/freed/);
    expect(existsSync(path)).toBe(false);
    expect(hub.asked.length).toBe(asked);
  });

  it('pauses at Ctrl-C, and the next one goes on', async () => {
    const large = fakeModel(24 << 20);
    hub.put('owner/large/large.gguf', large);
    hub.faults = { stall: { after: 5 << 20, times: 3 } };
    const command = start(['pull', 'hf:owner/large/large.gguf'], { cwd: folder, env });
    while (hub.sent < 15 << 20) await new Promise((done) => setTimeout(done, 20));
    await expect.poll(async () => (await run(['models'])).stdout).toMatch(/large .*not finished/); // what was sent has arrived
    command.child.kill('SIGINT');
    const ended = await command.ended;
    expect(ended.code).toBe(130);
    expect(ended.stderr).toMatch(/paused at .* of 25\.2 MB; saguim pull hf:owner\/large\/large\.gguf goes on/);
    expect((await run(['models'])).stdout).toMatch(/large .*not finished of 25\.2 MB: saguim pull/);
    hub.faults = {};
    hub.asked.length = 0;
    const [{ path }] = json(await run(['pull', 'hf:owner/large/large.gguf', '--json']));
    expect(sha256(readFileSync(path))).toBe(sha256(large));
    expect(hub.sent).toBeLessThan(20 << 20);
  });

  it('is made once by two processes at the same time', async () => {
    const large = fakeModel(12 << 20);
    hub.put('owner/large/large.gguf', large);
    const both = await Promise.all([1, 2].map(() => run(['pull', 'hf:owner/large/large.gguf', '--json'])));
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both[0].stdout).toBe(both[1].stdout);
    expect(sha256(readFileSync(json(both[0])[0].path))).toBe(sha256(large));
    // Nobody asked for a byte that the other had: one process did all of it.
    const asked = hub.asked.filter(({ range }) => range?.startsWith('bytes=0-'));
    expect(asked).toHaveLength(1);
  });

  it('puts a model of the hub where an app serves it', async () => {
    const to = join(folder, 'public');
    const { code, stdout } = await run(['add', source, '--to', to, '--json']);
    expect(code).toBe(0);
    const added = JSON.parse(stdout);
    expect(readFileSync(join(added.folder, 'tiny-f32.gguf'))).toEqual(tiny);
    expect(JSON.parse(readFileSync(join(added.folder, 'model.json'), 'utf8'))).toEqual({
      name: 'tiny-f32',
      files: [{ path: 'tiny-f32.gguf', bytes: tiny.length, sha256: sha256(tiny) }],
    });
  });

  it('knows the catalogue, and one of your own', async () => {
    const remote = json(await run(['models', '--remote', '--json']));
    expect(remote.length).toBeGreaterThanOrEqual(25);
    const own = join(folder, 'catalogue.json');
    const licence = { id: 'Own licence', url: 'https://example.org/licence', free: false };
    const entry = { ...remote[0], name: 'own-model', aliases: undefined, here: undefined, licence };
    entry.files = [{ path: 'tiny.gguf', source, bytes: tiny.length, sha256: sha256(tiny) }];
    writeFileSync(own, JSON.stringify({ format: 1, entries: [entry] }));
    expect((await run(['models', '--remote', '--catalogue', own])).stdout).toContain('own-model');
    // What its licence asks is said before a byte comes.
    const asks = /^saguim: own-model: [\d.]+ [kM]B\. Its licence forbids some uses: Own licence, https:\/\/example\.org\/licence\n$/;
    const pulled = { code: 0, stdout: expect.stringContaining('own-model'), stderr: expect.stringMatching(asks) };
    expect(await run(['pull', 'own-model', '--catalogue', own])).toMatchObject(pulled);
  });
});

it.each([
  [['pull'], 2, /missing required argument/],
  [['pull', ''], 2, /must be a text/],
  [['pull', 'two words'], 2, /not the name of a model/],
  [['pull', 'hf:alone'], 2, /hf:owner\/repository/],
  [['pull', 'hf:a/b/../../x'], 2, /cannot be the path/],
  [['pull', 'hf:owner/nothing'], 1, /no repository owner\/nothing/],
  [['pull', 'hf:owner/tiny-gguf/x.gguf'], 1, /no file x\.gguf.*tiny-f32\.gguf/],
  [['pull', 'no-such-model-anywhere'], 1, /no model "no-such-model-anywhere" here\. (There|What)/],
  [['pull', 'qwen2.5-0.5b-instrut'], 1, /Did you mean qwen2\.5-0\.5b-instruct\?/],
  [['recommend', '--language', 'português'], 2, /no language tag/],
  [['pull', 'x', '--catalogue', 'nowhere.json'], 1, /nowhere\.json/],
  [['rm', 'nope'], 1, /no pulled model "nope".*Nothing was pulled/],
  [['verify', 'nope'], 1, /no stored model "nope"/],
  [['run', '--model', 'hf:owner/tiny-gguf/tiny-f32.gguf', 'x'], 1, /saguim pull hf:owner/],
  [['add', 'nope', '--to', 'x'], 1, /no model "nope"/],
])('%j is one line that says what to do', async (args, code, message) => {
  const ended = await run(args);
  expect(ended.stderr).toMatch(/^saguim: [^\n]+\n$/);
  expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) });
});
