import { describe, expect, it } from 'vitest';
import { loadTiny, tinyGolden, withEngine } from './engines.mjs';
import { Random } from './random-weights.mjs';

const prompt = (seed, length) => new Random(seed).tokens(length, 600);
const logProbability = (logits, token) => logits[token] - Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));

/** What one request gets: answers, reuse of what is computed, limits. */
export function answerCases(create) {
  const load = async (options) => loadTiny(await create(), options);

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

    it('scores the end of a text by what the cache holds of it, to the same bits', () =>
      withEngine(load(), async (engine) => {
        const tokens = prompt(2, 200);
        const scores = await engine.logProbabilities(tokens);
        await engine.generate({ tokens: tokens.slice(0, 190), maxTokens: 0 }).result;
        for (const from of [199, 191, 190, 150, 129, 128, 65, 64, 2, 1]) {
          expect(await engine.logProbabilities(tokens, undefined, from)).toEqual(scores.slice(from - 1));
        }
        const several = [100, 140, 180].map((from) => engine.logProbabilities([...tokens.slice(0, from), 3, 4, 5], undefined, from));
        for (const values of await Promise.all(several)) expect(values).toHaveLength(3);
        expect(await engine.logProbabilities(tokens, undefined, 200)).toHaveLength(0);
        await expect(engine.logProbabilities(tokens, undefined, 0)).rejects.toMatchObject({ code: 'invalid-argument' });
        expect(engine.stats()).toMatchObject({ running: 0, waiting: 0, pages: { used: 0 } });
      }));

    it('begins an answer as it is told, in tokens of its own', () =>
      withEngine(load(), async (engine) => {
        const tokens = prompt(2, 30);
        for (const begin of ['abc', ' x', '\u00e9']) {
          const { text } = await engine.generate({ tokens, begin, maxTokens: 12, stopTokens: [] }).result;
          expect(text.startsWith(begin)).toBe(true);
        }
        const free = await engine.generate({ tokens, maxTokens: 8, stopTokens: [] }).result;
        const same = await engine.generate({ tokens, maxTokens: 8, stopTokens: [], begin: free.text.slice(0, 1) }).result;
        expect(same.text.slice(0, 1)).toBe(free.text.slice(0, 1));
        await expect(engine.generate({ tokens, begin: 7 }).result).rejects.toMatchObject({ code: 'invalid-argument' });
      }));

    it('is the same whether it guesses how it goes on or not', () =>
      withEngine(load(), async (engine) => {
        let accepted = 0;
        let wrong = 0;
        for (let seed = 0; seed < 12; seed++) {
          // Prompts that repeat themselves, and models of random weights soon do too.
          const some = prompt(seed, 12);
          const bias = some.slice(0, 4).map((token) => [token, 30]);
          const request = {
            tokens: [...some, ...some, ...some.slice(0, 5)],
            maxTokens: 60 + seed,
            stopTokens: seed % 3 === 0 ? [some[3]] : [],
            sampling: [
              { logitBias: Object.fromEntries(bias) },
              { temperature: 0.3, seed },
              { repetitionPenalty: 1.01 },
              { temperature: 0.1, topP: 0.8, seed },
            ][seed % 4],
            logprobs: seed % 2 ? 2 : undefined,
          };
          const run = async (speculate) => {
            const pieces = [];
            const generation = engine.generate({ ...request, speculate });
            for await (const piece of generation) pieces.push(piece);
            return { pieces, ...(await generation.result) };
          };
          const plain = await run(false);
          const guessing = await run(true);
          expect(guessing.pieces).toEqual(plain.pieces);
          expect(guessing.tokens).toEqual(plain.tokens);
          expect(guessing.text).toBe(plain.text);
          expect(guessing.finishReason).toBe(plain.finishReason);
          expect(plain.usage.guessedTokens).toBe(0);
          accepted += guessing.usage.acceptedTokens;
          wrong += guessing.usage.guessedTokens - guessing.usage.acceptedTokens;
          // What was guessed wrong stays out of what others find.
          const next = { tokens: [...request.tokens, ...plain.tokens, 5], maxTokens: 3, stopTokens: [] };
          const found = await engine.generate(next).result;
          expect(await engine.logits(next.tokens)).toEqual(await engine.logits(next.tokens));
          expect(found.tokens).toEqual((await engine.generate({ ...next, speculate: false }).result).tokens);
        }
        expect(accepted).toBeGreaterThan(30);
        expect(wrong).toBeGreaterThan(0);
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
          expect(usage).toMatchObject({ promptTokens: length, cachedTokens: length - 1, completionTokens: 0 });
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

  describe('limits', () => {
    it('says by how much a prompt is too long, and fills the context to its end', () =>
      withEngine(load({ contextLength: 64 }), async (engine) => {
        expect(engine.info.contextLength).toBe(64);
        const { result } = engine.generate({ tokens: prompt(80, 100) });
        await expect(result).rejects.toMatchObject({ code: 'context-overflow', details: { requested: 101, limit: 64 } });
        await expect(engine.generate({ tokens: prompt(80, 64) }).result).rejects.toMatchObject({ details: { requested: 65, limit: 64 } });
        await expect(engine.logits(prompt(80, 65))).rejects.toMatchObject({
          code: 'context-overflow',
          details: { requested: 65, limit: 64 },
        });
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
        const { result } = engine.generate({ tokens: prompt(81, 150) });
        await expect(result).rejects.toMatchObject({ code: 'context-overflow', details: { requested: 151, limit: 128 } });
        const some = await engine.generate({ tokens: prompt(81, 50), stopTokens: [] }).result;
        expect(some.finishReason).toBe('length');
        expect(some.tokens.length).toBeGreaterThanOrEqual(78);
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
}
