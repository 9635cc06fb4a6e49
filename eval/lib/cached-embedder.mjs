import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/house.mjs';

const keyBytes = 16;
const textsAtOnce = 64;

/**
 * An embedder that keeps on disk what it has computed (`build/embeddings/`), so that a second run of a recipe or a measurement takes
 * seconds. Rows are those of the engine, to the bit; a torn tail of a file is ignored.
 */
export class CachedEmbedder {
  #embedder;
  #caches = new Map();

  constructor(embedder) {
    this.#embedder = embedder;
    for (const name of ['model', 'fingerprint', 'dimensions', 'featureDimensions', 'maxTokens']) this[name] = embedder[name];
  }

  #cache(features, kind) {
    const name = `${this.fingerprint.slice(0, 16)}-${features}-${kind}`;
    let cache = this.#caches.get(name);
    if (cache) return cache;
    const folder = join(root, 'build/embeddings');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, name);
    const width = features === 'layers' ? this.featureDimensions : this.dimensions;
    const rows = new Map();
    const record = keyBytes + 4 * width;
    const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
    for (let at = 0; at + record <= bytes.length; at += record) {
      rows.set(
        bytes.toString('hex', at, at + keyBytes),
        new Float32Array(bytes.buffer.slice(bytes.byteOffset + at + keyBytes, bytes.byteOffset + at + record)),
      );
    }
    cache = { rows, width, file };
    this.#caches.set(name, cache);
    return cache;
  }

  async embedTexts(texts, { features = 'embedding', kind = 'document', signal, onProgress } = {}) {
    const { rows, width, file } = this.#cache(features, kind);
    const keys = texts.map((text) =>
      createHash('sha256')
        .update(text)
        .digest('hex')
        .slice(0, 2 * keyBytes),
    );
    const missing = [...new Set(keys.map((key, i) => (rows.has(key) ? -1 : i)).filter((i) => i >= 0))];
    for (let first = 0; first < missing.length; first += textsAtOnce) {
      const batch = missing.slice(first, first + textsAtOnce);
      const found = await this.#embedder.embedTexts(
        batch.map((i) => texts[i]),
        { features, kind, signal, priority: 'background' },
      );
      const records = batch.map((i, n) => {
        const row = found.slice(n * width, (n + 1) * width);
        rows.set(keys[i], row);
        return Buffer.concat([Buffer.from(keys[i], 'hex'), Buffer.from(row.buffer)]);
      });
      appendFileSync(file, Buffer.concat(records));
      onProgress?.(texts.length - missing.length + first + batch.length, texts.length);
    }
    const out = new Float32Array(texts.length * width);
    keys.forEach((key, i) => {
      out.set(rows.get(key), i * width);
    });
    return out;
  }
}
