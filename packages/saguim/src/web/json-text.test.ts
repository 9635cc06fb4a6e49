import { expect, it } from 'vitest';
import { toJsonText } from './json-text.js';
import { toResponseConstraint } from './response-constraint.js';

/** Two to the power of `levels` parts in JSON, and as many objects as levels. */
function shared(levels: number): object {
  let schema: object = { type: 'string' };
  for (let level = 0; level < levels; level++) schema = { type: 'object', properties: { a: schema, b: schema } };
  return schema;
}

it('is what JSON says', () => {
  for (const value of [{ a: [1, 'x', null, { b: true }] }, shared(8), 'text', undefined, { a: undefined, b: new Date(0) }]) {
    expect(toJsonText(value)).toBe(JSON.stringify(value));
  }
});

it('refuses an object that has too many parts, before it writes them', () => {
  expect(() => toJsonText(shared(200))).toThrow(/parts/);
  expect(() => toResponseConstraint(shared(200), undefined)).toThrow(expect.objectContaining({ name: 'NotSupportedError' }));
});
