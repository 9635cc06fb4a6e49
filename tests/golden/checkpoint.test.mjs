// Folders of Hugging Face's kind, made of the models' own weights: they must give what the GGUF files give.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadEngine, MemorySource, openCheckpoint, openModel, readGguf } from '@saguim/engine';
import { describe, expect, it } from 'vitest';
import { checkpointFolder, memoryFolder } from '../conformance/checkpoint-folder.mjs';

const bytesOf = (path) => new Uint8Array(readFileSync(new URL(path, import.meta.url)));
const readJson = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

function cosine(a, b) {
  let [product, aa, bb] = [0, 0, 0];
  for (let i = 0; i < b.length; i++) {
    product += a[i] * b[i];
    aa += a[i] ** 2;
    bb += b[i] ** 2;
  }
  return product / Math.sqrt(aa * bb);
}

/** The least cosine of a model's embeddings to those of a reference. */
async function leastCosine(source, ids, embeddings, options = {}) {
  const engine = await loadEngine(await source, { threads: 1, ...options });
  try {
    const rows = await engine.embed({ tokens: ids });
    const width = rows.length / ids.length;
    return Math.min(...embeddings.map((embedding, i) => cosine(rows.subarray(i * width, (i + 1) * width), embedding)));
  } finally {
    await engine.close();
  }
}

describe.each([
  ['minilm', 'all-minilm-l6-v2/all-minilm-l6-v2-q8_0', { dtype: 'F32' }, 'Q8_0'],
  ['e5', 'multilingual-e5-small-en-pt/multilingual-e5-small-en-pt-q4_0', { dtype: 'BF16', shards: 3 }, 'Q4_0'],
])('%s', (reference, file, written, type) => {
  const gguf = bytesOf(`../../models/${file}.gguf`);
  const { texts, ids, embeddings } = readJson(`./reference/${reference}.json`);

  it('gives its embeddings and its tokens', async () => {
    const folder = memoryFolder(await checkpointFolder(gguf, written));
    const engine = await loadEngine(await openCheckpoint(folder), { threads: 1 });
    try {
      expect(folder.opened).toBe(0);
      expect(engine.info.embedding.dimensions).toBe(384);
      const { before, after } = engine.tokenizer.frame;
      expect(texts.map((text) => [...before, ...engine.tokenizer.encode(text), ...after])).toEqual(ids);
      const rows = await engine.embed({ tokens: ids });
      const least = Math.min(...embeddings.map((embedding, i) => cosine(rows.subarray(i * 384, (i + 1) * 384), embedding)));
      expect(least).toBeGreaterThanOrEqual(0.999);
    } finally {
      await engine.close();
    }
  });

  it('has the weights that the GGUF file has, to the bit, where they are stored the same', async () => {
    const source = new MemorySource(gguf);
    const known = await readGguf(source);
    const view = await openCheckpoint(memoryFolder(await checkpointFolder(gguf, { dtype: 'F32' })), { quantization: type });
    const { tensors } = await readGguf(view);
    expect([...tensors.keys()].sort()).toEqual([...known.tensors.keys()].sort());
    // A block whose largest number stands at the end of its scale comes back as it was.
    let [same, all] = [0, 0];
    for (const tensor of tensors.values()) {
      const other = known.tensors.get(tensor.name);
      expect([tensor.type, tensor.shape]).toEqual([other.type, other.shape]);
      const [a, b] = [await view.read(tensor.offset, tensor.byteLength), await source.read(other.offset, other.byteLength)];
      const size = tensor.type === type ? (type === 'Q8_0' ? 34 : 18) : 4;
      for (let at = 0; at < a.length; at += size) {
        all++;
        if (Buffer.compare(a.subarray(at, at + size), b.subarray(at, at + size)) === 0) same++;
      }
    }
    expect(same / all).toBeGreaterThan(type === 'Q8_0' ? 0.999 : 0.9);
  });
});

describe.each([
  ['bert-f32', { dtype: 'F32' }, 'F32', 0.99999],
  ['bert-f32', { dtype: 'F32', prefix: 'bert.' }, 'Q8_0', 0.999],
  ['bert-f32', { dtype: 'BF16' }, 'F32', 0.9999],
  ['bert-f32', { dtype: 'F16', shards: 2 }, 'F32', 0.9999],
  ['bert-f32', { dtype: 'F32' }, 'Q4_0', 0.9],
  ['xlm-roberta-f32', { dtype: 'F32', kind: 'xlm-roberta', prefix: 'roberta.' }, 'F32', 0.99999],
])('%s as %o, stored as %s', (name, written, quantization, least) => {
  it('gives its embeddings', async () => {
    const { prompts } = readJson(`./tiny/${name}.json`);
    const files = await checkpointFolder(bytesOf(`./tiny/${name}.gguf`), written);
    const found = await leastCosine(
      openCheckpoint(memoryFolder(files), { quantization }),
      prompts.map(({ ids }) => ids),
      prompts.map(({ embedding }) => embedding),
      { backend: 'reference' },
    );
    expect(found).toBeGreaterThanOrEqual(least);
  });
});

describe('a folder on disk', () => {
  it('reads as a file, whatever pieces it is read in', async () => {
    const gguf = bytesOf('./tiny/bert-f32.gguf');
    const path = mkdtempSync(join(tmpdir(), 'saguim-checkpoint-'));
    try {
      for (const [below, bytes] of await checkpointFolder(gguf, { shards: 2 })) {
        mkdirSync(dirname(join(path, below)), { recursive: true });
        writeFileSync(join(path, below), bytes);
      }
      const source = await openModel(path, { quantization: 'Q8_0' });
      const whole = await source.read(0, source.size);
      for (const size of [1, 7, 33, 4096, 100_000]) {
        for (let at = 0; at < whole.length; at += Math.max(size, Math.floor(whole.length / 50))) {
          const length = Math.min(size, whole.length - at);
          expect(Buffer.compare(await source.read(at, length), whole.subarray(at, at + length))).toBe(0);
        }
      }
      await expect(source.read(whole.length - 1, 2)).rejects.toMatchObject({ code: 'bad-file' });
      await source.close();
      await expect(source.read(0, 1)).rejects.toMatchObject({ code: 'closed' });
      expect((await readGguf(new MemorySource(whole))).metadata.string('general.architecture')).toBe('bert');
    } finally {
      rmSync(path, { recursive: true });
    }
    const file = await openModel(fileURLToPath(new URL('./tiny/bert-f32.gguf', import.meta.url)));
    expect(file.size).toBe(gguf.length);
    await file.close();
    await expect(openModel(join(path, 'nothing'))).rejects.toMatchObject({ code: 'not-found' });
  });
});
