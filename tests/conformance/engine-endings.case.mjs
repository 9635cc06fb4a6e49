import { describe, expect, it } from 'vitest';
import { SaguimError } from '../../packages/engine/dist/index.js';
import { loadTiny, watched, withEngine } from './engines.mjs';
import { Random } from './random-weights.mjs';

const prompt = (seed, length) => new Random(seed).tokens(length, 600);

/** Requests that end before their time, and engines that do. */
export function endingCases(create, many) {
  const load = async (options) => loadTiny(await create(), options);

  describe('endings', () => {
    it(`returns to where it was after ${many} generations ended at random`, () =>
      withEngine(load({ contextLength: 128, cacheLength: 512 }), async (engine) => {
        const random = new Random(60);
        const bases = Array.from({ length: 5 }, (_, i) => prompt(61 + i, 60));
        let aborted = 0;
        const one = async () => {
          const tokens = [...bases[random.below(5)].slice(0, random.below(60)), ...random.tokens(1 + random.below(20), 600)];
          const controller = new AbortController();
          const way = random.below(6);
          const after = random.below(12);
          if (way === 0) controller.abort();
          const priority = random.below(2) ? 'background' : 'interactive';
          const generation = engine.generate({ tokens, maxTokens: 12, stopTokens: [], signal: controller.signal, priority });
          let pieces = 0;
          const end = () => (way % 2 ? generation.abort() : controller.abort());
          if (way === 1) end();
          if (way === 2) setImmediate(end);
          try {
            for await (const _ of generation) {
              if (pieces++ < after) continue;
              if (way === 5) break;
              end();
            }
          } catch (error) {
            expect(error.name).toBe('AbortError');
          }
          await generation.result.then(
            () => {},
            (error) => {
              aborted++;
              expect(error.name).toBe('AbortError');
            },
          );
        };
        const rounds = async (count) => {
          for (let i = 0; i < count; i += 8) await Promise.all(Array.from({ length: 8 }, one));
        };
        // The largest steps that there can be, and all the pages.
        await Promise.all([1, 2, 3, 4].map((seed) => engine.generate({ tokens: prompt(seed, 127), maxTokens: 1 }).result));
        await Promise.all(Array.from({ length: 8 }, (_, i) => engine.generate({ tokens: prompt(i, 30), maxTokens: 1 }).result));
        await rounds(104);
        const before = engine.stats();
        expect(before).toMatchObject({ running: 0, waiting: 0, pages: { used: 0 } });
        await rounds(many);
        expect(aborted).toBeGreaterThan(0.8 * many);
        const after = engine.stats();
        expect(after.memory).toEqual(before.memory);
        expect(after).toMatchObject({ running: 0, waiting: 0, pages: { total: before.pages.total, used: 0 } });
        const { tokens } = await engine.generate({ tokens: bases[0], maxTokens: 10, stopTokens: [] }).result;
        const cold = await withEngine(load(), (other) => other.generate({ tokens: bases[0], maxTokens: 10, stopTokens: [] }).result);
        expect(tokens).toEqual(cold.tokens);
      }));

    it('frees pages at once, in the middle of a step too, and cancels a step that serves nobody', async () => {
      let inside;
      const backend = watched(await create(), async (_, run) => {
        inside?.();
        await new Promise((resolve) => setImmediate(resolve));
        return run();
      });
      await withEngine(loadTiny(backend), async (engine) => {
        const request = { tokens: prompt(70, 200), maxTokens: 50, stopTokens: [] };
        const [one, two] = [engine.generate(request), engine.generate({ ...request, tokens: prompt(71, 90) })];
        await new Promise((resolve) => (inside = resolve));
        const [executor] = backend.compiled;
        one.abort('no more');
        await expect(one.result).rejects.toBe('no more');
        expect(executor.cancelled).toBe(0);
        const { used } = engine.stats().pages;
        two.abort();
        expect(executor.cancelled).toBe(1);
        expect(engine.stats().pages.used).toBeLessThan(used);
        expect(engine.stats()).toMatchObject({ running: 0, waiting: 0, pages: { used: 0 } });
        const { tokens } = await engine.generate(request).result;
        const cold = await withEngine(load(), (other) => other.generate(request).result);
        expect(tokens).toEqual(cold.tokens);
      });
    });

    it('ends when the loop is left, and the next request works', () =>
      withEngine(load(), async (engine) => {
        const request = { tokens: prompt(72, 20), maxTokens: 400, stopTokens: [] };
        const expected = await engine.generate({ ...request, maxTokens: 20 }).result;
        for (let i = 0; i < 3; i++) {
          const generation = engine.generate(request);
          for await (const { token } of generation) {
            expect(token).toBe(expected.tokens[0]);
            break;
          }
          expect(engine.stats()).toMatchObject({ running: 0, pages: { used: 0 } });
          await expect(generation.result).rejects.toMatchObject({ name: 'AbortError' });
        }
        expect((await engine.generate({ ...request, maxTokens: 20 }).result).tokens).toEqual(expected.tokens);
      }));

    it('rejects with the reason of the signal, before, while waiting, and while it runs', () =>
      withEngine(load(), async (engine) => {
        const reason = new Error('enough');
        const request = { tokens: prompt(73, 20), maxTokens: 400, stopTokens: [] };
        await expect(engine.generate({ ...request, signal: AbortSignal.abort(reason) }).result).rejects.toBe(reason);
        const waiting = new AbortController();
        const generation = engine.generate({ ...request, signal: waiting.signal });
        waiting.abort(reason);
        await expect(generation.result).rejects.toBe(reason);
        const running = new AbortController();
        const read = async () => {
          for await (const _ of engine.generate({ ...request, signal: running.signal })) running.abort(reason);
        };
        await expect(read()).rejects.toBe(reason);
        await expect(engine.logits(request.tokens, AbortSignal.abort(reason))).rejects.toBe(reason);
        const scoring = new AbortController();
        const scores = engine.logProbabilities(prompt(74, 400), scoring.signal);
        scoring.abort(reason);
        await expect(scores).rejects.toBe(reason);
        expect(engine.stats()).toMatchObject({ running: 0, waiting: 0, pages: { used: 0 } });
      }));

    it('gives a cancelled step again to those who still want it', async () => {
      let steps = 0;
      const backend = watched(await create(), (_, run) => {
        // A cancel that comes from outside, for nobody in particular.
        if (++steps % 3 === 0) throw new DOMException('The step was cancelled', 'AbortError');
        return run();
      });
      const request = { tokens: prompt(75, 60), maxTokens: 30, stopTokens: [], sampling: { temperature: 1, seed: 5 } };
      const { tokens } = await withEngine(loadTiny(backend), (engine) => engine.generate(request).result);
      const whole = await withEngine(load(), (engine) => engine.generate(request).result);
      expect(tokens).toEqual(whole.tokens);
    });

    it('rejects all that is pending when a thread dies, and serves who comes next', async () => {
      const died = new SaguimError('worker-died', 'A helper thread is gone');
      let steps = 0;
      const backend = watched(await create(), (_, run) => {
        if (++steps === 4) throw died;
        return run();
      });
      await withEngine(loadTiny(backend, { contextLength: 128, cacheLength: 128 }), async (engine) => {
        const request = { tokens: prompt(76, 30), maxTokens: 30, stopTokens: [] };
        const pending = Array.from({ length: 10 }, () => engine.generate(request).result);
        for (const result of await Promise.allSettled(pending)) expect(result.reason).toBe(died);
        expect(engine.stats()).toMatchObject({ running: 0, waiting: 0, pages: { used: 0 } });
        expect((await engine.generate(request).result).tokens).toHaveLength(30);
      });
    });

    it('ends that generation alone whose callback throws', () =>
      withEngine(load(), async (engine) => {
        const failure = new Error('not mine');
        const request = { tokens: prompt(77, 30), maxTokens: 10, stopTokens: [] };
        const other = engine.generate(request);
        const onPrefill = () => {
          throw failure;
        };
        await expect(engine.generate({ ...request, onPrefill }).result).rejects.toBe(failure);
        expect((await other.result).tokens).toHaveLength(10);
      }));

    it('closes once, rejects what runs, and what comes later', async () => {
      const engine = await load();
      const request = { tokens: prompt(78, 30), maxTokens: 400, stopTokens: [] };
      const running = engine.generate(request);
      await running[Symbol.asyncIterator]().next();
      const waiting = engine.generate(request);
      await Promise.all([engine.close(), engine.close()]);
      await engine.close();
      for (const { result } of [running, waiting, engine.generate(request)]) await expect(result).rejects.toMatchObject({ code: 'closed' });
      await expect(engine.logits(request.tokens)).rejects.toMatchObject({ code: 'closed' });
      await expect(engine.logProbabilities(request.tokens)).rejects.toMatchObject({ code: 'closed' });
    });
  });
}
