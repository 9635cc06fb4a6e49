import { readFileSync } from 'node:fs';
import { MemorySource } from '../../packages/engine/dist/bytes/index.js';
import { loadEngine } from '../../packages/engine/dist/engine.js';

export const tinyBytes = (model) => readFileSync(new URL(`../golden/tiny/${model}.gguf`, import.meta.url));
export const tinyGolden = (model) => JSON.parse(readFileSync(new URL(`../golden/tiny/${model}.json`, import.meta.url), 'utf8'));

/** Loads a tiny model with a backend. */
export function loadTiny(backend, { model = 'llama-f32', now, ...options } = {}) {
  return loadEngine(new MemorySource(tinyBytes(model), model), options, { backend, now });
}

/** The same backend, every step of it told to `onStep(batch, run, options)`, which gives the step's result. */
export function watched(backend, onStep) {
  return {
    name: backend.name,
    compiled: [],
    async compile(plan, weights, options) {
      const executor = await backend.compile(plan, weights, options);
      const outer = {
        backend: executor.backend,
        threads: executor.threads,
        pageSize: executor.pageSize,
        maxRows: executor.maxRows,
        preferredRows: executor.preferredRows,
        cancelWord: executor.cancelWord,
        closed: 0,
        cancelled: 0,
        reservePages: (count) => executor.reservePages(count),
        copyPage: (from, to, positions) => executor.copyPage(from, to, positions),
        run: (batch, options) => onStep(batch, (own = options) => executor.run(batch, own), options),
        cancel: () => {
          outer.cancelled++;
          executor.cancel();
        },
        memory: () => executor.memory(),
        close: () => {
          outer.closed++;
          executor.close();
        },
      };
      this.compiled.push(outer);
      return outer;
    },
  };
}

/** Runs `work` with an engine and closes it. */
export async function withEngine(engine, work) {
  const opened = await engine;
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

/** Waits until `condition` holds, one turn of the event loop after the other. */
export async function until(condition) {
  for (let turn = 0; !condition(); turn++) {
    if (turn > 1e6) throw new Error('It did not come');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
