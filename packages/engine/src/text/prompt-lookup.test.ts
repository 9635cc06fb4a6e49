import { describe, expect, it } from 'vitest';
import { PromptLookup } from './prompt-lookup.js';
import { StepCosts } from './step-costs.js';

/** Rows cost nothing beside the step: the longest guess pays as soon as any does. */
const free = () => 1;
const costs = new StepCosts();
const cost = (rows: number) => costs.cost(rows);

describe('PromptLookup', () => {
  const source = Array.from({ length: 60 }, (_, i) => 100 + i);

  it('guesses what came after the same three tokens of the answer, and nothing before', () => {
    const tokens = [1, 2, ...source, 3, 4];
    const lookup = new PromptLookup(tokens, tokens.length);
    for (const token of source.slice(20, 22)) {
      tokens.push(token);
      expect(lookup.guess(31, free)).toEqual([]);
    }
    tokens.push(source[22]!);
    expect(lookup.guess(31, free)).toEqual(source.slice(23, 23 + 31));
    expect(lookup.guess(7, free)).toEqual(source.slice(23, 30));
    expect(lookup.guess(2, free)).toEqual([]);
  });

  it('takes the end of a prompt that looks like an earlier one for no copy', () => {
    const turn = [7, 8, 9, 10, 11];
    const lookup = new PromptLookup([...turn, 50, 51, 52, ...turn], 13);
    expect(lookup.guess(31, free)).toEqual([]);
  });

  it('guesses more the longer the copy, and less after guesses that were wrong', () => {
    const tokens = [...source, 1];
    const lookup = new PromptLookup(tokens, tokens.length);
    const lengths = source.slice(0, 50).map((token) => {
      tokens.push(token);
      return lookup.guess(31, cost).length;
    });
    expect(lengths.slice(0, 2)).toEqual([0, 0]);
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
    expect(lengths.at(-1)).toBeGreaterThanOrEqual(7);
    for (let i = 0; i < 30; i++) lookup.learn(0, 15);
    expect(lookup.guess(31, cost)).toEqual([]);
  });

  it('leaves a source where the answer leaves it, and goes round in a circle as the answer does', () => {
    const tokens = [...source, 1, ...source.slice(0, 5), 900, 901, 902];
    const lookup = new PromptLookup(tokens, 61);
    expect(lookup.guess(31, free)).toEqual([]);
    tokens.push(900, 901, 902, 900, 901, 902);
    expect(lookup.guess(31, free).slice(0, 7)).toEqual([900, 901, 902, 900, 901, 902, 900]);
  });
});

describe('StepCosts', () => {
  it('has the shape of others until it saw its own, and forgets a step that was held up', () => {
    const fresh = new StepCosts();
    expect(fresh.cost(8)).toBeGreaterThan(fresh.cost(4));
    for (let i = 0; i < 20; i++) fresh.record(1, 5);
    expect(fresh.cost(4)).toBeCloseTo(5 * (cost(4) / cost(1)), 6);
    for (let i = 0; i < 20; i++) fresh.record(4, 8);
    fresh.record(4, 800);
    expect(fresh.cost(4)).toBeLessThan(10);
    fresh.record(8, 900);
    expect(fresh.cost(8)).toBeLessThan(5 * (cost(8) / cost(1)) * 2);
  });
});
