// Helper threads that die, stall and come and go while models are loaded, run and closed.
import { afterEach, describe, expect, it } from 'vitest';
import { WasmBackend } from '../../packages/engine/dist/kernels/wasm/index.js';
import { BARRIER_GENERATION } from '../../packages/engine/dist/kernels/wasm/memory-words.js';
import { loadModel, OneSequence } from '../golden/load-model.mjs';
import { loadTiny, until, withEngine } from './engines.mjs';
import { ATTACH, hurry, MortalPool, RUN } from './helpers.mjs';
import { embedTexts } from './plans.mjs';
import { Random } from './random-weights.mjs';
import { expectSame } from './tolerances.mjs';

const prompt = (seed, length) => new Random(seed).tokens(length, 600);
const request = { tokens: prompt(1, 40), maxTokens: 12, stopTokens: [] };

/** As long as the context allows: longer than steps stay with one thread. */
const endless = { ...request, maxTokens: 450 };

const pools = [];
function makePool() {
  pools.push(new MortalPool());
  return pools.at(-1);
}
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});

const load = (pool, threads = 2, model = 'llama-f32') => loadTiny(new WasmBackend({ pool }), { threads, model });
/** The answer of one thread. */
const expected = () => withEngine(loadTiny(new WasmBackend(), { threads: 1 }), (engine) => engine.generate(request).result);

/** Answers until helpers have taken part: where that is slower, most steps are run by one thread. Each answer is the expected one. */
async function answerWithHelpers(pool, engine, tokens) {
  const before = pool.runs;
  for (let tried = 0; pool.runs === before; tried++) {
    if (tried > 200) throw new Error('No helper took part');
    expect((await engine.generate(request).result).tokens).toEqual(tokens);
  }
}

describe('a model whose host refuses to share memory', () => {
  it('answers on one thread, the same', async () => {
    const { tokens } = await expected();
    const { Memory } = WebAssembly;
    WebAssembly.Memory = class extends Memory {
      constructor(descriptor) {
        if (descriptor.shared) throw new RangeError('refused');
        super(descriptor);
      }
    };
    const pool = makePool();
    const loading = load(pool, 4);
    try {
      await loading;
    } finally {
      WebAssembly.Memory = Memory;
    }
    await withEngine(loading, async (engine) => {
      expect(engine.info.threads).toBe(1);
      expect((await engine.generate(request).result).tokens).toEqual(tokens);
      expect(pool.spawned).toEqual([]);
    });
  });
});

describe('a helper thread', () => {
  it.each([
    ['throws', 'throw', 2],
    ['ends', 'exit', 2],
    ['stalls', 'stall', 2],
    ['stalls beside two others', 'stall', 4],
  ])('that %s in mid-step is an error, and the next request works, with helpers again', async (_, way, threads) => {
    const pool = makePool();
    const { tokens } = await expected();
    await withEngine(load(pool, threads), async (engine) => {
      expect((await engine.generate(request).result).tokens).toEqual(tokens);
      expect(pool.runs).toBeGreaterThan(0);
      const hurrying = await hurry(pool);
      pool.order(RUN, way);
      // The next step that has a part for helpers is lost, and all that is pending then.
      const pending = Array.from({ length: 5 }, () => engine.generate(endless).result);
      for (const result of await Promise.allSettled(pending)) expect(result.reason).toMatchObject({ code: 'worker-died' });
      await hurrying.end();
      expect((await engine.generate(request).result).tokens).toEqual(tokens);
      await until(() => pool.threadsOf(1) === threads);
      expect(pool.spawned).toHaveLength(2 * (threads - 1));
      await answerWithHelpers(pool, engine, tokens);
      expect(engine.stats()).toMatchObject({ running: 0, waiting: 0, pages: { used: 0 } });
    });
    expect(pool.models).toBe(0);
  });

  it.each([
    ['throws', 'throw', 2],
    ['stalls', 'stall', 3],
  ])('that %s with texts of its own in hand is an error, and the next request works', async (_, way, threads) => {
    const pool = makePool();
    const texts = Array.from({ length: 12 }, (_, i) => prompt(20 + i, 9));
    const expected = await withEngine(loadTiny(new WasmBackend(), { threads: 1, model: 'bert-f32' }), (engine) =>
      engine.embed({ tokens: texts }),
    );
    await withEngine(load(pool, threads, 'bert-f32'), async (engine) => {
      expectSame([await engine.embed({ tokens: texts })], [expected]);
      expect(pool.runs).toBeGreaterThan(0);
      const hurrying = await hurry(pool);
      pool.order(RUN, way);
      let error;
      for (let tried = 0; !error; tried++) {
        if (tried > 500) throw new Error('No helper took part');
        await engine.embed({ tokens: texts }).catch((caught) => (error = caught));
      }
      expect(error).toMatchObject({ code: 'worker-died' });
      await hurrying.end();
      expectSame([await engine.embed({ tokens: texts })], [expected]);
      await until(() => pool.threadsOf(1) === threads);
    });
  });

  it('that dies while nothing runs is replaced, and its models are given to the next', async () => {
    const pool = makePool();
    const { tokens } = await expected();
    await withEngine(load(pool, 3), (first) =>
      withEngine(load(pool, 3, 'qwen3-f32'), async (second) => {
        const other = (await second.generate(request).result).tokens;
        pool.spawned[1].kill();
        await until(() => pool.spawned.length === 4 && pool.threadsOf(1) === 3 && pool.threadsOf(2) === 3);
        await answerWithHelpers(pool, first, tokens);
        await answerWithHelpers(pool, second, other);
      }),
    );
  });

  it('that dies at any moment costs one request at most', async () => {
    const pool = makePool();
    const { tokens } = await expected();
    await withEngine(load(pool), async (engine) => {
      for (let round = 0; round < 8; round++) {
        await until(() => pool.threadsOf(1) === 2);
        const hurrying = await hurry(pool);
        const running = engine.generate(request);
        for (let turn = 0; turn < round; turn++) await new Promise((resolve) => setImmediate(resolve));
        const victim = pool.spawned.at(-1);
        victim.kill();
        await running.result.then(
          (result) => expect(result.tokens).toEqual(tokens),
          (error) => expect(error).toMatchObject({ code: 'worker-died' }),
        );
        // Its death may be heard only now.
        await until(() => victim.ended && pool.threadsOf(1) === 2);
        await hurrying.end();
        expect((await engine.generate(request).result).tokens).toEqual(tokens);
      }
    });
  });

  it('that dies while it is given a model does not keep the model from being loaded', async () => {
    const pool = makePool();
    pool.order(ATTACH, 'exit');
    const { tokens } = await expected();
    await withEngine(load(pool), async (engine) => {
      expect(pool.spawned).toHaveLength(2);
      expect((await engine.generate(request).result).tokens).toEqual(tokens);
      expect(pool.runs).toBeGreaterThan(0);
    });
  });

  it('that has no room for a model is an error that leaves nothing behind', async () => {
    const pool = makePool();
    pool.order(ATTACH, 'throw');
    await expect(load(pool)).rejects.toMatchObject({ name: 'SaguimError', code: 'out-of-memory' });
    expect(pool.models).toBe(0);
    await withEngine(load(pool), (engine) => engine.generate(request).result);
  });

  it('that cannot be started is an error, not tried again until asked, and then works', async () => {
    const pool = makePool();
    pool.script = 'missing';
    for (const spawned of [2, 4]) {
      await expect(load(pool, 3)).rejects.toMatchObject({ name: 'SaguimError', code: 'worker-died' });
      await until(() => pool.spawned.every(({ ended }) => ended));
      expect(pool.spawned).toHaveLength(spawned);
    }
    pool.script = 'mortal';
    const { tokens } = await expected();
    await withEngine(load(pool, 3), async (engine) => expect((await engine.generate(request).result).tokens).toEqual(tokens));
  });
});

describe('the pool', () => {
  it('rejects who waits for it when it is closed', async () => {
    const pool = makePool();
    pool.order(ATTACH, 'stall');
    const loading = load(pool);
    const heard = loading.catch((error) => error);
    await until(() => pool.memory);
    await pool.close();
    expect(await heard).toMatchObject({ code: 'closed' });
    await expect(load(pool)).rejects.toMatchObject({ code: 'closed' });
  });

  it('keeps no thread when no model is left', async () => {
    const pool = makePool();
    const [first, second] = await Promise.all([load(pool, 2), load(pool, 3)]);
    await first.close();
    expect(pool.threads).toBe(3);
    await second.close();
    expect([pool.threads, pool.models]).toEqual([1, 0]);
    expect(pool.spawned.every(({ ended }) => ended)).toBe(true);
  });

  it('serves models of 2, 3 and 4 threads step by step in turn', async () => {
    const pool = makePool();
    const engines = [];
    for (const threads of [2, 4, 3]) engines.push(await load(pool, threads));
    const one = await withEngine(loadTiny(new WasmBackend(), { threads: 1 }), (engine) => engine.logits(request.tokens));
    const long = { ...request, maxTokens: 400 };
    const results = await Promise.all(engines.map((engine) => engine.generate(long).result));
    expect(results[1].tokens).toEqual(results[0].tokens);
    expect(results[2].tokens).toEqual(results[0].tokens);
    for (const engine of engines) expectSame([await engine.logits(request.tokens)], [one]);
    expect(pool.spawned).toHaveLength(3);
    for (const engine of engines) await engine.close();
  });

  it('gives the same bits while models come and go and threads are started anew', async () => {
    const models = ['llama-f32', 'qwen2-q8_0', 'qwen3-f32'];
    const prompts = [prompt(5, 3), prompt(6, 70), prompt(7, 130)];
    const truth = {};
    for (const model of models) {
      await withEngine(loadTiny(new WasmBackend(), { model, threads: 1 }), async (engine) => {
        truth[model] = [];
        for (const tokens of prompts) truth[model].push(await engine.logits(tokens));
      });
    }
    const pool = makePool();
    const random = new Random(8);
    const loaded = [];
    let runs = 0;
    const actions = [
      async () => {
        if (loaded.length > 4) return;
        const model = models[random.below(3)];
        loaded.push({ model, engine: await load(pool, 2 + random.below(3), model) });
      },
      async () => {
        const [one] = loaded.splice(random.below(loaded.length), 1);
        await one?.engine.close();
      },
      async () => random.below(4) === 0 && pool.restart(),
    ];
    const run = async () => {
      const one = loaded[random.below(loaded.length)];
      if (!one) return;
      const which = random.below(3);
      const logits = await one.engine.logits(prompts[which]).catch((error) => {
        if (error.code !== 'closed') throw error;
      });
      if (!logits) return;
      runs++;
      expectSame([logits], [truth[one.model][which]]);
    };
    for (let round = 0; round < 60; round++) {
      const chosen = Array.from({ length: 1 + random.below(4) }, () => (random.below(2) ? run : actions[random.below(3)]));
      await Promise.all(chosen.map((action) => action()));
      await Promise.all([run(), run()]);
    }
    expect(runs).toBeGreaterThan(80);
    for (const { engine } of loaded) await engine.close();
    expect(pool.models).toBe(0);
  });
});

describe('a cancel from another thread', () => {
  it('ends the step at its next barrier and leaves nothing in the cache', async () => {
    const tokens = prompt(9, 128);
    const { executor: alone } = await loadModel(new WasmBackend(), 'tiny/llama-f32.gguf', { threads: 1 });
    const one = await new OneSequence(alone).feed(tokens);
    const pool = makePool();
    const { executor } = await loadModel(new WasmBackend({ pool }), 'tiny/llama-f32.gguf', { threads: 2 });
    const words = new Int32Array(pool.memory.buffer);
    const barriers = async (run) => {
      const before = Atomics.load(words, BARRIER_GENERATION);
      await run();
      return (Atomics.load(words, BARRIER_GENERATION) - before) >> 1;
    };
    const whole = await barriers(async () => expectSame(await new OneSequence(executor).feed(tokens), one));
    let cancelled = 0;
    for (let i = 0; cancelled < 5; i++) {
      if (i > 2000) throw new Error('No helper took part');
      pool.order(RUN, 'cancel');
      let error;
      const passed = await barriers(() => new OneSequence(executor).feed(prompt(10 + i, 128)).catch((caught) => (error = caught)));
      if (!error) continue; // a step of one thread alone
      expect(error).toMatchObject({ name: 'AbortError' });
      expect(passed).toBeLessThan(whole / 2);
      cancelled++;
    }
    pool.order(RUN, 'nothing');
    expectSame(await new OneSequence(executor).feed(tokens), one);
    executor.close();
    alone.close();
  });

  it('ends a step whose threads have texts of their own, all of them', async () => {
    const texts = Array.from({ length: 40 }, (_, i) => prompt(50 + i, 5));
    const { executor: alone } = await loadModel(new WasmBackend(), 'tiny/bert-f32.gguf', { threads: 1 });
    const expected = (await embedTexts(alone, texts)).map((row) => row.slice());
    const pool = makePool();
    const { executor } = await loadModel(new WasmBackend({ pool }), 'tiny/bert-f32.gguf', { threads: 2 });
    let cancelled = 0;
    for (let i = 0; cancelled < 5; i++) {
      if (i > 2000) throw new Error('No helper took part');
      pool.order(RUN, 'cancel');
      const error = await embedTexts(executor, texts).then(
        () => undefined,
        (caught) => caught,
      );
      if (!error) continue; // a step of one thread alone
      expect(error).toMatchObject({ name: 'AbortError' });
      cancelled++;
      pool.order(RUN, 'nothing');
      expectSame(await embedTexts(executor, texts), expected);
    }
    executor.close();
    alone.close();
  });
});
