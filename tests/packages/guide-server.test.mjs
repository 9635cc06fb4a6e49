// What docs/server.md and docs/leaving-perspective.md tell people to do, done as it stands there.
import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attributes } from '../../packages/server/dist/perspective/attributes.js';
import { root, saguim, start, temporaryFolder } from './command.mjs';

const read = (name) => readFileSync(join(root, 'docs', name), 'utf8');
const guides = { server: read('server.md'), leaving: read('leaving-perspective.md') };
const blocks = (guide, kind) => [...guide.matchAll(new RegExp(`\`\`\`${kind}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, code]) => code);

const folder = temporaryFolder('guide-server');
let command;
let address;
beforeAll(async () => {
  const [, key, args] = /^SAGUIM_KEYS=(\S+) npx saguim (serve .*)$/m.exec(blocks(guides.leaving, 'sh')[0]);
  command = start([...args.split(' '), '--port', '0'], { cwd: folder, env: { SAGUIM_KEYS: key, SAGUIM_MODELS: join(root, 'models') } });
  await command.seen(/judges comments at http:\S+\//);
  address = /judges comments at http:\/\/(\S+)\//.exec(command.stdout)[1];
});
afterAll(async () => {
  command.child.kill('SIGINT');
  expect((await command.ended).code).toBe(0);
});

/** Runs a program of a guide against our server. */
async function run(code) {
  // Inside the workspace, so that what it imports is found as an app finds it.
  const file = join(root, 'packages/server', `guide-example-${process.pid}.mjs`);
  writeFileSync(file, code.replaceAll('127.0.0.1:8765', address));
  try {
    return await promisify(execFile)(process.execPath, [file], { env: { ...process.env, SAGUIM_KEY: 'choose-a-long-key' } });
  } finally {
    rmSync(file);
  }
}

describe('leaving Perspective', () => {
  it('the first request', async () => {
    const [, url, body] = /curl -s '([^']+)'[\s\S]*-d '([^']+)'/.exec(blocks(guides.leaving, 'sh')[1]);
    const response = await fetch(url.replace('127.0.0.1:8765', address), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    });
    const { attributeScores, languages } = await response.json();
    expect([Object.keys(attributeScores), languages]).toEqual([['TOXICITY', 'INSULT'], ['en']]);
    expect(attributeScores.TOXICITY.summaryScore.value).toBeGreaterThan(0.8);
  });

  it('a call without a library', async () => {
    const { stdout, stderr } = await run(blocks(guides.leaving, 'js').find((code) => code.includes('await fetch(')));
    expect([stderr, Number(stdout)]).toEqual(['', expect.any(Number)]);
    expect(Number(stdout)).toBeGreaterThan(0.5);
  });

  it('what Google’s libraries ask for first', async () => {
    const [path] = /\/\$discovery\/rest\?version=v1alpha1/.exec(guides.leaving);
    expect((await (await fetch(`http://${address}${path}`)).json()).rootUrl).toBe(`http://${address}/`);
  });

  it('thresholds from past comments', async () => {
    writeFileSync(join(folder, 'past.jsonl'), blocks(guides.leaving, 'json')[0]);
    const [, args] = /^npx saguim (moderate .*)$/m.exec(blocks(guides.leaving, 'sh')[2]);
    const { code, stdout, stderr } = await saguim(args.split(' '), { cwd: folder, env: { SAGUIM_MODELS: join(root, 'models') } });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^toxicity: threshold 0\.\d+ flags 3 of 6 comments/);
    const found = JSON.parse(readFileSync(join(folder, 'policy.json'), 'utf8')).labels.toxicity.review;
    expect(stdout).toContain(`threshold ${found} `);
    const served = start(['serve', '--policy', 'policy.json', '--port', '0'], {
      cwd: folder,
      env: { SAGUIM_MODELS: join(root, 'models') },
    });
    await served.seen(/policy default 2\./);
    served.child.kill('SIGINT');
    expect((await served.ended).code).toBe(0);
  });

  it('the table has every attribute, with what answers it', () => {
    const rows = guides.leaving.split('\n').filter((line) => /^\| `[A-Z]/.test(line));
    const told = new Map(
      rows.flatMap((row) => {
        const [names, answer] = row.split('|').slice(1);
        return [...names.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => [name, /`([a-z-]+)`/.exec(answer)?.[1] ?? answer.trim()]);
      }),
    );
    const ours = new Map(Object.entries(attributes).map(([name, entry]) => [name, entry.label ?? 'refused']));
    expect(Object.fromEntries([...told].sort())).toEqual(Object.fromEntries([...ours].sort()));
  });
});

describe('the server', () => {
  it("OpenAI's client", async () => {
    const { stdout, stderr } = await run(blocks(guides.server, 'js')[0]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^false 0\.\d+\ntrue 0\.\d+\n$/);
  });

  it("OpenAI's client completes code, and llama.cpp's plug-ins do with the same model", async () => {
    const { stdout, stderr } = await run(blocks(guides.server, 'js')[1]);
    expect([stdout, stderr]).toEqual(['a + b\n', '']);
    const infill = async (more) => {
      const headers = { 'Content-Type': 'application/json', Authorization: 'Bearer choose-a-long-key' };
      const asked = {
        input_prefix: 'def add(a, b):\n',
        prompt: '    return ',
        input_suffix: '\n\nprint(add(1, 2))\n',
        n_predict: 32,
        ...more,
      };
      return fetch(`http://${address}/infill`, { method: 'POST', headers, body: JSON.stringify(asked) });
    };
    expect(await (await infill({ n_predict: 0, response_fields: [''] })).json()).toEqual({});
    const answer = await (await infill()).json();
    expect(answer).toMatchObject({ content: 'a + b', model: 'smollm2-135m-instruct', stop_type: 'eos' });
    expect(answer.timings.predicted_n).toBeGreaterThan(1);
    const events = (await (await infill({ stream: true, stop: ['+'] })).text()).trim().split('\n\n');
    expect(events.map((event) => JSON.parse(event.slice(6)))).toMatchObject([
      { content: 'a ' },
      { content: '', stop: true, stopping_word: '+' },
    ]);
  });

  it('every figure that is named is there', async () => {
    const text = await (await fetch(`http://${address}/metrics`, { headers: { Authorization: 'Bearer choose-a-long-key' } })).text();
    const named = [...guides.server.matchAll(/`(saguim_\w+)/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(9);
    for (const name of named) expect(text).toContain(`# TYPE ${name} `);
  });

  it('every option that is named is one', async () => {
    const help = start(['serve', '--help'], { input: '' });
    const { stdout } = await help.ended;
    const named = guides.server
      .split('\n')
      .filter((line) => line.startsWith('| `--'))
      .flatMap((line) => [...line.split('|')[1].matchAll(/--[a-z-]+/g)].map(([name]) => name));
    expect(named).toContain('--trust-proxy');
    for (const name of named) expect(stdout).toContain(name);
  });
});
