import { expect, it } from 'vitest';
import { readJson } from './read-json.js';

const read = (body: BodyInit, headers: Record<string, string> = {}) =>
  readJson(new Request('http://a/', { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers } }), 100);

it('reads an object', async () => {
  expect(await read('\ufeff{"a":"é"}')).toEqual({ a: 'é' });
  expect(await read('{}', { 'Content-Type': 'application/vnd.api+json; charset=utf-8', 'Content-Encoding': 'identity' })).toEqual({});
});

it.each([
  ['no JSON', '{"text": "secret', {}, 'invalid', /parsed/],
  ['nothing', '', {}, 'invalid', /parsed/],
  ['a list', '[1]', {}, 'invalid', /not an object/],
  ['null', 'null', {}, 'invalid', /not an object/],
  ['invalid UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), {}, 'invalid', /UTF-8/],
  ['a form', 'a=1', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'media-type', /application\/json/],
  ['plain text, which pages may send unasked', '{}', { 'Content-Type': 'text/plain' }, 'media-type', /application\/json/],
  ['a compressed body', '{}', { 'Content-Encoding': 'gzip' }, 'media-type', /Compressed/],
  ['too much', `{"a":"${'x'.repeat(100)}"}`, {}, 'too-large', /100 bytes/],
  ['more than it says', `{"a":"${'x'.repeat(100)}"}`, { 'Content-Length': '3' }, 'too-large', /100 bytes/],
  ['depth', '['.repeat(90), {}, 'invalid', /parsed/],
])('refuses %s', async (_, body, headers, reason, message) => {
  const problem = await read(body, headers).catch((error) => error);
  expect(problem).toMatchObject({ name: 'Problem', reason });
  expect(problem.message).toMatch(message);
  expect(problem.message).not.toMatch(/secret/);
});
