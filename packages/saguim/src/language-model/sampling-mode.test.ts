import { expect, it } from 'vitest';
import { samplingModes, toSampling } from './sampling-mode.js';

it('goes from greedy to free in the order of the names, and lets people say otherwise', () => {
  const temperatures = samplingModes.map((mode) => toSampling(mode).temperature!);
  expect(temperatures[0]).toBe(0);
  expect(new Set(temperatures).size).toBe(samplingModes.length);
  expect(temperatures).toEqual([...temperatures].sort((a, b) => a - b));
  expect(toSampling('creative', { temperature: 0, topK: 3, seed: undefined })).toEqual({ temperature: 0, topP: 0.9, topK: 3 });
  expect(() => toSampling('creative', 7 as never)).toThrowError(TypeError);
});
