import { describe, expect, it } from 'vitest';
import { loadTiny, until, watched, withEngine } from './engines.mjs';
import { Random } from './random-weights.mjs';

const prompt = (seed, length) => new Random(seed).tokens(length, 600);

/** Many requests at once. */
export function sharingCases(create, many) {
  const load = async (options) => loadTiny(await create(), options);

  describe('many at once', () => {
    it(`answers ${many} requests, each as if it were alone`, async () => {
      const random = new Random(14);
      const requests = Array.from({ length: many }, (_, i) => ({
        // A third of them begin alike.
        tokens: [...(i % 3 === 0 ? prompt(15, 40) : []), ...random.tokens(1 + random.below(50), 600)],
        maxTokens: 1 + random.below(25),
        stopTokens: [],
        priority: i % 5 === 0 ? 'background' : 'interactive',
        sampling: i % 2 === 0 ? {} : { temperature: 1, topK: 50, repetitionPenalty: 1.1, seed: i },
      }));
      const alone = await withEngine(load(), async (engine) => {
        const results = [];
        for (const request of requests) results.push(await engine.generate(request).result);
        return results;
      });
      // Little room, so that most have to wait and some give their pages back.
      await withEngine(load({ contextLength: 128, cacheLength: 1024 }), async (engine) => {
        const together = await Promise.all(requests.map((request) => engine.generate(request).result));
        together.forEach(({ tokens, text, finishReason }, i) => {
          expect({ i, tokens, text, finishReason }).toEqual({
            i,
            tokens: alone[i].tokens,
            text: alone[i].text,
            finishReason: alone[i].finishReason,
          });
        });
        const { pages, running, waiting } = engine.stats();
        expect({ used: pages.used, running, waiting }).toEqual({ used: 0, running: 0, waiting: 0 });
        expect(pages.total).toBeLessThanOrEqual(32);
      });
    });

    it('takes a generation up again after it had to give its pages back', async () => {
      const requests = [1, 2, 3].map((seed) => ({
        tokens: prompt(seed, 20),
        maxTokens: 100,
        stopTokens: [],
        sampling: { temperature: 1, frequencyPenalty: 0.3, seed },
      }));
      const alone = await withEngine(load(), (engine) => Promise.all(requests.map((request) => engine.generate(request).result)));
      await withEngine(load({ contextLength: 128, cacheLength: 192 }), async (engine) => {
        const together = await Promise.all(requests.map((request) => engine.generate(request).result));
        expect(together.map(({ tokens }) => tokens)).toEqual(alone.map(({ tokens }) => tokens));
        // What it computed itself before does not count as found.
        for (const { usage } of together) expect(usage.cachedTokens).toBe(0);
      });
    });

    it('computes once what many ask at the same time', async () => {
      let rows = 0;
      const backend = watched(await create(), (batch, run) => {
        rows += batch.tokens.length;
        return run();
      });
      await withEngine(loadTiny(backend), async (engine) => {
        const system = prompt(16, 200);
        const requests = Array.from({ length: 20 }, (_, i) => ({
          tokens: [...system, ...prompt(100 + i, 5)],
          maxTokens: 4,
          stopTokens: [],
        }));
        const results = await Promise.all(requests.map((request) => engine.generate(request).result));
        // All but what lies in the page that is not shared whole (200 = 3 pages and 8 positions), and the answers.
        expect(rows).toBeLessThanOrEqual(200 + 20 * (8 + 5 + 4));
        const found = results.map(({ usage }) => usage.cachedTokens).toSorted((a, b) => a - b);
        expect(found[0]).toBe(0);
        expect(found[1]).toBeGreaterThanOrEqual(192);
      });
    });

    it('runs as many answers at once as there are rows, also on one long prompt', () =>
      withEngine(load({ cacheLength: 8192 }), async (engine) => {
        const tokens = prompt(17, 470);
        await engine.generate({ tokens, maxTokens: 0 }).result;
        const results = await Promise.all(
          Array.from(
            { length: 60 },
            (_, seed) => engine.generate({ tokens, maxTokens: 5, stopTokens: [], sampling: { temperature: 1, seed } }).result,
          ),
        );
        for (const { tokens: answer } of results) expect(answer).toHaveLength(5);
      }));

    it('keeps a chat going while documents are computed', async () => {
      const steps = [];
      const backend = watched(await create(), (batch, run) => {
        steps.push(batch);
        return run();
      });
      await withEngine(loadTiny(backend), async (engine) => {
        const documents = Array.from({ length: 6 }, (_, i) =>
          engine.generate({ tokens: prompt(20 + i, 400), maxTokens: 1, stopTokens: [], priority: 'background' }),
        );
        const scored = engine.logProbabilities(prompt(30, 300));
        await until(() => steps.length >= 2);
        const asked = steps.length;
        const chat = engine.generate({ tokens: prompt(31, 20), maxTokens: 30, stopTokens: [] });
        const at = [];
        for await (const _ of chat) at.push(steps.length);
        // The step under way, and its own.
        expect(at[0] - asked).toBeLessThanOrEqual(2);
        for (let i = 1; i < at.length; i++) expect(at[i] - at[i - 1]).toBe(1);
        for (let i = at[0]; i < at.at(-1); i++) expect(steps[i].tokens.length).toBeLessThanOrEqual(33);
        // The work in the background went on beside it.
        const beside = steps.slice(at[0], at.at(-1)).reduce((rows, { tokens }) => rows + tokens.length - 1, 0);
        expect(beside).toBeGreaterThan(100);
        await Promise.all([...documents.map(({ result }) => result), scored]);
      });
    });

    it('lets a short question pass a long prompt', async () => {
      let steps = 0;
      const backend = watched(await create(), (_, run) => {
        steps++;
        return run();
      });
      await withEngine(loadTiny(backend, { cacheLength: 4096 }), async (engine) => {
        const long = Array.from({ length: 5 }, (_, i) => engine.generate({ tokens: prompt(40 + i, 500), maxTokens: 1, stopTokens: [] }));
        const order = [];
        long.forEach(({ result }, i) => void result.then(() => order.push(i)));
        await until(() => steps >= 1);
        await engine.generate({ tokens: prompt(50, 10), maxTokens: 1, stopTokens: [] }).result;
        expect(order.length).toBeLessThan(5);
        await Promise.all(long.map(({ result }) => result));
        expect(order.toSorted()).toEqual([0, 1, 2, 3, 4]);
      });
    });
  });
}
