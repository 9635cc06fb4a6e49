import { describe, expect, it } from 'vitest';
import { toPromptInput } from './prompt-input.js';

const read = (input: unknown, first = true) => toPromptInput(input, { first, prefix: true });
const user = (content: string) => ({ messages: [{ role: 'user', content }] });
const named = (name: string) => expect.objectContaining({ name, constructor: DOMException });

describe('toPromptInput', () => {
  it.each([
    ['a text', 'hello', user('hello')],
    ['nothing', undefined, user('undefined')],
    ['null', null, user('null')],
    ['an object that is no list', { role: 'user' }, user('[object Object]')],
    ['an empty list', [], user('')],
    ['a message', [{ role: 'user', content: 'a' }], user('a')],
    [
      'parts, joined as they are',
      [
        {
          role: 'user',
          content: [
            { type: 'text', value: 'a' },
            { type: 'text', value: 'b' },
          ],
        },
      ],
      user('ab'),
    ],
    ['no parts', [{ role: 'user', content: [] }], user('')],
    ['a number as text', [{ role: 'user', content: [{ type: 'text', value: 7 }] }], user('7')],
    ['a plain object as text', [{ role: 'user', content: [{ type: 'text', value: {} }] }], user('[object Object]')],
  ])('takes %s', (_, input, expected) => {
    expect(read(input)).toEqual(expected);
  });

  it('takes the beginning of an answer apart', () => {
    const input = [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b', prefix: true },
    ];
    expect(read(input)).toEqual({ ...user('a'), prefix: 'b' });
    expect(() => toPromptInput(input, { first: true, prefix: false })).toThrowError(named('SyntaxError'));
  });

  it.each([
    ['a prefix of the user', [{ role: 'user', content: 'a', prefix: true }]],
    [
      'a prefix that is not the last',
      [
        { role: 'assistant', content: 'a', prefix: true },
        { role: 'user', content: 'b' },
      ],
    ],
    ['bytes as text', [{ role: 'user', content: [{ type: 'text', value: new ArrayBuffer(4) }] }]],
  ])('refuses %s as SyntaxError', (_, input) => {
    expect(() => read(input)).toThrowError(named('SyntaxError'));
  });

  it.each(['image', 'audio', 'tool-response'])('refuses %s, which this model cannot take', (type) => {
    expect(() => read([{ role: 'user', content: [{ type, value: 'x' }] }])).toThrowError(named('NotSupportedError'));
  });

  it.each([
    [
      'a second system message',
      [
        { role: 'system', content: 'a' },
        { role: 'system', content: 'b' },
      ],
    ],
    [
      'a late system message',
      [
        { role: 'user', content: 'a' },
        { role: 'system', content: 'b' },
      ],
    ],
    ['an unknown role', [{ role: 'robot', content: 'a' }]],
    ['an unknown type', [{ role: 'user', content: [{ type: 'soup', value: 'a' }] }]],
    ['a message without content', [{ role: 'user' }]],
    ['a part without a value', [{ role: 'user', content: [{ type: 'text' }] }]],
    ['a message that is a text', ['hello']],
  ])('refuses %s as TypeError', (_, input) => {
    expect(() => read(input)).toThrowError(TypeError);
  });

  it('takes a system message only where nothing came before', () => {
    const input = [{ role: 'system', content: 'a' }];
    expect(read(input).messages).toEqual(input);
    expect(() => read(input, false)).toThrowError(TypeError);
  });
});
