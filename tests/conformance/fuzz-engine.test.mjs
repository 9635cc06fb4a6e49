// Damaged and hostile model files through the whole engine: loaded and run, or refused by an error of ours.
import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../packages/engine/dist/bytes/index.js';
import { loadEngine } from '../../packages/engine/dist/engine.js';
import { WasmBackend } from '../../packages/engine/dist/kernels/wasm/index.js';
import { SaguimError } from '../../packages/engine/dist/spec/index.js';
import { tinyBytes, watched } from './engines.mjs';
import { mapGguf, mutations } from './gguf-mutations.mjs';

const ORIGINALS = [
  { model: 'llama-q4_0', seed: 21, count: 700 },
  { model: 'llama-f16', seed: 22, count: 400 },
  { model: 'llama-rope3-f32', seed: 23, count: 400 },
  { model: 'qwen2-q8_0', seed: 24, count: 600 },
  { model: 'qwen3-f32', seed: 25, count: 400 },
];

/** What may be wrong with a file, and with the requests that a model of such a file can serve. */
const REFUSALS = ['bad-file', 'unsupported', 'out-of-memory'];
const ENDINGS = ['bad-file', 'context-overflow'];

function codeOf(error, codes) {
  if (!(error instanceof SaguimError) || !codes.includes(error.code)) throw error;
  return error.code;
}

/** A backend that counts the executors that are open. */
const backend = watched(new WasmBackend(), (_, run) => run());
function openExecutors() {
  const open = backend.compiled.filter(({ closed }) => closed === 0).length;
  backend.compiled.length = 0;
  return open;
}

/** Loads a file and generates with it. Gives how that ended; throws for any end that it may not have. */
async function tryFile(bytes) {
  const source = new MemorySource(bytes, 'mutated.gguf');
  let engine;
  try {
    engine = await loadEngine(source, { threads: 1 }, { backend });
  } catch (error) {
    return codeOf(error, REFUSALS);
  }
  let outcome = 'generated';
  for (const sampling of [{ temperature: 0 }, { temperature: 1, topP: 0.9, minP: 0.05, seed: 3 }]) {
    const tokens = [1, 5, 9].map((token) => token % engine.info.vocabularySize);
    try {
      const result = await engine.generate({ tokens, maxTokens: 2, stopTokens: [], sampling }).result;
      if (result.tokens.length !== 2) throw new Error(`${result.tokens.length} tokens`);
    } catch (error) {
      outcome = `no answer: ${codeOf(error, ENDINGS)}`;
    }
  }
  const { running, waiting, pages } = engine.stats();
  if (running + waiting + pages.used > 0) throw new Error('A job was left behind');
  await engine.close();
  return outcome;
}

describe('the engine on damaged and hostile model files', () => {
  it('there are at least 2,000', () => {
    expect(ORIGINALS.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(2000);
  });

  it.each(ORIGINALS)('$count of $model are run or refused, and nothing is left open', async ({ model, seed, count }) => {
    const original = new Uint8Array(tinyBytes(model));
    expect(await tryFile(original)).toBe('generated');
    const outcomes = {};
    for (const { kind, index, bytes } of mutations(original, seed, count)) {
      let outcome;
      try {
        outcome = await tryFile(bytes);
      } catch (cause) {
        throw new Error(`Mutation ${index} (${kind}) of seed ${seed}: ${cause}`, { cause });
      }
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      expect(openExecutors()).toBe(0);
    }
    expect(outcomes.generated).toBeGreaterThan(count / 10);
    expect(outcomes['bad-file']).toBeGreaterThan(count / 4);
    expect(outcomes.unsupported).toBeGreaterThan(0);
    expect(outcomes['no answer: bad-file']).toBeGreaterThan(0);
  });

  it.each(['llama-q4_0', 'qwen3-f32'])('every number of %s that is a key, set to what no model has', async (model) => {
    const original = new Uint8Array(tinyBytes(model));
    const { keys, numbers } = mapGguf(original);
    const odd = [0, 1, 3, 7, 255, 4096, 65_535, 2 ** 20, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];
    const floats = [0x7f800000, 0xff800000, 0x7fc00000, 0x7f7fffff, 1]; // infinities, not a number, the largest, the smallest
    let tried = 0;
    for (const { key, start, end } of keys) {
      const fields = numbers.filter(({ at }) => at >= start && at < end);
      if (fields.length !== 1) continue;
      const [{ at, size }] = fields;
      for (const value of [...odd, ...floats]) {
        const bytes = original.slice();
        bytes.set(new Uint8Array(BigUint64Array.of(BigInt(value)).buffer, 0, size), at);
        await tryFile(bytes).catch((cause) => {
          throw new Error(`${key} = ${value}: ${cause}`, { cause });
        });
        expect(openExecutors()).toBe(0);
        tried++;
      }
    }
    expect(tried).toBeGreaterThan(150);
  });
});
