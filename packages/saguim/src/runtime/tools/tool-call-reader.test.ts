import { describe, expect, it } from 'vitest';
import type { MessagePart } from '../engine-messages.js';
import { ToolCallReader } from './tool-call-reader.js';
import type { ToolFormat } from './tool-format.js';

const tools = [
  { name: 'weather', inputSchema: { properties: { place: { type: 'string' }, days: { type: 'integer' }, cold: { type: 'boolean' } } } },
  { name: 'time', inputSchema: {} },
];

type Short = string | [name: string, values: object];

/** Reads an answer in pieces of `size` characters; texts that follow each other are joined. */
function read(style: ToolFormat['style'], answer: string, size: number, prefix = ''): Short[] {
  const reader = new ToolCallReader({ style, native: true, system: true }, tools);
  reader.begin(prefix);
  const parts: MessagePart[] = [];
  for (let at = 0; at < answer.length; at += size) parts.push(...reader.push(answer.slice(at, at + size)));
  parts.push(...reader.end());
  const ids = parts.flatMap((part) => (part.type === 'tool-call' ? [part.value.callID] : []));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z0-9]{9}$/);
  const short: Short[] = [];
  for (const part of parts) {
    const last = short.at(-1);
    if (part.type === 'tool-call') short.push([part.value.name, part.value.arguments]);
    else if (part.type === 'text' && typeof last === 'string') short[short.length - 1] = last + part.value;
    else if (part.type === 'text') short.push(part.value);
  }
  return short;
}

const paris: Short = ['weather', { place: 'Paris' }];
const call = '{"name": "weather", "arguments": {"place": "Paris"}}';

const cases: [what: string, style: ToolFormat['style'], answer: string, expected: Short[]][] = [
  ['text alone', 'hermes', ' Hello <b>you</b>! ', [' Hello <b>you</b>! ']],
  ['a call alone', 'hermes', `<tool_call>\n${call}\n</tool_call>`, [paris]],
  [
    'text before, two calls',
    'hermes',
    `Let me see.\n\n<tool_call>${call}</tool_call>\n<tool_call>{"name":"time"}</tool_call>\n`,
    ['Let me see.', paris, ['time', {}]],
  ],
  ['a list of calls', 'hermes', `<tool_call>[${call}, ${call}]</tool_call>`, [paris, paris]],
  ['a call that was not closed', 'hermes', `<tool_call>\n${call}`, [paris]],
  ['arguments as text', 'hermes', '<tool_call>{"name": "weather", "arguments": "{\\"place\\": \\"Paris\\"}"}</tool_call>', [paris]],
  ['a tool that is not there', 'hermes', '<tool_call>{"name": "rm"}</tool_call>', ['<tool_call>{"name": "rm"}</tool_call>']],
  ['half a call', 'hermes', 'So: <tool_call>\n{"name": "wea', ['So: <tool_call>\n{"name": "wea']],
  [
    'arguments that are a list',
    'hermes',
    '<tool_call>{"name": "time", "arguments": [1]}</tool_call>',
    ['<tool_call>{"name": "time", "arguments": [1]}</tool_call>'],
  ],
  ['the beginning of a tag', 'hermes', 'a < b <tool', ['a < b <tool']],
  ['a whole answer of JSON', 'llama3', '{"name": "weather", "parameters": {"place": "Paris"}}', [paris]],
  [
    'two of them',
    'llama3',
    '{"name": "weather", "parameters": {"place": "Paris"}}; {"name": "time", "parameters": {}}',
    [paris, ['time', {}]],
  ],
  ['after the tag', 'llama3', '<|python_tag|>{"name": "weather", "parameters": {"place": "Paris"}}', [paris]],
  ['JSON that is no call', 'llama3', '{"a": "}"} is JSON.', ['{"a": "}"} is JSON.']],
  ['braces in text', 'llama3', `It is {"name": "weather"}.`, ['It is {"name": "weather"}.']],
  ['a list', 'mistral', `[TOOL_CALLS][${call},${call}]`, [paris, paris]],
  ['text before a list', 'mistral', `Well.[TOOL_CALLS] [${call}]`, ['Well.', paris]],
  [
    'parameters in tags',
    'elements',
    'Well.\n<tool_call>\n<function=weather>\n<parameter=place>\nA <b>\n12\n</parameter>\n<parameter=days>\n3\n</parameter>\n<parameter=cold>\nTrue\n</parameter>\n</function>\n</tool_call>',
    ['Well.', ['weather', { place: 'A <b>\n12', days: 3, cold: true }]],
  ],
  ['half a parameter', 'elements', '<tool_call>\n<function=time>\n<parameter=a>', ['<tool_call>\n<function=time>\n<parameter=a>']],
  ['names and arguments', 'mistral-named', '[TOOL_CALLS]weather[ARGS]{"place": "Paris"}[TOOL_CALLS]time[ARGS]{}', [paris, ['time', {}]]],
];

describe('ToolCallReader', () => {
  it.each(cases)('reads %s (%s), however it is cut', (_, style, answer, expected) => {
    for (const size of [1, 2, 3, 7, 1000]) expect(read(style, answer, size)).toEqual(expected);
  });

  it('does not tell again what the answer was made to begin with', () => {
    expect(read('hermes', ', 2 </b', 1, 'Count <b>1')).toEqual([', 2 </b']);
    expect(read('hermes', 'ool_call>{"name": "time"}</tool_call> x', 2, 'a <t')).toEqual([['time', {}], ' x']);
    expect(read('hermes', 'ick>', 2, 'a <t')).toEqual(['ick>']);
    expect(read('hermes', '{"name": "time"}</tool_call>', 5, '<tool_call>')).toEqual([['time', {}]]);
  });

  it('holds nothing back that cannot be a call', () => {
    const reader = new ToolCallReader({ style: 'hermes', native: true, system: true }, tools);
    expect(reader.push('Hello')).toEqual([{ type: 'text', value: 'Hello' }]);
    expect(reader.push(' <to')).toEqual([]);
    expect(reader.push('p>.')).toEqual([{ type: 'text', value: ' <top>.' }]);
  });

  it('reads a long answer in linear time', () => {
    const text = `${'['.repeat(200_000)}{"name": `;
    expect(read('hermes', `<tool_call>${text}`, 100_000)).toEqual([`<tool_call>${text}`]);
  });
});
