#!/usr/bin/env node
// Opens a large file in Chromium as a person does who drops it on a page, and answers: how long it takes, what it takes of memory, and of how fast it answers.
//   node bench/large.mjs FILE.gguf [--prompt 1000] [--tokens 16] [--context 1024] [--threads 2] [--chromium PATH]
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inFreshBrowser } from './lib/browser.mjs';
import { serve } from './lib/server.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    prompt: { type: 'string', default: '1000' },
    tokens: { type: 'string', default: '16' },
    context: { type: 'string', default: '1024' },
    threads: { type: 'string', default: '2' },
    chromium: { type: 'string', default: process.env.CHROMIUM ?? '/usr/bin/chromium' },
  },
});
const [file] = positionals;
if (!file) throw new Error('usage: node bench/large.mjs FILE.gguf [--prompt N] [--tokens N] [--context N]');

const server = await serve({ roots: { '/': root }, isolated: true });
try {
  const work = async (page) => {
    await page.setInputFiles('input', file);
    return page.evaluate((options) => globalThis.answer(options), {
      prompt: Number(values.prompt),
      tokens: Number(values.tokens),
      contextLength: Number(values.context),
      threads: Number(values.threads),
    });
  };
  const { value, peak, version } = await inFreshBrowser(values.chromium, `${server.origin}/bench/pages/large.html`, work, 3_600_000);
  const { loadMs, result, info } = value;
  const { promptTokens, completionTokens } = result.usage;
  const { prefillMs, decodeMs } = result.timings;
  const gigabytes = (bytes) => `${(bytes / 1e9).toFixed(2)} GB`;
  console.log(`Chromium ${version}, ${info.threads} threads; ${info.layers} layers, file ${gigabytes(info.fileBytes)}`);
  console.log(
    `ready after ${(loadMs / 1000).toFixed(1)} s; peak of the page's process ${gigabytes(peak)} (${(peak / info.fileBytes).toFixed(2)} of the file)`,
  );
  console.log(`prompt ${promptTokens} tokens, ${((1000 * promptTokens) / prefillMs).toFixed(2)}/s`);
  console.log(
    `answer ${completionTokens} tokens, ${((1000 * (completionTokens - 1)) / decodeMs).toFixed(2)}/s: ${JSON.stringify(result.text.slice(0, 80))}`,
  );
} finally {
  await server.close();
}
