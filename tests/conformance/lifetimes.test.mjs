// What a process keeps: threads do not hold it, and closed models give their memory back. Each case is a process of its own.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { tinyGolden } from './engines.mjs';

const at = (path) => JSON.stringify(new URL(`../../${path}`, import.meta.url).href);
const { ids, greedy } = tinyGolden('llama-f32').prompts.at(-1);

/** Runs a script as a module; gives what it wrote, and fails unless it ended by itself with code 0. */
async function runScript(script, flags = []) {
  const args = [...flags, '--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 100_000 });
  return stdout.trim();
}

const loading = `
  import { readFileSync } from 'node:fs';
  import { MemorySource } from ${at('packages/engine/dist/bytes/index.js')};
  import { loadEngine } from ${at('packages/engine/dist/engine.js')};
  const load = (path, options) => loadEngine(new MemorySource(readFileSync(new URL(path)), 'model'), options);
  const tiny = ${at('tests/golden/tiny/llama-f32.gguf')};
  const request = { tokens: ${JSON.stringify(ids)}, maxTokens: ${greedy.length} };`;

describe('a script that leaves a model loaded', () => {
  it.each([1, 2, 4])('ends by itself after an answer with %i threads', async (threads) => {
    const script = `${loading}
      const engine = await load(tiny, { threads: ${threads} });
      console.log(engine.info.threads, (await engine.generate(request).result).tokens.join());`;
    expect(await runScript(script)).toBe(`${threads} ${greedy.join()}`);
  });

  it('ends by itself when the engine runs in a worker with helper threads', async () => {
    const script = `
      import { EngineClient } from ${at('packages/saguim/dist/runtime/engine-client.js')};
      import { locateModel } from ${at('packages/saguim/dist/hub/location.js')};
      const model = locateModel(new URL(${at('tests/golden/tiny/llama-f32.gguf')}));
      const handle = await new EngineClient({}).acquire(model, { threads: 2 });
      const { tokens } = await handle.generate({ prompt: ${JSON.stringify(ids)}, maxTokens: ${greedy.length} });
      console.log(handle.info.threads, tokens.join());`;
    expect(await runScript(script)).toBe(`2 ${greedy.join()}`);
  });

  it('ends by itself while models are loaded at the same time, and not before they are', async () => {
    const script = `${loading}
      Promise.all([2, 3, 2].map((threads) => load(tiny, { threads }))).then((engines) => console.log(engines.length));`;
    expect(await runScript(script)).toBe('3');
  });
});

describe('a process that loads and closes models', () => {
  it.each([1, 2])('keeps none of their memories (%i threads)', async (threads) => {
    const script = `${loading}
      let live = 0;
      const registry = new FinalizationRegistry(() => live--);
      const { Memory } = WebAssembly;
      WebAssembly.Memory = class extends Memory {
        constructor(descriptor) {
          super(descriptor);
          live++;
          registry.register(this);
        }
      };
      const turn = () => new Promise((resolve) => setImmediate(resolve));
      let made = 0;
      for (; made < 30; made++) {
        const engine = await load(tiny, { threads: ${threads} });
        await engine.generate(request).result;
        await engine.close();
      }
      for (let i = 0; i < 50 && live > 1; i++) {
        gc();
        await turn();
      }
      console.log(made, live <= 1 ? 'all gone' : live + ' left');`;
    expect(await runScript(script, ['--expose-gc'])).toBe('30 all gone');
  });

  it.each([
    ['no other model', false],
    ['another that stays', true],
  ])('does not grow by what its helper threads have seen, with %s', async (_, stays) => {
    const file = at('models/smollm2-135m-instruct/smollm2-135m-instruct-q4_1.gguf');
    const script = `${loading}
      ${stays ? 'const other = await load(tiny, { threads: 2 });' : ''}
      const once = async () => {
        const engine = await load(${file}, { threads: 2 });
        await engine.generate({ tokens: [1, 2, 3], maxTokens: 1 }).result;
        const { total } = engine.stats().memory;
        await engine.close();
        gc();
        return total;
      };
      await once();
      const before = process.memoryUsage().rss;
      let loaded = 0;
      for (let i = 0; i < 8; i++) loaded += await once();
      const grown = process.memoryUsage().rss - before;
      ${stays ? 'if (!(await other.generate(request).result).tokens.length) throw new Error("no answer");' : ''}
      console.log(grown < loaded / 2 ? 'stays small' : \`\${grown} of \${loaded} bytes\`);`;
    expect(await runScript(script, ['--expose-gc'])).toBe('stays small');
  });
});

describe('sessions that are dropped without destroy()', () => {
  const many = process.env.SAGUIM_LONG === '1' ? 1000 : 100;
  it(`give their pages back when they are collected, ${many} of them`, async () => {
    const script = `
      import { LanguageModel } from ${at('packages/saguim/dist/index.js')};
      import { locateModel } from ${at('packages/saguim/dist/hub/index.js')};
      import { engineClient, loadSettings } from ${at('packages/saguim/dist/runtime/index.js')};
      const settings = { contextLength: 256, cacheLength: 65536 };
      import { tinyChat } from ${at('packages/saguim/dist/language-model/tiny-chat.case.js')};
      const model = tinyChat();
      const handle = await engineClient({}).acquire(locateModel(model), loadSettings(settings));
      const total = async () => (await handle.call('stats', {})).pages.total;
      const turn = () => new Promise((resolve) => setImmediate(resolve));
      const drop = async (number) => {
        const session = await LanguageModel.create({ saguim: { model, ...settings, sampling: { temperature: 0 } } });
        await session.prompt(number + ' the'.repeat(100), { saguim: { maxTokens: 1 } });
      };
      const live = await LanguageModel.create({ saguim: { model, ...settings } });
      let first;
      for (let number = 0; number < ${many}; number++) {
        await drop(number);
        if (number % 10 !== 9) continue;
        for (let i = 0; i < 4; i++) {
          gc();
          await turn();
        }
        first ??= await total();
      }
      console.log(first, await total(), typeof (await live.prompt('Still there?', { saguim: { maxTokens: 2 } })));
      process.exit(0);`;
    const [first, last, answer] = (await runScript(script, ['--expose-gc'])).split(' ');
    expect(Number(first)).toBeGreaterThan(10);
    // Without the collector's word there would be two more for each.
    expect(Number(last)).toBeLessThan(Number(first) * 3);
    expect(answer).toBe('string');
  });
});
