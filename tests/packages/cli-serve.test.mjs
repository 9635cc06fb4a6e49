import { linkSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import OpenAI from 'openai';
import { SemanticEmbedder } from 'saguim';
import { beforeAll, describe, expect, it } from 'vitest';
import { toyHeads } from '../../packages/saguim/dist/moderation/toy-heads.case.js';
import { root, saguim, start, temporaryFolder } from './command.mjs';

const folder = temporaryFolder('serve');
const model = join(folder, 'toy/toy.gguf');
const key = 'a-key-of-ours';

// A model whose heads lie beside it: a dozen sentences teach it rude words.
beforeAll(async () => {
  const source = join(root, 'models/all-minilm-l6-v2/all-minilm-l6-v2-q8_0.gguf');
  mkdirSync(join(folder, 'toy'));
  linkSync(source, model);
  const embedder = await SemanticEmbedder.create({ saguim: { model } });
  const heads = await toyHeads(embedder.saguim.textEmbedder);
  for (const [name, bytes] of Object.entries(heads)) writeFileSync(join(folder, `toy/${name}.head`), bytes);
  embedder.destroy();
});

async function serve(args = [], env = {}) {
  const command = start(['serve', '--model', model, '--port', '0', ...args], { env });
  await command.seen(/judges comments at http:\S+\//);
  const url = /judges comments at (http:\S+)\//.exec(command.stdout)[1];
  const call = async (path, body) => {
    const response = await fetch(`${url}/v1alpha1/comments:${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Goog-Api-Key': key },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  const metric = async (name) => {
    const text = await (await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${key}` } })).text();
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  };
  return { command, url, call, metric };
}

const toxicity = (text) => ({ comment: { text }, languages: ['en'], requestedAttributes: { TOXICITY: {} } });
const suggestion = (text, value) => ({ comment: { text }, attributeScores: { TOXICITY: { summaryScore: { value } } } });

describe('saguim serve', () => {
  it('judges, keeps what it is taught, and ends at Ctrl-C when what came is answered', async () => {
    const data = join(folder, 'data');
    const first = await serve(['--data', data, '--log'], { SAGUIM_KEYS: `another-key, ${key}` });
    const rude = await first.call('analyze', toxicity('What a stupid idiot you are.'));
    const kind = await first.call('analyze', toxicity('Thank you, friend, what a lovely song.'));
    const scoreOf = ({ body }) => body.attributeScores.TOXICITY.summaryScore.value;
    expect(scoreOf(rude)).toBeGreaterThan(0.8);
    expect(scoreOf(kind)).toBeLessThan(0.3);
    expect((await first.call('suggestscore', suggestion('The bus is late.', 0))).status).toBe(200);
    expect(readdirSync(data)).toEqual(['learning.bin']);
    const last = first.call('analyze', toxicity('See you tomorrow.'));
    await last;
    first.command.child.kill('SIGINT');
    const { code, stdout, stderr } = await first.command.ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Saguim judges comments at http:\/\/127\.0\.0\.1:\d+\/ with \S+, policy default 1\.\n/);
    expect(stderr).not.toMatch(/idiot|lovely|bus|a-key/);
    expect(
      stderr
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).path),
    ).toContain('/v1alpha1/comments:analyze');

    const second = await serve(['--data', data, '--key', key]);
    expect(await second.metric('saguim_learning_decisions')).toBe(1);
    second.command.child.kill('SIGTERM');
    expect((await second.command.ended).code).toBe(0);
  });

  it("answers OpenAI's client, many at once", async () => {
    const { command, url, metric } = await serve(['--key', key, '--rate', '0']);
    const client = new OpenAI({ apiKey: key, baseURL: `${url}/v1`, maxRetries: 0 });
    const texts = Array.from({ length: 40 }, (_, i) =>
      i % 2 ? `You are a stupid idiot, number ${i}.` : `Thank you, that is lovely, number ${i}.`,
    );
    const answers = await Promise.all(texts.map((input) => client.moderations.create({ input })));
    // In order: every rude one scores higher than every kind one.
    const scores = answers.map(({ results }) => results[0].category_scores.harassment);
    expect(Math.min(...scores.filter((_, i) => i % 2))).toBeGreaterThan(Math.max(...scores.filter((_, i) => i % 2 === 0)));
    expect(await metric('saguim_batch_comments_count')).toBeLessThan(40);
    command.child.kill('SIGINT');
    expect((await command.ended).code).toBe(0);
  });

  it('warns where anybody may call', async () => {
    const { command } = await serve(['--host', '0.0.0.0']);
    await command.seen(/whoever reaches this machine/, 'stderr');
    command.child.kill('SIGINT');
    expect((await command.ended).code).toBe(0);
  });

  it('says that a port is taken', async () => {
    const other = createServer();
    await new Promise((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { code, stderr } = await saguim(['serve', '--model', model, '--port', String(other.address().port)]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^saguim: The port is taken \(127\.0\.0\.1:\d+\)\. Name another with --port or --host\.\n$/),
    ]);
    await new Promise((resolve) => other.close(resolve));
  });

  it.each([
    [['--port', '99999'], 2, /--port/],
    [['--rate', 'fast'], 2, /--rate/],
    [['--queue', '0'], 2, /--queue/],
    [['--threads', 'all'], 2, /--threads/],
    [['--nonsense'], 2, /unknown option/],
    [['--model', 'nowhere'], 1, /There is no model "nowhere"/],
    [['--policy', 'nowhere'], 1, /There is no policy "nowhere"\. Give --policy default, /],
    [['--policy', 'folder'], 1, /This is a folder/],
    [['--policy', 'broken.json'], 1, /The policy is not JSON \(broken\.json\)/],
    [['--policy', 'wrong.json'], 1, /wrong\.json: /],
    [['--cors', 'example.org'], 2, /"example\.org" is not an origin/],
    [['--key', 'short'], 2, /8 to 256/],
    [['--key', 'a-key-of-ours,'], 2, /not empty/],
    [['--data', 'taught'], 1, /\(taught\/learning\.bin\)\. Move the file away/],
    [['--data', 'broken.json'], 2, /folder for what is learned/],
  ])('%j is one line that says what to do', async (args, exitCode, message) => {
    mkdirSync(join(folder, 'folder'), { recursive: true });
    mkdirSync(join(folder, 'taught'), { recursive: true });
    writeFileSync(join(folder, 'taught/learning.bin'), 'nothing that was learned');
    writeFileSync(join(folder, 'broken.json'), '{"format": 1,');
    writeFileSync(join(folder, 'wrong.json'), '{"format": 1, "id": "a", "version": 1, "labels": {"toxicity": {"review": 2}}}');
    const all = args.includes('--model') ? ['serve', ...args] : ['serve', '--model', model, '--port', '0', ...args];
    const { code, stderr } = await saguim(all, { cwd: folder });
    expect(stderr).toMatch(/^(?:saguim:|error:) [^\n]+\n$/);
    expect(stderr).toMatch(message);
    expect(code).toBe(exitCode);
  });
});
