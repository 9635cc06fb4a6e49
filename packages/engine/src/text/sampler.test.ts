import { describe, expect, it } from 'vitest';
import { indexOfLargest, logSumExp, selectLargest } from './candidate-list.js';
import type { TokenMask } from './constraints/token-mask.js';
import { Random } from './random.js';
import { logProbabilities, Sampler, SamplerScratch } from './sampler.js';
import { checkSampling, type SamplingOptions } from './sampling-options.js';

const refused = expect.objectContaining({ name: 'SaguimError', code: 'invalid-argument' });

function sampler(size: number, options: SamplingOptions = {}, prompt: number[] = [], mask?: TokenMask): Sampler {
  return new Sampler(checkSampling(options, size), prompt, new SamplerScratch(size), mask);
}

/** Logits with many ties, so that their order matters. */
function randomLogits(random: Random, size: number): Float32Array {
  return Float32Array.from({ length: size }, () => Math.floor(random.next() * 60) / 4);
}

interface Weighted {
  id: number;
  logit: number;
  p: number;
}

/** The same steps by sorting everything. */
function plainSample(logits: Float32Array, options: SamplingOptions, random: Random, prompt: number[], answer: number[]): number {
  const { temperature = 0, topK = 0, topP = 1, minP = 0, repetitionPenalty = 1, presencePenalty = 0, frequencyPenalty = 0 } = options;
  const changed = Float32Array.from(logits);
  for (const [id, bias] of Object.entries(options.logitBias ?? {})) changed[Number(id)]! += bias;
  for (const id of new Set([...prompt, ...answer])) {
    changed[id] = changed[id]! > 0 ? changed[id]! / repetitionPenalty : changed[id]! * repetitionPenalty;
  }
  for (const id of new Set(answer)) changed[id]! -= presencePenalty + frequencyPenalty * answer.filter((other) => other === id).length;
  let kept: Weighted[] = Array.from(changed, (logit, id) => ({ id, logit, p: 0 })).filter(({ logit }) => logit > -Infinity);
  kept.sort((a, b) => b.logit - a.logit || a.id - b.id);
  if (temperature === 0) return kept[0]!.id;
  const sorted = (topK > 0 && topK < logits.length) || topP < 1;
  if (topK > 0) kept = kept.slice(0, topK);
  const largest = kept[0]!.logit;
  const total = kept.reduce((sum, { logit }) => sum + Math.exp(logit - largest), 0);
  let reached = 0;
  if (topP < 1) {
    kept = kept.filter(({ logit }) => {
      const before = reached;
      reached += Math.exp(logit - largest) / total;
      return before < topP - 1e-12;
    });
  }
  if (minP > 0) kept = kept.filter(({ logit }) => logit >= largest + Math.log(minP));
  if (!sorted) kept.sort((a, b) => a.id - b.id);
  for (const entry of kept) entry.p = Math.exp((entry.logit - largest) / temperature);
  let left = random.next() * kept.reduce((sum, { p }) => sum + p, 0);
  for (const { id, p } of kept) {
    left -= p;
    if (left < 0) return id;
  }
  return kept.at(-1)!.id;
}

describe('Sampler', () => {
  it('takes the most likely token by default, the first of equals', () => {
    expect(sampler(4).sample(Float32Array.of(1, 3, 3, 2))).toBe(1);
    expect(sampler(3).sample(Float32Array.of(-5, Number.NaN, -4))).toBe(2);
  });

  it.each<SamplingOptions>([
    { temperature: 1 },
    { temperature: 0.7, topK: 40 },
    { temperature: 0.7, topK: 3 },
    { temperature: 1.3, topP: 0.9 },
    { temperature: 2, topP: 0.5, topK: 20 },
    { temperature: 1, minP: 0.1 },
    { temperature: 1, minP: 0.05, topP: 0.95, topK: 50 },
    { temperature: 5, topP: 0.999 },
    { temperature: 0, repetitionPenalty: 1.3, frequencyPenalty: 0.5, presencePenalty: -0.5 },
    { temperature: 0.8, repetitionPenalty: 1.1, frequencyPenalty: 0.2, presencePenalty: 0.4, topP: 0.9 },
    { temperature: 1, logitBias: { 3: 5, 17: -100, 20: -Infinity } },
    { temperature: 1, topK: 100_000 },
  ])('draws as by sorting everything: %o', (options) => {
    const random = new Random(3);
    for (const size of [50, 1000]) {
      for (let round = 0; round < 6; round++) {
        const prompt = Array.from({ length: 10 }, () => Math.floor(random.next() * size));
        const ours = sampler(size, { ...options, seed: round }, prompt);
        const drawn = new Random(round);
        const answer: number[] = [];
        for (let step = 0; step < 12; step++) {
          const logits = randomLogits(random, size);
          const before = logits.slice();
          const expected = plainSample(logits, options, drawn, prompt, answer);
          const token = ours.sample(logits);
          expect(token).toBe(expected);
          expect(logits).toEqual(before);
          answer.push(token);
        }
      }
    }
  });

  it('draws as often as the probabilities say', () => {
    const logits = Float32Array.from([0.1, 0.2, 0.3, 0.4], Math.log);
    const ours = sampler(4, { temperature: 1, seed: 11 });
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 20_000; i++) counts[ours.sample(logits)]!++;
    counts.forEach((count, i) => {
      const p = (i + 1) / 10;
      expect(Math.abs(count - 20_000 * p)).toBeLessThan(5 * Math.sqrt(20_000 * p * (1 - p)));
    });
  });

  it('obeys a mask, and tells it what was taken', () => {
    const taken: number[] = [];
    const even: TokenMask = {
      apply: (logits) => {
        for (let i = 1; i < logits.length; i += 2) logits[i] = -Infinity;
      },
      accept: (token) => void taken.push(token),
    };
    const ours = sampler(100, { temperature: 2, seed: 1 }, [], even);
    const random = new Random(1);
    const tokens = Array.from({ length: 50 }, () => ours.sample(randomLogits(random, 100)));
    expect(tokens.every((token) => token % 2 === 0)).toBe(true);
    expect(taken).toEqual(tokens);
  });

  it('says so when nothing can be taken', () => {
    expect(() => sampler(2).sample(Float32Array.of(Number.NaN, Number.NaN))).toThrow(expect.objectContaining({ code: 'bad-file' }));
    expect(() => sampler(2, { temperature: 1 }).sample(Float32Array.of(Infinity, 1))).toThrow(
      expect.objectContaining({ code: 'bad-file' }),
    );
    const logitBias = { 0: -Infinity, 1: -Infinity };
    expect(() => sampler(2, { logitBias }).sample(Float32Array.of(1, 2))).toThrow(refused);
  });

  it.each<[keyof SamplingOptions, unknown[]]>([
    ['temperature', [-0.1, 5.1, Number.NaN, '1', Infinity]],
    ['topK', [-1, 1.5, Infinity, Number.NaN, true]],
    ['topP', [0, -1, 1.01, Number.NaN]],
    ['minP', [-0.1, 1.1, Number.NaN]],
    ['repetitionPenalty', [0, -1, 11, Number.NaN]],
    ['presencePenalty', [-2.1, 2.1, Number.NaN]],
    ['frequencyPenalty', [-2.1, 2.1, Number.NaN]],
    ['seed', [1.5, 2 ** 53, Number.NaN, 'a', 10n]],
    ['logitBias', [5, 'a', { 100: 1 }, { '-1': 1 }, { x: 1 }, { 1: 101 }, { 1: Number.NaN }, { 1: Infinity }]],
  ])('refuses values of %s that are out of range', (name, values) => {
    for (const value of values) expect(() => checkSampling({ [name]: value } as SamplingOptions, 100)).toThrow(refused);
    expect(() => checkSampling({ [name]: undefined }, 100)).not.toThrow();
  });

  it('refuses names that there are not', () => {
    for (const options of [{ temprature: 1 }, { top_k: 3 }, 'greedy']) {
      expect(() => checkSampling(options as SamplingOptions, 100)).toThrow(refused);
    }
  });
});

describe('candidates', () => {
  it('selects as sorting does', () => {
    const random = new Random(9);
    for (const [size, k] of [
      [1, 1],
      [10, 3],
      [10, 10],
      [10, 50],
      [5000, 1],
      [5000, 64],
      [5000, 4999],
      [777, 100],
    ] as const) {
      const logits = randomLogits(random, size);
      const expected = Array.from(logits, (logit, id) => ({ id, logit }))
        .sort((a, b) => b.logit - a.logit || a.id - b.id)
        .slice(0, k);
      const list = selectLargest(logits, k);
      expect(list.count).toBe(expected.length);
      expect(Array.from(list.ids.subarray(0, list.count))).toEqual(expected.map(({ id }) => id));
      expect(Array.from(list.logits.subarray(0, list.count))).toEqual(expected.map(({ logit }) => logit));
    }
  });

  it('leaves out what is no number or below the floor', () => {
    const list = selectLargest(Float32Array.of(Number.NaN, 3, -Infinity, 1, 2), 5, 2);
    expect(Array.from(list.ids.subarray(0, list.count))).toEqual([1, 4]);
    expect(selectLargest(Float32Array.of(1, 2), 0).count).toBe(0);
    expect(indexOfLargest(Float32Array.of(Number.NaN, -Infinity))).toBe(-1);
    for (let length = 1; length < 40; length++) {
      for (let at = 0; at < length; at++) {
        const logits = Float32Array.from({ length }, (_, i) => (i === 3 ? Number.NaN : i < at ? i / 64 : 0));
        logits[at] = 2;
        if (at + 5 < length) logits[at + 5] = 2; // of equal ones the first
        expect(indexOfLargest(logits)).toBe(at);
      }
    }
  });

  it('sums exponentials without overflow', () => {
    expect(logSumExp(Float32Array.of(1000, 1000))).toBeCloseTo(1000 + Math.log(2), 10);
    expect(logSumExp(Float32Array.of(-1000, -Infinity, Number.NaN))).toBe(-1000);
    expect(logSumExp(Float32Array.of(Number.NaN))).toBe(-Infinity);
    const many = new Float32Array(150_000).fill(-3);
    expect(logSumExp(many)).toBeCloseTo(-3 + Math.log(150_000), 10);
  });

  it('gives log-probabilities of the model, most likely first', () => {
    const logits = Float32Array.from([0.1, 0.2, 0.7], Math.log);
    const { logprob, topLogprobs } = logProbabilities(logits, 0, 2);
    expect(logprob).toBeCloseTo(Math.log(0.1), 6);
    expect(topLogprobs.map(({ token }) => token)).toEqual([2, 1]);
    expect(topLogprobs[0]!.logprob).toBeCloseTo(Math.log(0.7), 6);
  });
});
