import { statSync } from 'node:fs';
import os from 'node:os';
import { Worker } from 'node:worker_threads';
import { makeMemory } from '../probe/read.js';
import { inFreshBrowser } from './browser.mjs';

const passes = 60;

const inNode = async ({ threads, bytes }) => {
  const space = makeMemory(bytes, threads > 1);
  const rates = Array.from(
    { length: threads },
    (_, index) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(new URL('../probe/worker.mjs', import.meta.url), { workerData: { ...space, index, threads, passes } });
        worker.on('message', resolve).on('error', reject);
      }),
  );
  return Math.min(...(await Promise.all(rates)));
};

/** GB/s of a plain read of as many bytes as the model has, for one thread and for two, where the settings ask for it: the ceiling of decoding. */
export const probe = async ({ options, servers }, settings) => {
  const bytes = statSync(options.model).size;
  const rates = [];
  for (const place of ['page', 'node'].filter((wanted) => settings.some((setting) => setting.place === wanted))) {
    for (const threads of [1, 2].filter((count) => count <= os.cpus().length)) {
      const job = { threads, bytes, passes };
      const inPage = () =>
        inFreshBrowser(
          options.chromium,
          `${servers.isolated.origin}/bench/pages/probe.html`,
          (page) => page.evaluate((given) => run(given), job),
          60_000,
        );
      const rate = place === 'page' ? (await inPage()).value : await inNode(job);
      rates.push({ place, threads, gigabytesPerSecond: rate, tokensPerSecond: (rate * 1e9) / bytes });
      process.stderr.write(`probe · ${place} · ${threads}: ${rate.toFixed(1)} GB/s\n`);
      if (threads === 1 && rate < 25)
        process.stderr.write('that is less than such a read should reach: look whether something else is running\n');
    }
  }
  return rates;
};
