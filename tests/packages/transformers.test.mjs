// Programs written for Transformers.js run with only their import line changed: an assistant, a chatbot, a completer of code and a moderator. Models
// of the same kinds stand under the names that they ask for: small ones that come along, and tiny ones of random weights.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from './command.mjs';

const library = pathToFileURL(join(root, 'packages/saguim/dist/transformers/index.js')).href;
const smollm2 = 'models/smollm2-135m-instruct';
const models = {
  'all-minilm-l6-v2': 'models/all-minilm-l6-v2',
  'phi-3-mini-4k-instruct': smollm2,
  'tinyllama-1.1b-chat-v1.0': smollm2,
  'codellama-7b': smollm2,
  'distilbert-base-uncased-finetuned-sst-2-english': 'tests/golden/checkpoints/distilbert',
  'toxic-bert': 'tests/golden/checkpoints/bert',
  'bart-large-mnli': 'tests/golden/checkpoints/bart',
};

let folder;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'saguim-transformers-'));
  mkdirSync(join(folder, 'models'));
  for (const [name, place] of Object.entries(models)) symlinkSync(join(root, place), join(folder, 'models', name), 'junction');
  const { env } = await import(library);
  env.localModelPath = join(folder, 'models');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The sample as it stands, but for where it imports from. */
async function sample(name) {
  const source = readFileSync(fileURLToPath(new URL(`./transformers-samples/${name}.mjs`, import.meta.url)), 'utf8');
  const changed = source.replace(/from '@(huggingface|xenova)\/transformers'/, `from ${JSON.stringify(library)}`);
  expect(changed).not.toBe(source);
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, changed);
  return import(pathToFileURL(file).href);
}

const expected = (name) => JSON.parse(readFileSync(join(root, `tests/golden/checkpoints/${name}/expected.json`), 'utf8'));

it('an assistant finds, understands and answers', async () => {
  const { Assistant } = await sample('assistant');
  const told = [];
  const assistant = await Assistant.create((info) => told.push(info));
  const names = [...new Set(told.map(({ model, name }) => model ?? name))];
  expect(names).toHaveLength(4);
  for (const one of names) {
    const statuses = told.filter(({ model, name }) => (model ?? name) === one).map(({ status }) => status);
    expect([statuses[0], ...statuses.slice(-2)]).toEqual(['initiate', 'done', 'ready']);
  }
  for (const { progress, status } of told) if (status === 'progress') expect(progress).toBeLessThanOrEqual(100);

  const sentences = ['React is a library for user interfaces', 'Bananas are yellow', 'The cat sleeps on the sofa'];
  expect((await assistant.search('JS frameworks', sentences))[0].document).toBe(sentences[0]);
  const { text, probabilities } = expected('distilbert').texts[0];
  const { feeling, topics, scores } = await assistant.understand(text);
  expect(feeling.score).toBeCloseTo(Math.max(...probabilities), 2);
  expect([...topics].sort()).toEqual(['complaint', 'praise', 'question']);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
  expect(scores.reduce((sum, score) => sum + score)).toBeCloseTo(1, 6);
  expect(await assistant.answer('What is the capital of France?')).toContain('Paris');
});

it('a chatbot remembers, streams and can be stopped', async () => {
  const { Chatbot } = await sample('chatbot');
  const bot = new Chatbot();
  let shown = '';
  const answer = await bot.send('What is the capital of France?', (text) => {
    shown += text;
  });
  expect(answer).toContain('Paris');
  expect(shown).toBe(answer);
  await bot.send('What is the capital of Italy?', () => {});
  expect(bot.history.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user', 'assistant']);
  let pieces = 0;
  const cut = await bot.send('Tell me a long story.', () => {
    if (++pieces === 3) bot.stop();
  });
  expect(cut.length).toBeGreaterThan(0);
  expect(pieces).toBeLessThan(32);
});

it('a completer goes on from code', async () => {
  const { complete } = await sample('code-completer');
  const [line] = await complete('def add(a, b):\n    return');
  expect(line.trim()).toBe('a + b');
  expect(await complete('def add(a, b):\n    return', 2)).toHaveLength(2);
});

it('a moderator judges comments by two models', async () => {
  const { Moderator } = await sample('moderator');
  const moderator = new Moderator();
  await moderator.load();
  const { texts } = expected('bert');
  const { toxic, about, category, flagged, allowed } = await moderator.check(texts[0].text);
  const scores = toxic.map(({ score }) => score);
  [...texts[0].probabilities].sort((a, b) => b - a).forEach((probability, i) => void expect(scores[i]).toBeCloseTo(probability, 2));
  expect(flagged).toEqual(toxic.filter(({ score }) => score > 0.5).map(({ label }) => label));
  expect(allowed).toBe(flagged.length === 0);
  expect(about.sequence).toBe(texts[0].text);
  expect(about.labels).toHaveLength(6);
  expect(category).toBe(about.labels[0]);
  const all = await moderator.checkAll(texts.map(({ text }) => text));
  all.forEach(({ score }, i) => void expect(score).toBeCloseTo(Math.max(...texts[i].probabilities), 2));
  await moderator.unload();
});
