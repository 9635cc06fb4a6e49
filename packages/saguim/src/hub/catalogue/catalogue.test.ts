import { readFileSync } from 'node:fs';
import { SaguimError } from '@saguim/engine/spec';
import { describe, expect, it } from 'vitest';
import { catalogue as bundled } from '../catalogue.js';
import type { CatalogueEntry } from '../catalogue-entry.js';
import { bytesOf, checkCatalogue, loadCatalogue, ModelCatalogue, openCatalogue } from './index.js';

const { entries, find } = await loadCatalogue().then((catalogue) => ({ entries: catalogue.entries, find: catalogue.find.bind(catalogue) }));

/** What the engine runs: docs/families.md. */
const families = ['llama', 'qwen2', 'qwen3', 'gemma2', 'gemma3', 'phi3', 'starcoder2', 'smollm3', 'gpt2', 'stablelm', 'olmo2', 'granite'];
const encoders = ['bert', 'nomic-bert', 'roberta', 'xlm-roberta', 'distilbert', 'bart', 'deberta'];

describe('the catalogue that comes along', () => {
  it('has models for every task, from very small to 4 GB, all of families that run', () => {
    expect(entries.length).toBeGreaterThanOrEqual(25);
    expect(new Set(entries.map(({ task }) => task))).toEqual(new Set(['chat', 'code', 'embedding', 'classification']));
    const sizes = entries.map((entry) => bytesOf(entry).bytes);
    expect(Math.min(...sizes)).toBeLessThan(20e6);
    expect(Math.max(...sizes)).toBeGreaterThan(3.5e9);
    expect(Math.max(...sizes)).toBeLessThan(4e9);
    for (const { name, family, task } of entries) expect(task === 'chat' || task === 'code' ? families : encoders, name).toContain(family);
  });

  it('says how large each is and what memory it needs, which is more than a bit of it', () => {
    for (const entry of entries) {
      const { bytes } = bytesOf(entry);
      expect(bytes, entry.name).toBeGreaterThan(0);
      // Folders of 32-bit floats are stored in 8 bits as they are read.
      const least = entry.files.some(({ path }) => path.endsWith('.safetensors')) ? bytes / 4 : bytes;
      expect(entry.memory, entry.name).toBeGreaterThan(least);
    }
  });

  it('has the models that come along, with the sums of their model.json, and claims real weights for no other', () => {
    const files = ({ files }: Pick<CatalogueEntry, 'files'>) => files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }));
    for (const model of bundled)
      expect(files(find(model.name)!)).toEqual(files({ files: model.files.map((file) => ({ source: '', ...file })) }));
    const verified = entries.filter((entry) => entry.verified.what === 'weights').map(({ name }) => name);
    expect(verified.sort()).toEqual(bundled.map(({ name }) => name).sort());
  });

  it('has a line for every entry in the docs, with what is known of it', () => {
    const guide = readFileSync(new URL('../../../../../docs/models.md', import.meta.url), 'utf8');
    const lines = entries.map((entry) => {
      const { bytes, exact } = bytesOf(entry);
      const megabytes = (bytes / 1e6).toLocaleString('en-US', { maximumFractionDigits: 0 });
      const size = exact ? bytes.toLocaleString('en-US') : `about ${megabytes} MB`;
      const { what, when } = entry.verified;
      const sum = entry.files.every(({ sha256 }) => sha256) ? 'known' : '';
      return `| \`${entry.name}\` | ${size} | ${sum} | ${what === 'weights' ? `real weights, ${when}` : 'tiny'} |`;
    });
    expect(lines.filter((line) => !guide.includes(line))).toEqual([]);
  });

  it('knows three chat models under 1 GB that speak Portuguese', () => {
    const fitting = entries
      .filter(({ task, languages }) => task === 'chat' && languages.includes('pt'))
      .filter((entry) => bytesOf(entry).bytes < 1e9);
    expect(fitting.length).toBeGreaterThanOrEqual(3);
  });

  it.each([
    ['Llama-3.2-1B-Instruct', 'llama-3.2-1b-instruct'],
    ['llama-3.2-1b', 'llama-3.2-1b-instruct'],
    ['onnx-community/Llama-3.2-1B-Instruct', 'llama-3.2-1b-instruct'],
    ['Xenova/TinyLlama-1.1B-Chat-v1.0', 'tinyllama-1.1b-chat'],
    ['Xenova/Phi-3-mini-4k-instruct', 'phi-3-mini-4k-instruct'],
    ['Xenova/all-MiniLM-L6-v2', 'all-minilm-l6-v2'],
    ['distilbert-base-uncased-finetuned-sst-2-english', 'distilbert-sst2'],
    ['Xenova/distilbert-base-uncased-finetuned-sst-2-english', 'distilbert-sst2'],
    ['Xenova/toxic-bert', 'toxic-bert'],
    ['facebook/bart-large-mnli', 'bart-large-mnli'],
    ['bigcode/starcoder2-3b', 'starcoder2-3b'],
    ['codellama', 'codellama-7b'],
    ['google/gemma-2-2b-it', 'gemma-2-2b-it'],
  ])('finds %s', (name, found) => {
    expect(find(name)?.name).toBe(found);
  });
});

const plain = {
  name: 'a',
  task: 'chat',
  family: 'llama',
  parameters: 1,
  languages: ['en'],
  licence: { id: 'MIT', url: 'https://example.org/', free: true },
  context: 512,
  memory: 1,
  files: [{ path: 'a.gguf', source: 'hf:o/r/a.gguf' }],
  good: { en: 'a', 'pt-BR': 'a' },
  not: { en: 'b', 'pt-BR': 'b' },
  verified: { what: 'nothing' },
};
const file = (members: object) => ({ files: [{ path: 'a.gguf', source: 'hf:o/r/a.gguf', ...members }] });

describe('a catalogue from elsewhere', () => {
  it.each([
    ['no object', [], 'it is no object'],
    ['another format', { format: 2, entries: [] }, 'format is 2'],
    ['no list', { format: 1, entries: {} }, 'entries is no list'],
  ])('is refused for %s', (_, value, problem) => {
    expect(() => checkCatalogue(value, 'there')).toThrow(problem);
  });

  it.each([
    ['a name with a space', { name: 'a b' }],
    ['a task that is none', { task: 'paint' }],
    ['half a parameter', { parameters: 0.5 }],
    ['a language that is none', { languages: ['português!'] }],
    ['a licence without an address', { licence: { id: 'MIT', url: 'javascript:alert(1)', free: true } }],
    ['no word on whether it is free', { licence: { id: 'MIT', url: 'https://example.org/' } }],
    ['no files', { files: [] }],
    ['a path that leaves the folder', file({ path: '../a.gguf' })],
    ['a path of a machine', file({ path: '/etc/passwd' })],
    ['a path of Windows', file({ path: 'a\\..\\b.gguf' })],
    ['a hidden file', file({ path: '.ssh/id' })],
    ['a source that is no web address', file({ source: 'file:///etc/passwd' })],
    ['a source without a file', file({ source: 'hf:owner/repo' })],
    ['a sum of the wrong length', file({ sha256: 'abc' })],
    ['sums of pieces that do not add up', file({ bytes: 5 << 20, chunkSha256: ['0'.repeat(64)] })],
    ['the same path twice', { files: [...file({}).files, ...file({}).files] }],
    ['words in one language', { good: { en: 'a' } }],
    ['a day that is none', { verified: { what: 'weights', when: 'yesterday' } }],
  ])('is refused for %s, with the name of the model', (_, members) => {
    const check = () => checkCatalogue({ format: 1, entries: [{ ...plain, ...members }] }, 'there');
    expect(check).toThrow(SaguimError);
    expect(check).toThrow(/of "a/);
  });

  it('is refused for two models of one name, aliases counted', () => {
    expect(() => checkCatalogue({ format: 1, entries: [plain, { ...plain, name: 'b', aliases: ['A'] }] }, 'there')).toThrow(
      '"a" names two models',
    );
  });

  it('leaves out what is not known, and starts relative sources from its own address', () => {
    const given = { ...plain, ...file({ source: 'files/a.gguf' }), colour: 'red' };
    const [entry] = checkCatalogue({ format: 1, entries: [given] }, 'there', 'https://example.org/models/catalogue.json');
    expect(entry).toEqual({ ...plain, ...file({ source: 'https://example.org/models/files/a.gguf' }) });
  });

  it('comes before the one that comes along, as entries, as a file or as JSON that is none', async () => {
    const mine = { ...plain, name: 'qwen3-0.6b' } as CatalogueEntry;
    expect((await openCatalogue([mine])).find('qwen3-0.6b')?.family).toBe('llama');
    const chosen = new Blob([JSON.stringify({ format: 1, entries: [{ ...plain, name: 'mine' }] })]);
    const both = await openCatalogue(chosen);
    expect(both.find('MINE')?.name).toBe('mine');
    expect(both.entries).toHaveLength(entries.length + 1);
    await expect(openCatalogue(new Blob(['<html>']))).rejects.toThrow('not JSON');
  });

  it('gives a name more weight than an alias', () => {
    const all = new ModelCatalogue([
      { ...plain, aliases: ['b'] },
      { ...plain, name: 'b' },
    ] as CatalogueEntry[]);
    expect(all.find('b')?.name).toBe('b');
  });
});
