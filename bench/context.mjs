#!/usr/bin/env node
// How fast attention runs at the end of a filled context, beside the products of the same step; and whether a window keeps it flat. One thread.
//   node bench/context.mjs [FILE.gguf] [--context 8192] [--rows 128] [--window 512]
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { GgufWeights, readGguf } from '../packages/engine/dist/bytes/index.js';
import { openFile } from '../packages/engine/dist/index.js';
import { WasmBackend } from '../packages/engine/dist/kernels/wasm/index.js';
import { buildPlan } from '../packages/engine/dist/models/index.js';
import { LogitsJob, Scheduler } from '../packages/engine/dist/text/index.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    context: { type: 'string', default: '8192' },
    rows: { type: 'string', default: '128' },
    window: { type: 'string', default: '512' },
  },
});
const [context, rows, window] = [Number(values.context), Number(values.rows), Number(values.window)];
const bundled = fileURLToPath(new URL('../models/smollm2-135m-instruct/smollm2-135m-instruct-q4_1.gguf', import.meta.url));
const PAGE = 64;

const source = await openFile(positionals[0] ?? bundled);
const file = await readGguf(source);
const plain = buildPlan(file.metadata, file.tensors);
const windowed = (of) => ({
  ...of,
  body: of.body.map((operation) => (operation.op === 'attention' ? { ...operation, window } : operation)),
});

const pages = Int32Array.from({ length: context / PAGE }, (_, i) => i);
const batch = (position, count) => ({
  tokens: Int32Array.from({ length: count }, (_, i) => 100 + ((position + i) % 1000)),
  segments: [{ start: 0, length: count, position, pages: pages.subarray(0, Math.ceil((position + count) / PAGE)) }],
  outputs: new Int32Array(0),
});

/** Multiply-adds of one step: of the products, and of attention's two, for the keys that each row sees. */
function macs(plan, position, count) {
  let [products, attention] = [0, 0];
  for (const operation of plan.body) {
    if (operation.op === 'matmul') products += count * operation.in.width * operation.out.width;
    if (operation.op !== 'attention') continue;
    for (let row = 0; row < count; row++) {
      attention += 2 * operation.heads * operation.headSize * Math.min(position + row + 1, operation.window ?? Infinity);
    }
  }
  return { products, attention };
}

async function measure(name, plan, fill) {
  const executor = await new WasmBackend().compile(plan, new GgufWeights(source, file.tensors), {
    threads: 2,
    maxRows: 128,
    maxPages: context / PAGE,
  });
  executor.reservePages(context / PAGE);
  // What is in the cache changes no time; it is filled where the plan is the model's own.
  if (fill) for (let position = 0; position < context; position += 128) await executor.run(batch(position, 128));
  for (const position of [1024 - rows, context - rows]) {
    let best;
    for (let i = 0; i < 3; i++) {
      const times = { matmul: 0, attention: 0 };
      for (const { name: operation, milliseconds } of executor.profile(batch(position, rows), () => performance.now())) {
        const kind = operation.split(' ')[0];
        if (kind in times) times[kind] += milliseconds;
      }
      if (!best || times.attention < best.attention) best = times;
    }
    const { products, attention } = macs(plan, position, rows);
    const [a, b] = [products / best.matmul / 1e6, attention / best.attention / 1e6];
    console.log(
      `${name}, ${rows} rows up to position ${position + rows}: products ${(products / 1e9).toFixed(2)} GMAC in ${best.matmul.toFixed(0)} ms, ${a.toFixed(1)} GMAC/s; ` +
        `attention ${(attention / 1e9).toFixed(2)} GMAC in ${best.attention.toFixed(0)} ms, ${b.toFixed(1)} GMAC/s (${((100 * b) / a).toFixed(0)} %)`,
    );
  }
  executor.close();
}

/** The model with windows in five layers of six, as Gemma 3 has them. */
const mixed = {
  ...plain,
  caches: plain.caches.map((cache, layer) => ((layer + 1) % 6 === 0 ? cache : { ...cache, window })),
  body: plain.body.map((operation) =>
    operation.op === 'attention' && (operation.layer + 1) % 6 !== 0 ? { ...operation, window } : operation,
  ),
};

/** The whole context through the scheduler, a prompt and its last logits; `keeps`: nobody tells it of windows, so all pages stay. */
async function remember(keeps) {
  const pagesOf = context / PAGE + 1;
  const executor = await new WasmBackend().compile(mixed, new GgufWeights(source, file.tensors), {
    maxPages: pagesOf,
    maxWindowPages: pagesOf,
  });
  const own = keeps
    ? {
        ...{ pageSize: PAGE, maxRows: executor.maxRows, preferredRows: executor.preferredRows },
        reservePages: (count) => executor.reservePages(count),
        copyPage: (from, to, positions) => executor.copyPage(from, to, positions),
        run: (one, options) => executor.run(one, options),
        cancel: () => executor.cancel(),
      }
    : executor;
  const job = new LogitsJob(Array.from({ length: context }, (_, i) => 100 + (i % 1000)));
  new Scheduler(own, { maxPages: pagesOf }).submit(job);
  const started = performance.now();
  const logits = (await job.result).slice();
  const seconds = (performance.now() - started) / 1000;
  const { cache } = executor.memory();
  executor.close();
  return { logits, cache, seconds };
}

await measure('all positions', plain, true);
await measure(`window ${window}`, windowed(plain), false);
const [all, freed] = [await remember(true), await remember(false)];
const same = all.logits.every((logit, i) => Object.is(logit, freed.logits[i]));
console.log(
  `five layers of six with a window of ${window}, ${context} positions: ${(all.cache / 1e6).toFixed(0)} MB of cache in ${all.seconds.toFixed(1)} s where all is kept, ` +
    `${(freed.cache / 1e6).toFixed(0)} MB in ${freed.seconds.toFixed(1)} s where pages leave; the same bits: ${same}`,
);
await source.close();
process.exit(0);
