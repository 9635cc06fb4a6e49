import { describe, expect, it } from 'vitest';
import type { TemplateValue } from './jinja.js';
import { pythonText, strip } from './python-text.js';

/** JSON as the template library keeps it. */
function toValue(json: unknown): TemplateValue {
  if (Array.isArray(json)) return { type: 'ArrayValue', value: json.map(toValue) };
  if (json === null) return { type: 'NullValue', value: null };
  if (typeof json === 'object')
    return { type: 'ObjectValue', value: new Map(Object.entries(json).map(([key, value]) => [key, toValue(value)])) };
  const type = { string: 'StringValue', boolean: 'BooleanValue', number: 'IntegerValue' }[typeof json as 'string'];
  return { type, value: json };
}

describe('pythonText', () => {
  // Written down from Python 3.11.
  it.each([
    ['as it is\n', 'as it is\n'],
    [true, 'True'],
    [null, 'None'],
    [[1, 'a', false], "[1, 'a', False]"],
    [{ name: "it's", nested: { list: [] } }, `{'name': "it's", 'nested': {'list': []}}`],
    [['both \' and "'], `['both \\' and "']`],
    [['a\\b\n\t\u0001\u00a0\u200b é 你 🙂'], `['a\\\\b\\n\\t\\x01\\xa0\\u200b é 你 🙂']`],
  ])('%j', (json, text) => {
    expect(pythonText(toValue(json))).toBe(text);
  });

  it('tells floats from whole numbers', () => {
    expect([2, 2.5].map((value) => pythonText({ type: 'FloatValue', value }))).toEqual(['2.0', '2.5']);
  });
});

describe('strip', () => {
  it.each([
    ['strip', '\n\n a \n', '\n', ' a '],
    ['lstrip', ' \nfirst\n', '\n', ' \nfirst\n'],
    ['rstrip', 'xyx🙂', '🙂x', 'xy'],
    ['strip', 'xxx', 'x', ''],
    ['strip', ' a ', '', ' a '],
  ])('%s of %j without %j', (method, text, set, expected) => {
    expect(strip(method, text, set)).toBe(expected);
  });
});
