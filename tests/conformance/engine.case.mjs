import { describe, expect, it } from 'vitest';
import { loadTiny, tinyGolden, until, watched, withEngine } from './engines.mjs';
import { Random } from './random-weights.mjs';

const prompt = (seed, length) => new Random(seed).tokens(length, 600);
const logProbability = (logits, token) => logits[token] - Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));

/** What an engine promises on any backend. */
export function engineCases(name, create) {
  const load = async (options) => loadTiny(await create(), options);

  describe(`engine on ${name}`, () => {
    describe('answers', () => {
      it.each(['llama-f32', 'qwen2-f32', 'qwen3-f32', 'llama-rope3-f32'])('greedily as the reference does: %s', (model) =>
        withEngine(load({ model }), async (engine) => {
          for (const { ids, greedy, min_margin: margin } of tinyGolden(model).prompts) {
            if (margin < 0.01) continue;
            const { tokens, usage } = await engine.generate({ tokens: ids, maxTokens: greedy.length, stopTokens: [] }).result;
            expect(tokens).toEqual(greedy);
            expect(usage).toMatchObject({ promptTokens: ids.length, completionTokens: greedy.length });
          }
        }),
      );

      it('gives pieces that make up the whole, with log-probabilities of the model', () =>
        withEngine(load(), async (engine) => {
          const tokens = prompt(1, 20);
          const generation = engine.generate({ tokens, maxTokens: 30, stopTokens: [], logprobs: 3, sampling: { temperature: 1, seed: 4 } });
          const pieces = [];
          for await (const piece of generation) pieces.push(piece);
          const result = await generation.result;
          expect(result.finishReason).toBe('length');
          expect(pieces.map(({ token }) => token)).toEqual(result.tokens);
          expect(pieces.map(({ text }) => text).join('')).toBe(result.text);
          expect(engine.tokenizer.decode(result.tokens, { continues: true })).toBe(result.text);
          const all = [...tokens];
          for (const { token, logprob, topLogprobs } of pieces) {
            const logits = await engine.logits(all);
            expect(logprob).toBeCloseTo(logProbability(logits, token), 4);
            expect(topLogprobs).toHaveLength(3);
            expect(topLogprobs[0].logprob).toBeCloseTo(logProbability(logits, topLogprobs[0].token), 4);
            all.push(token);
          }
        }));

      it('scores tokens as their logits say', () =>
        withEngine(load(), async (engine) => {
          const tokens = prompt(2, 70);
          const scores = await engine.logProbabilities(tokens);
          expect(scores).toHaveLength(69);
          for (const at of [0, 1, 30, 31, 32, 63, 64, 68]) {
            expect(scores[at]).toBeCloseTo(logProbability(await engine.logits(tokens.slice(0, at + 1)), tokens[at + 1]), 4);
          }
          expect(await engine.logProbabilities([5])).toHaveLength(0);
          expect(await engine.logProbabilities(tokens)).toEqual(scores);
        }));

      it('ends at a stop token, which is the last', () =>
        withEngine(load(), async (engine) => {
          const tokens = prompt(3, 12);
          const free = await engine.generate({ tokens, maxTokens: 20, stopTokens: [] }).result;
          const stopTokens = [free.tokens[7]];
          const { tokens: answer, text, finishReason } = await engine.generate({ tokens, maxTokens: 20, stopTokens }).result;
          const end = free.tokens.indexOf(stopTokens[0]) + 1;
          expect(answer).toEqual(free.tokens.slice(0, end));
          expect(finishReason).toBe('stop');
          expect(text).toBe(engine.tokenizer.decode(free.tokens.slice(0, end - 1), { continues: true }));
        }));

      it('ends at stop strings, also across tokens, and gives nothing of them', () =>
        withEngine(load(), async (engine) => {
          for (let seed = 0; seed < 12; seed++) {
            const request = { tokens: prompt(seed, 9), maxTokens: 40, stopTokens: [], sampling: { temperature: 1, seed } };
            const { text } = await engine.generate(request).result;
            const at = 3 + (seed % 10);
            const stop = text.slice(at, at + 1 + (seed % 7));
            const generation = engine.generate({ ...request, stop: ['never in there', stop] });
            let given = '';
            for await (const piece of generation) {
              given += piece.text;
              expect(given).not.toContain(stop);
              expect(text.startsWith(given)).toBe(true);
            }
            const result = await generation.result;
            expect(result.text).toBe(text.slice(0, text.indexOf(stop)));
            expect(given).toBe(result.text);
            expect(result.finishReason).toBe('stop');
          }
        }));

      it('tells how far the prompt is, and how long it took', async () => {
        let clock = 0;
        await withEngine(load({ now: () => clock++ }), async (engine) => {
          const told = [];
          const onPrefill = (done, total) => told.push([done, total]);
          const { timings } = await engine.generate({ tokens: prompt(4, 300), maxTokens: 3, stopTokens: [], onPrefill }).result;
          expect(told.at(-1)).toEqual([300, 300]);
          expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).toSorted((a, b) => a - b));
          expect(timings).toEqual({ queueMs: 1, prefillMs: 1, firstTokenMs: 2, decodeMs: 1 });
        });
      });
    });

    describe('reuse', () => {
      it('is exact to the bit, wherever the shared part ends', async () => {
        const tokens = prompt(5, 150);
        const cold = await withEngine(load(), (engine) => engine.logits(tokens));
        for (const shared of [1, 31, 32, 33, 64, 100, 149, 150]) {
          await withEngine(load(), async (engine) => {
            const other = [...tokens.slice(0, shared), ...prompt(6, 40)];
            await engine.generate({ tokens: other, maxTokens: 5, stopTokens: [] }).result;
            expect(await engine.logits(tokens)).toEqual(cold);
            const { usage } = await engine.generate({ tokens, maxTokens: 1, stopTokens: [] }).result;
            expect(usage.cachedTokens).toBe(149);
          });
        }
      });

      it('serves the next turn, an edited message, the same beginning elsewhere, and one more character', () =>
        withEngine(load(), async (engine) => {
          const generate = async (tokens) => engine.generate({ tokens, maxTokens: 10, stopTokens: [] }).result;
          const system = prompt(7, 50);
          const first = [...system, ...prompt(8, 30)];
          const answer = await generate(first);
          expect(answer.usage.cachedTokens).toBe(0);
          // The answer's last token was sampled and never computed.
          const next = await generate([...first, ...answer.tokens, ...prompt(9, 20)]);
          expect(next.usage.cachedTokens).toBe(first.length + 9);
          const edited = await generate([...first.slice(0, 70), ...prompt(10, 20)]);
          expect(edited.usage.cachedTokens).toBeGreaterThanOrEqual(70);
          expect(edited.usage.cachedTokens).toBeLessThan(75);
          const elsewhere = await generate([...system, ...prompt(11, 20)]);
          expect(elsewhere.usage.cachedTokens).toBeGreaterThanOrEqual(50);
          const typed = prompt(12, 60);
          await generate(typed.slice(0, 40));
          for (let length = 41; length <= 60; length++) {
            const { usage } = await engine.generate({ tokens: typed.slice(0, length), maxTokens: 0 }).result;
            expect(usage).toEqual({ promptTokens: length, cachedTokens: length - 1, completionTokens: 0 });
          }
        }));

      it('gives the same answer cold and warm', async () => {
        const request = { tokens: prompt(13, 90), maxTokens: 40, stopTokens: [], sampling: { temperature: 0.9, topP: 0.95, seed: 77 } };
        const cold = await withEngine(load(), (engine) => engine.generate(request).result);
        await withEngine(load(), async (engine) => {
          await engine.generate({ ...request, tokens: request.tokens.slice(0, 50), maxTokens: 1 }).result;
          for (let i = 0; i < 3; i++) {
            const warm = await engine.generate(request).result;
            expect(warm.tokens).toEqual(cold.tokens);
            expect(warm.usage.cachedTokens).toBeGreaterThan(0);
          }
        });
      });
    });

    describe('many at once', () => {
      it('answers 200 requests, each as if it were alone', async () => {
        const random = new Random(14);
        const requests = Array.from({ length: 200 }, (_, i) => ({
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
            expect({ i, tokens, text, finishReason }).toEqual({ i, tokens: alone[i].tokens, text: alone[i].text, finishReason: alone[i].finishReason });
          });
          const { pages, running, waiting } = engine.stats();
          expect({ used: pages.used, running, waiting }).toEqual({ used: 0, running: 0, waiting: 0 });
          expect(pages.total).toBeLessThanOrEqual(32);
        });
      });

      it('takes a generation up again after it had to give its pages back', async () => {
        const requests = [1, 2, 3].map((seed) => ({
          tokens: prompt(seed, 20), maxTokens: 100, stopTokens: [], sampling: { temperature: 1, frequencyPenalty: 0.3, seed },
        }));
        const alone = await withEngine(load(), (engine) => Promise.all(requests.map((request) => engine.generate(request).result)));
        await withEngine(load({ contextLength: 128, cacheLength: 192 }), async (engine) => {
          const together = await Promise.all(requests.map((request) => engine.generate(request).result));
          expect(together.map(({ tokens }) => tokens)).toEqual(alone.map(({ tokens }) => tokens));
          // What it computed itself before does not count as found.
          for (const { usage } of together) expect(usage.cachedTokens).toBe(0);
        });
      });

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

    describe('endings', () => {
      it('returns to where it was after 1,000 generations ended at random', () =>
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
          // The largest step that there is room for, and all the pages.
          await Promise.all([1, 2, 3, 4].map((seed) => engine.generate({ tokens: prompt(seed, 127), maxTokens: 1 }).result));
          await rounds(104);
          const before = engine.stats();
          expect(before).toMatchObject({ running: 0, waiting: 0, pages: { used: 0 } });
          await rounds(1000);
          expect(aborted).toBeGreaterThan(800);
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
        const { SaguimError } = await import('../../packages/engine/dist/index.js');
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

    describe('limits', () => {
      it('says by how much a prompt is too long, and fills the context to its end', () =>
        withEngine(load({ contextLength: 64 }), async (engine) => {
          expect(engine.info.contextLength).toBe(64);
          const { result } = engine.generate({ tokens: prompt(80, 100) });
          await expect(result).rejects.toMatchObject({ code: 'context-overflow', details: { requested: 101, limit: 64 } });
          await expect(engine.generate({ tokens: prompt(80, 64) }).result).rejects.toMatchObject({ details: { requested: 65, limit: 64 } });
          await expect(engine.logits(prompt(80, 65))).rejects.toMatchObject({ code: 'context-overflow', details: { requested: 65, limit: 64 } });
          await expect(engine.logProbabilities(prompt(80, 70))).rejects.toMatchObject({ details: { requested: 70, limit: 64 } });
          const full = await engine.generate({ tokens: prompt(80, 63), stopTokens: [] }).result;
          expect(full).toMatchObject({ finishReason: 'length', usage: { promptTokens: 63, completionTokens: 1 } });
          const some = await engine.generate({ tokens: prompt(80, 50), maxTokens: 1000, stopTokens: [] }).result;
          expect(some).toMatchObject({ finishReason: 'length', usage: { completionTokens: 14 } });
          expect(await engine.logits(prompt(80, 64))).toHaveLength(640);
        }));

      it('says what the cache holds when memory is refused', async () => {
        const backend = await create();
        const poor = {
          name: backend.name,
          compile: (plan, weights, options) => backend.compile(plan, weights, { ...options, maxPages: 2 }),
        };
        await withEngine(loadTiny(poor), async (engine) => {
          const { result } = engine.generate({ tokens: prompt(81, 100) });
          await expect(result).rejects.toMatchObject({ code: 'context-overflow', details: { requested: 101, limit: 64 } });
          const some = await engine.generate({ tokens: prompt(81, 50), stopTokens: [] }).result;
          expect(some.finishReason).toBe('length');
          expect(some.tokens.length).toBeGreaterThanOrEqual(14);
          expect(engine.stats()).toMatchObject({ running: 0, pages: { total: 2, used: 0 } });
        });
      });

      it.each([
        [{ tokens: [] }],
        [{ tokens: undefined }],
        [{ tokens: [640] }],
        [{ tokens: [1.5] }],
        [{ tokens: [-1] }],
        [{ tokens: [1], maxTokens: -1 }],
        [{ tokens: [1], maxTokens: 1.5 }],
        [{ tokens: [1], priority: 'urgent' }],
        [{ tokens: [1], logprobs: 21 }],
        [{ tokens: [1], stop: [''] }],
        [{ tokens: [1], stop: 'text' }],
        [{ tokens: [1], stopTokens: 5 }],
        [{ tokens: [1], onPrefill: 1 }],
        [{ tokens: [1], sampling: { temperature: 9 } }],
        [{ tokens: [1], sampling: { logitBias: { 640: 1 } } }],
      ])('refuses %o, in the result and in the stream', (request) =>
        withEngine(load(), async (engine) => {
          const generation = engine.generate(request);
          await expect(generation.result).rejects.toMatchObject({ name: 'SaguimError', code: 'invalid-argument' });
          await expect(generation[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'invalid-argument' });
          expect(engine.stats()).toMatchObject({ running: 0, waiting: 0 });
        }),
      );
    });
  });
}
