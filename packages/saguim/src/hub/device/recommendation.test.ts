import { expect, it } from 'vitest';
import type { DeviceFacts } from '#platform/device';
import { loadCatalogue } from '../catalogue/index.js';
import { expectedSpeed, type RecommendOptions, recommendFrom } from './index.js';

const { entries, find } = await loadCatalogue().then((all) => ({ entries: all.entries, find: (name: string) => all.find(name)! }));

const laptop: DeviceFacts = { memory: 16e9, available: 8e9, threads: 8, isolated: true, webgpu: true, mobile: false, saveData: false };
const phone: DeviceFacts = { ...laptop, memory: 2e9, available: 0.15e9, threads: 1, isolated: false, mobile: true };
const fast = { bytesPerSecond: 20e9, threads: 8, milliseconds: 200 };
const slow = { bytesPerSecond: 0.5e9, threads: 1, milliseconds: 400 };

const ask = (device: DeviceFacts, speed: typeof fast | undefined, options?: RecommendOptions) =>
  recommendFrom(entries, device, speed, options);

it('takes what ran on real weights, and says why', () => {
  for (const [task, name] of [
    ['chat', 'smollm2-135m-instruct'],
    ['embedding', 'multilingual-e5-small-en-pt'],
    ['classification', 'moderation-en-pt'],
  ] as const) {
    const { model, reason } = ask(laptop, fast, { task });
    expect(model?.entry.name).toBe(name);
    expect(reason.en).toContain(model!.entry.title);
    expect(reason['pt-BR']).toContain(model!.entry.title);
  }
});

it('takes the largest that is fast enough, when asked for others too', () => {
  const middling = { ...fast, bytesPerSecond: 8e9 };
  const { model, candidates } = ask(laptop, middling, { unverified: true });
  expect(model!.tokensPerSecond).toBeGreaterThanOrEqual(8);
  for (const { entry, obstacles } of candidates)
    if (entry.parameters > model!.entry.parameters) expect(obstacles.length, entry.name).toBeGreaterThan(0);
  const patient = ask(laptop, middling, { unverified: true, tokensPerSecond: 0.1 });
  expect(patient.model!.entry.parameters).toBeGreaterThan(model!.entry.parameters);
});

it('knows three chat models under 1 GB that speak Portuguese, and takes one of them when asked to', () => {
  const { model, candidates, reason } = ask(laptop, fast, { language: 'pt' });
  expect(candidates.filter(({ bytes }) => bytes < 1e9).length).toBeGreaterThanOrEqual(3);
  expect(model).toBeUndefined();
  expect(reason.en).toContain('not been run');
  expect(ask(laptop, fast, { language: 'pt-BR', unverified: true }).model!.entry.languages).toContain('pt');
  expect(() => ask(laptop, fast, { language: 'português' })).toThrow(/"português" is no language tag/);
});

it('takes models with other licences only when asked to', () => {
  const named = (options: RecommendOptions) => ask(laptop, fast, { ...options, unverified: true, tokensPerSecond: 1 }).candidates[0]!.entry;
  expect(named({}).licence.free).toBe(true);
  const llama = (options: RecommendOptions) =>
    ask(laptop, fast, { ...options, unverified: true, tokensPerSecond: 1 }).candidates.find(
      ({ entry }) => entry.name === 'llama-3.2-1b-instruct',
    )!;
  expect(llama({}).obstacles).toEqual(['licence']);
  expect(llama({ licence: 'any' }).obstacles).toEqual([]);
});

it('says what is missing where memory, room or speed are short', () => {
  const small = ask(phone, fast);
  expect(small.model).toBeUndefined();
  expect(small.reason.en).toContain('memory');
  expect(ask({ ...laptop, room: 1e6 }, fast).reason.en).toContain('room');
  const patient = ask(laptop, slow);
  expect(patient.model?.entry.name).toBe('smollm2-135m-instruct');
  expect(patient.model?.obstacles).toEqual(['slow']);
  expect(patient.reason.en).toContain('slower than people read');
});

it('calls nothing slow that was not measured, nor what writes no text', () => {
  expect(ask(laptop, undefined).candidates.some(({ obstacles }) => obstacles.includes('slow'))).toBe(false);
  expect(expectedSpeed(find('bge-small-en-v1.5'), slow)).toBeUndefined();
});

it('expects a token to cost its weights once, and more where they are unpacked on the way', () => {
  expect(expectedSpeed(find('smollm2-135m-instruct'), fast)).toBeCloseTo(20e9 / 98362432);
  const llama = find('llama-3.2-1b-instruct');
  const packed = expectedSpeed(llama, fast)!;
  expect(packed).toBeCloseTo(20e9 / 807694464);
  const [file] = llama.files;
  const unpacked = { ...llama, files: [{ ...file!, path: file!.path.replace('Q4_K_M', 'Q3_K_M') }] };
  expect(packed / expectedSpeed(unpacked, fast)!).toBeCloseTo(17);
});
