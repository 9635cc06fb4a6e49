// A renderer with little memory and one slow processor: each model that comes along answers, or says clearly that it cannot.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureChromium } from '../../scripts/lib/chromium.mjs';
import { startSite } from './lib/site.mjs';

let site;
let folder;
let slowChromium;
beforeAll(async () => {
  site = await startSite({ isolated: false });
  folder = mkdtempSync(join(tmpdir(), 'saguim-slow-'));
  // One processor.
  slowChromium = join(folder, 'chromium');
  writeFileSync(slowChromium, `#!/bin/sh\nexec taskset -c 0 '${await ensureChromium()}' "$@"\n`);
  chmodSync(slowChromium, 0o755);
});
afterAll(async () => {
  await site?.close();
  rmSync(folder, { recursive: true });
});

/** Asks models that come along for something, in pages whose memories of WASM may have so many pages of 64 KiB. */
async function askAll(wasmPages, names) {
  const args = ['--no-sandbox', '--disable-gpu', `--js-flags=--wasm-max-mem-pages=${wasmPages}`];
  const browser = await chromium.launch({ executablePath: slowChromium, args });
  try {
    const page = await browser.newPage();
    await page.goto(site.url);
    await page.waitForFunction(() => window.saguim);
    return await page.evaluate(async (names) => {
      const { LanguageModel, SemanticEmbedder, recommend } = window.saguim;
      const attempt = async (work) => {
        try {
          return { answer: await work() };
        } catch (error) {
          const own = error.code ? error : (error.cause ?? error);
          return { code: own.code, hint: own.hint, message: error.message };
        }
      };
      const embed = (model) => async () => {
        const embedder = await SemanticEmbedder.create({ saguim: { model } });
        const { embeddings } = await embedder.embed('A short text.');
        embedder.destroy();
        return embeddings[0].values.length;
      };
      const { speed, device } = await recommend();
      const chat = async () => {
        const session = await LanguageModel.create({ saguim: { contextLength: 512 } });
        const answer = await session.prompt('Say hello.', { saguim: { maxTokens: 4 } });
        session.destroy();
        return answer.length;
      };
      const models = {};
      for (const name of names) models[name] = await attempt(name.startsWith('smollm2') ? chat : embed(name));
      return { threads: device.threads, speed: speed?.bytesPerSecond, models };
    }, names);
  } finally {
    await browser.close();
  }
}

describe('with one slow processor', () => {
  it('and 256 MB for a model every one answers', async () => {
    const { threads, speed, models } = await askAll(4096, [
      'multilingual-e5-small-en-pt',
      'all-minilm-l6-v2',
      'moderation-en-pt',
      'smollm2-135m-instruct',
    ]);
    expect(threads).toBe(1);
    expect(speed).toBeGreaterThan(0);
    for (const [name, { answer, message }] of Object.entries(models)) expect(answer, `${name}: ${message}`).toBeGreaterThan(0);
  });

  it('and 64 MB a small one answers, and the chat says that there is too little memory, and what to do', async () => {
    const { models } = await askAll(1024, ['moderation-en-pt', 'smollm2-135m-instruct']);
    const { 'smollm2-135m-instruct': chat, ...small } = models;
    for (const [name, { answer, message }] of Object.entries(small)) expect(answer, `${name}: ${message}`).toBeGreaterThan(0);
    expect(chat).toMatchObject({ code: 'out-of-memory', hint: expect.stringMatching(/./) });
  });
});
