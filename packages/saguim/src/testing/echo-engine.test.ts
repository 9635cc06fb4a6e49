import { expect, it } from 'vitest';
import { type EchoOptions, echoEngine } from './echo-engine.js';

it.each<[keyof EchoOptions, unknown[]]>([
  ['availability', ['x', 'unavailable', 1]],
  ['downloadMilliseconds', ['x', -1, Number.NaN, Infinity]],
  ['answerMilliseconds', ['x', -1, Number.NaN, 1e308, 2n]],
  ['contextLength', ['x', 0, 1.5, Number.NaN]],
])('has no echo with a %s that is none', (name, values) => {
  for (const value of values) expect(() => echoEngine({ [name]: value })).toThrow(expect.objectContaining({ where: name }));
});
