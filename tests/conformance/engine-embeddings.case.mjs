import { describe, expect, it } from 'vitest';
import { loadTiny, until, watched, withEngine } from './engines.mjs';
import { Random } from './random-weights.mjs';

const draw = (seed, lengths) => {
  const random = new Random(seed);
  return lengths.map((length) => random.tokens(length, 600));
};
const rowsOf = (all, width) => Array.from({ length: all.length / width }, (_, i) => all.slice(i * width, (i + 1) * width));

/** What an engine with a model of whole texts promises. */
export function embeddingCases(create) {
  const load = async (options, onStep) =>
    loadTiny(onStep ? watched(await create(), onStep) : await create(), { model: 'bert-f32', ...options });

  describe('embeddings', () => {
    it('says what the model gives, and that it generates nothing', () =>
      withEngine(load(), async (engine) => {
        expect(engine.info).toMatchObject({ layers: 3, contextLength: 256, embedding: { dimensions: 64, featureDimensions: 384 } });
        await expect(engine.generate({ tokens: [1] }).result).rejects.toMatchObject({ code: 'unsupported' });
        await expect(engine.logits([1])).rejects.toMatchObject({ code: 'unsupported' });
        await expect(engine.logProbabilities([1, 2])).rejects.toMatchObject({ code: 'unsupported' });
        expect(engine.stats().memory.cache).toBe(0);
      }));

    it('and a model that generates gives none', () =>
      withEngine(load({ model: 'llama-f32' }), async (engine) => {
        expect(engine.info.embedding).toBeUndefined();
        await expect(engine.embed({ tokens: [[1]] })).rejects.toMatchObject({ code: 'unsupported' });
      }));

    it('gives the same rows in one call, in many, and in any company', () =>
      withEngine(load(), async (engine) => {
        const texts = draw(71, [1, 3, 200, 7, 256, 12, 40, 40, 2]);
        const together = rowsOf(await engine.embed({ tokens: texts }), 64);
        const apart = await Promise.all(
          texts.map((text, i) => engine.embed({ tokens: [text], priority: i % 2 === 0 ? 'background' : 'interactive' })),
        );
        expect(apart).toEqual(together);
        for (const row of together) expect(Math.hypot(...row)).toBeCloseTo(1, 5);
        const features = rowsOf(await engine.embed({ tokens: texts, features: 'layers' }), 384);
        expect(features).toHaveLength(texts.length);
        // The mean of the last layer stands first: of length 1 it is the embedding.
        const mean = features[3].slice(0, 64);
        const length = Math.hypot(...mean);
        for (const [i, x] of mean.entries()) expect(x / length).toBeCloseTo(together[3][i], 5);
        expect(await engine.embed({ tokens: [] })).toHaveLength(0);
      }));

    it.each([
      ['no list', { tokens: 5 }, 'invalid-argument'],
      ['an empty text', { tokens: [[]] }, 'invalid-argument'],
      ['a token that is not there', { tokens: [[1], [640]] }, 'invalid-argument'],
      ['a text beyond the context', { tokens: [new Array(257).fill(1)] }, 'context-overflow'],
      ['unknown features', { tokens: [[1]], features: 'all' }, 'invalid-argument'],
      ['an unknown priority', { tokens: [[1]], priority: 'high' }, 'invalid-argument'],
    ])('refuses %s, and goes on', (_, request, code) =>
      withEngine(load(), async (engine) => {
        await expect(engine.embed(request)).rejects.toMatchObject({ code });
        expect(await engine.embed({ tokens: [[1]] })).toHaveLength(64);
      }),
    );

    it('computes nothing else while somebody waits for interactive work', async () => {
      const steps = [];
      await withEngine(
        load({ threads: 2 }, (batch, run) => {
          steps.push(batch.segments.length);
          return run();
        }),
        async (engine) => {
          const told = [];
          const job = engine.embed({
            tokens: draw(72, new Array(100).fill(10)),
            priority: 'background',
            onProgress: (done) => told.push(done),
          });
          await until(() => told.length > 0);
          const before = steps.length;
          await engine.embed({ tokens: draw(73, [10]) });
          expect(steps.slice(before)).toContain(1);
          await job;
          expect(told.at(-1)).toBe(100);
          expect(Math.max(...steps)).toBeLessThanOrEqual(19);
        },
      );
    });

    it('serves a query between two operations of a background step', async () => {
      let time = 0;
      const done = [];
      /** What the query waited for, in operations of the step that it found running. */
      let waited = 0;
      let query;
      const backend = watched(await create(), (_, run, options) => {
        if (!options.pause) return run(options);
        const pause = (cancelled) => {
          // A clock on which every operation takes a slice.
          time += 1000;
          if (query && done.length === 0) waited++;
          return options.pause(cancelled);
        };
        return run({ pause });
      });
      await withEngine(loadTiny(backend, { model: 'bert-f32', now: () => time }), async (engine) => {
        const [long, short] = draw(78, [250, 10]);
        const alone = [await engine.embed({ tokens: [long] }), await engine.embed({ tokens: [short] })];
        const job = engine.embed({ tokens: [long], priority: 'background' });
        void job.then(() => done.push('job'));
        await until(() => time > 0);
        query = engine.embed({ tokens: [short] });
        expect(await query).toEqual(alone[1]);
        done.push('query');
        expect(await job).toEqual(alone[0]);
        expect(done).toEqual(['query', 'job']);
        expect(waited).toBeLessThanOrEqual(2);
      });
    });

    it('goes on with a background step when a query beside it is given up', async () => {
      let time = 0;
      const steps = [];
      const backend = watched(await create(), (batch, run, options) => {
        steps.push(batch.tokens.length);
        return run(options.pause && { pause: (cancelled) => options.pause(cancelled, (time += 1000)) });
      });
      await withEngine(loadTiny(backend, { model: 'bert-f32', now: () => time }), async (engine) => {
        const [long, short] = draw(79, [250, 10]);
        const job = engine.embed({ tokens: [long], priority: 'background' });
        await until(() => time > 0);
        const controller = new AbortController();
        const query = engine.embed({ tokens: [short], signal: controller.signal });
        controller.abort('typed on');
        // As a page does that gives a call up.
        if (engine.cancelWord) Atomics.store(engine.cancelWord, 0, 1);
        await expect(query).rejects.toBe('typed on');
        const other = engine.embed({ tokens: [short] });
        await job;
        expect(await other).toEqual(await engine.embed({ tokens: [short] }));
        expect(steps.filter((rows) => rows === 250)).toHaveLength(1);
      });
    });

    it('ends a job with its reason, and nobody else’s', () =>
      withEngine(load(), async (engine) => {
        const controller = new AbortController();
        const texts = draw(74, new Array(300).fill(20));
        const [ended, other] = [
          engine.embed({ tokens: texts, signal: controller.signal, onProgress: () => controller.abort('enough') }),
          engine.embed({ tokens: texts.slice(0, 50) }),
        ];
        await expect(ended).rejects.toBe('enough');
        expect(await other).toHaveLength(50 * 64);
        await expect(engine.embed({ tokens: texts, signal: controller.signal })).rejects.toBe('enough');
        const { running, waiting } = engine.stats();
        expect({ running, waiting }).toEqual({ running: 0, waiting: 0 });
      }));

    it('a callback that throws ends its own job alone', () =>
      withEngine(load(), async (engine) => {
        const error = new Error('mine');
        const failing = engine.embed({
          tokens: draw(75, [5, 5]),
          onProgress: () => {
            throw error;
          },
        });
        const other = engine.embed({ tokens: draw(76, [5]) });
        await expect(failing).rejects.toBe(error);
        expect(await other).toHaveLength(64);
      }));

    it('ends what runs when it is closed', async () => {
      const engine = await load();
      const running = engine.embed({ tokens: draw(77, new Array(500).fill(20)) });
      const closing = engine.close();
      await expect(running).rejects.toMatchObject({ code: 'closed' });
      await closing;
      await expect(engine.embed({ tokens: [[1]] })).rejects.toMatchObject({ code: 'closed' });
    });
  });
}
