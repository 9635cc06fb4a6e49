import { describe, expect, it } from 'vitest';
import { toPromptInput } from './prompt-input.js';
import { checkTools, toRawTools } from './tool-declarations.js';
import { LanguageModelToolCall, LanguageModelToolError, LanguageModelToolSuccess } from './tool-messages.js';

const named = (name: string) => expect.objectContaining({ name, constructor: DOMException });
const expected = new Set(['tool-call', 'tool-response'] as const);
const read = (role: string, type: string, value: unknown, given: ReadonlySet<'tool-call' | 'tool-response'> = expected) =>
  toPromptInput([{ role, content: [{ type, value }] }], { first: true, prefix: true, expected: given }).messages[0]!.content;
const call = (values?: object) => new LanguageModelToolCall({ callID: '1', name: 'a', arguments: values });
const success = (...result: { type: 'text' | 'object' | 'image'; value: unknown }[]) =>
  new LanguageModelToolSuccess({ callId: '1', name: 'a', result });

describe('the classes of tools', () => {
  it('tell what they were made of, under both names of the id', () => {
    expect(call({ b: 1 })).toMatchObject({ callID: '1', callId: '1', name: 'a', arguments: { b: 1 } });
    expect(call().arguments).toBeNull();
    const response = success({ type: 'text', value: 'x' });
    expect(response).toMatchObject({ callID: '1', callId: '1', result: [{ type: 'text', value: 'x' }] });
    expect(response.result).toBe(response.result);
    expect(Object.isFrozen(response.result)).toBe(true);
    expect(new LanguageModelToolError({ callID: '1', name: 'a', errorMessage: 'no' }).errorMessage).toBe('no');
    expect(Object.keys(LanguageModelToolCall.prototype)).toEqual(['callID', 'callId', 'name', 'arguments']);
    expect(String(response)).toBe('[object LanguageModelToolSuccess]');
  });

  it.each([
    ['nothing', () => new LanguageModelToolCall(undefined as never)],
    ['no id', () => new LanguageModelToolCall({ name: 'a' })],
    ['no name', () => new LanguageModelToolCall({ callID: '1' } as never)],
    ['arguments that are no object', () => new LanguageModelToolCall({ callID: '1', name: 'a', arguments: 7 as never })],
    ['no result', () => new LanguageModelToolSuccess({ callID: '1', name: 'a' } as never)],
    ['a result of no kind', () => success({ type: 'soup' as never, value: 1 })],
    ['no message', () => new LanguageModelToolError({ callID: '1', name: 'a' } as never)],
  ])('refuse %s', (_, make) => {
    expect(make).toThrowError(TypeError);
  });
});

describe('toPromptInput with tools', () => {
  it('reads calls and responses as JSON, when the prompt is made', () => {
    const values: Record<string, unknown> = {};
    const made = call(values);
    values.later = new Date(0);
    expect(read('assistant', 'tool-call', made)).toEqual([
      { type: 'tool-call', value: { callID: '1', name: 'a', arguments: { later: '1970-01-01T00:00:00.000Z' } } },
    ]);
    expect(read('assistant', 'tool-call', call())).toMatchObject([{ value: { arguments: {} } }]);
    const response = success({ type: 'text', value: 'x' }, { type: 'object', value: { y: [1] } });
    expect(read('user', 'tool-response', response)).toEqual([
      { type: 'tool-response', value: { callID: '1', name: 'a', result: ['x', { y: [1] }] } },
    ]);
    const error = new LanguageModelToolError({ callID: '2', name: 'b', errorMessage: 'no' });
    expect(read('user', 'tool-response', error)).toMatchObject([{ value: { callID: '2', name: 'b', errorMessage: 'no' } }]);
  });

  it('refuses what the standard refuses, by its name', () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    expect(() => read('user', 'tool-call', call())).toThrowError(TypeError);
    expect(() => read('assistant', 'tool-response', success())).toThrowError(TypeError);
    expect(() => read('user', 'tool-response', 'text')).toThrowError(TypeError);
    expect(() => read('user', 'tool-response', success(), new Set())).toThrowError(named('NotSupportedError'));
    expect(() => read('assistant', 'tool-call', call(circular))).toThrowError(named('DataError'));
    expect(() => read('assistant', 'tool-call', call([]))).toThrowError(named('DataError'));
    for (const value of [circular, () => {}, 1n, new Map(), undefined]) {
      if (value !== undefined)
        expect(() => read('user', 'tool-response', success({ type: 'text', value }))).toThrowError(named('DataError'));
    }
    expect(() => read('user', 'tool-response', success({ type: 'image', value: {} }))).toThrowError(named('NotSupportedError'));
  });
});

describe('tools', () => {
  const tool = { name: 'a', description: 'b', inputSchema: { type: 'object' } };
  const check = (...tools: object[]) => checkTools(toRawTools(tools, false));

  it('are copied, without what the standard ignores', () => {
    const inputSchema = { type: 'object', properties: { c: {} }, required: ['c'] };
    expect(check({ ...tool, inputSchema, execute: () => 1 })).toEqual([{ name: 'a', description: 'b', inputSchema }]);
    expect(checkTools(toRawTools([{ ...tool, execute: () => 1 }], true))[0]!.execute!()).toBe(1);
  });

  it.each([
    ['no name', { ...tool, name: undefined }],
    ['an empty name', { ...tool, name: '' }],
    ['an empty description', { ...tool, description: '' }],
    ['no schema', { ...tool, inputSchema: null }],
    ['a schema without a type', { ...tool, inputSchema: {} }],
    ['a schema of another type', { ...tool, inputSchema: { type: 'string' } }],
    ['properties that are none', { ...tool, inputSchema: { type: 'object', properties: 'x' } }],
    ['a required that is no list', { ...tool, inputSchema: { type: 'object', required: 'x' } }],
    ['a schema that turns into something else', { ...tool, inputSchema: { type: 'object', toJSON: () => 7 } }],
  ])('are refused with %s', (_, given) => {
    expect(() => check(given)).toThrowError(TypeError);
  });

  it('are refused when two have one name, and when their schema throws, with what it throws', () => {
    expect(() => check(tool, tool)).toThrowError(TypeError);
    const mistake = new Error('mine');
    const inputSchema = {
      type: 'object',
      toJSON() {
        throw mistake;
      },
    };
    expect(() => check({ ...tool, inputSchema })).toThrowError(mistake);
  });
});
