import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GgufWeights, MemorySource, readGguf } from '../../packages/engine/dist/bytes/index.js';
import { buildPlan } from '../../packages/engine/dist/models/index.js';

export const readJson = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

/** A model file, read with the project's own reader and compiled by a backend. */
export async function loadModel(backend, path, options) {
  const source = new MemorySource(readFileSync(new URL(path, import.meta.url)), fileURLToPath(new URL(path, import.meta.url)));
  const { metadata, tensors } = await readGguf(source);
  const plan = buildPlan(metadata, tensors);
  const executor = await backend.compile(plan, new GgufWeights(source, tensors), options);
  await source.close();
  return { plan, metadata, executor };
}

/** One sequence on pages 0, 1, 2 … of an executor. */
export class OneSequence {
  constructor(executor) {
    this.executor = executor;
    this.position = 0;
  }

  /** Feeds tokens, in as many steps as the executor's rows ask for; gives the logits of the last `wanted` of them. */
  async feed(tokens, wanted = 1) {
    const { executor } = this;
    const results = [];
    for (let done = 0; done < tokens.length; ) {
      const length = Math.min(executor.maxRows, tokens.length - done);
      const needed = Math.ceil((this.position + length) / executor.pageSize);
      if (executor.reservePages(needed) < needed) throw new Error(`There is no room for ${needed} pages`);
      const first = Math.max(0, tokens.length - wanted - done);
      const outputs = Int32Array.from({ length: Math.max(0, length - first) }, (_, i) => first + i);
      const segments = [{ start: 0, length, position: this.position, pages: Int32Array.from({ length: needed }, (_, i) => i) }];
      const rows = await executor.run({ tokens: Int32Array.from(tokens.slice(done, done + length)), segments, outputs });
      const width = rows.length / outputs.length;
      for (let i = 0; i < outputs.length; i++) results.push(rows.slice(i * width, (i + 1) * width));
      this.position += length;
      done += length;
    }
    return results;
  }
}

/** Where the largest is, the first of equals. */
export function largest(logits) {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i] > logits[best]) best = i;
  return best;
}

/** Natural-log probability of a token. */
export function logProbability(logits, token) {
  const top = logits[largest(logits)];
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp(logits[i] - top);
  return logits[token] - top - Math.log(sum);
}
