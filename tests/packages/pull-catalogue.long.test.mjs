// Every entry of the catalogue is pulled from a local hub and used. The files have the family and the names of the real ones, and random
// weights of a tiny shape: the real ones cannot be had here. Their sums take the place of the catalogue's.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakeHub, sha256 } from '../../packages/saguim/dist/hub/fake-hub.case.js';
import { SemanticEmbedder, TextClassifier, TextGenerator } from '../../packages/saguim/dist/index.js';
import { binary, root, saguim } from './command.mjs';

const { entries } = JSON.parse(readFileSync(join(root, 'packages/saguim/src/hub/catalogue/catalogue.json'), 'utf8'));
const checkpoint = (family) => join(root, 'tests/golden/checkpoints', family);
/** Tiny files that llama.cpp made; of the other families the checkpoint is converted. */
const tiny = { llama: 'llama-q8_0', qwen2: 'qwen2-f32', gemma3: 'gemma3-q8_0', phi3: 'phi3-f32', bert: 'bert-q8_0' };

let folder;
let hub;
const converted = new Map();

/** A GGUF of the family. */
function ggufOf(family) {
  const known = tiny[family] && join(root, 'tests/golden/tiny', `${tiny[family]}.gguf`);
  if (known && existsSync(known)) return readFileSync(known);
  let path = converted.get(family);
  if (!path) {
    path = join(folder, `${family}.gguf`);
    const { status, stderr } = spawnSync(process.execPath, [binary, 'convert', checkpoint(family), '--to', path], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    converted.set(family, path);
  }
  return readFileSync(path);
}

/** The bytes that stand for one file of an entry. */
function bytesOf({ family, task }, path) {
  if (path.endsWith('.gguf')) return ggufOf(family);
  const from = join(checkpoint(family), path);
  if (existsSync(from)) return readFileSync(from);
  expect(task, path).toBe('embedding');
  return Buffer.from(path === 'modules.json' ? '[]' : '{"pooling_mode_mean_tokens": true}');
}

/** Has the model do what it is for. @returns whether what came is of the right kind */
async function use({ task, name }, model) {
  if (task === 'embedding') {
    const embedder = await SemanticEmbedder.create({ saguim: { model } });
    const { embeddings } = await embedder.embed('a text');
    embedder.destroy();
    return Math.abs(Math.hypot(...embeddings[0].values) - 1) < 1e-3;
  }
  if (task === 'classification') {
    const labels = ['sports', 'politics'];
    const classifier = name === 'bart-large-mnli' ? await TextClassifier.zeroShot(labels, { model }) : await TextClassifier.load(model);
    const [{ scores }] = await classifier.classify(['a text']);
    classifier.destroy?.();
    return Object.values(scores).every((score) => score >= 0 && score <= 1);
  }
  const generator = await TextGenerator.create({ model });
  const { text } = await generator.generate('a text', { maxTokens: 4 });
  generator.destroy();
  return typeof text === 'string';
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'saguim-pull-'));
  hub = await FakeHub.start();
});
afterAll(async () => {
  await hub?.stop();
  rmSync(folder, { recursive: true });
});

const remote = entries.filter(({ files }) => files.every(({ source }) => source.startsWith('hf:')));

it('has every entry but those that come along on a hub', () => {
  expect(remote.length).toBe(entries.length - 4);
});

it.each(remote.map((entry) => [entry.name, entry]))('pulls %s, and uses it', async (name, entry) => {
  const files = entry.files.map(({ path, source }) => {
    const bytes = bytesOf(entry, path);
    hub.put(source.slice('hf:'.length), bytes);
    return { path, source, bytes: bytes.length, sha256: sha256(bytes) };
  });
  const catalogue = join(folder, 'catalogue.json');
  writeFileSync(catalogue, JSON.stringify({ format: 1, entries: [{ ...entry, files }] }));
  const env = { HF_ENDPOINT: hub.url, SAGUIM_CACHE: join(folder, 'store'), HF_HUB_CACHE: join(folder, 'none') };
  const pulled = await saguim(['pull', entry.aliases?.[0] ?? name, '--catalogue', catalogue, '--json'], { env });
  expect(pulled.code, pulled.stderr).toBe(0);
  // What a licence asks is said first, and nothing else.
  const { free, gated, url } = entry.licence;
  if (free && !gated) expect(pulled.stderr).toBe('');
  else expect(pulled.stderr.split(url)).toEqual([expect.stringMatching(/^saguim: [^\n]+ Its licence [^\n]+$/), '\n']);
  const told = JSON.parse(pulled.stdout);
  expect(told.name).toBe(name);
  expect(told.files.map(({ path }) => path).sort()).toEqual(files.map(({ path }) => path).sort());
  expect(await use(entry, told.path)).toBe(true);
  const removed = await saguim(['rm', name], { env });
  expect(removed.code, removed.stderr).toBe(0);
});
