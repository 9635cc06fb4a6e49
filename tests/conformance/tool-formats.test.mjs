import { describe, expect, it } from 'vitest';
import { byteTokenizer } from '../../packages/engine/dist/tokens/byte-vocabulary.case.js';
import { ChatHost } from '../../packages/saguim/dist/runtime/chat-host.js';
import { runChat } from '../../packages/saguim/dist/runtime/run-chat.js';
import { publishedTemplates, TEMPLATES } from './tool-templates.mjs';

const weather = {
  name: 'get_weather',
  description: 'Tells the weather of a place.',
  inputSchema: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
};
const clock = { name: 'get_time', description: 'Tells the time.', inputSchema: { type: 'object' } };
const tools = [weather, clock];
const ask = { role: 'user', content: 'What is the weather in Paris?' };

/** An engine that writes what it is told to, in the place of a model: all else is the real thing. */
function script(family) {
  const { source, control, user = [] } = TEMPLATES[family];
  const tokenizer = byteTokenizer(control, [], user);
  const prompts = [];
  const constraints = [];
  const answers = [];
  /** Of the answer that is being written. */
  let rest = [];
  const spell = (ids) => tokenizer.decode(ids, { control: true });
  const engine = {
    info: { name: family, contextLength: 8192 },
    tokenizer,
    chatTemplate: source,
    forget: () => {},
    generate({ tokens, constraint, stopTokens }) {
      prompts.push(spell(tokens));
      constraints.push(constraint);
      const ends = new Set(stopTokens ?? tokenizer.stopTokens);
      if (rest.length === 0) rest = cut(answers.shift(), tokenizer);
      // What was put into the prompt for the model need not be said by it.
      const put = rest.findLastIndex((_, last) => rest.slice(0, last + 1).every(({ token }, i) => token === tokens.at(i - last - 1)));
      if (put > 0 || ['[TOOL_CALLS]', '[ARGS]', '<tool_call>'].includes(spell(rest.slice(0, put + 1).map(({ token }) => token))))
        rest.splice(0, put + 1);
      // A constraint ends where nothing more fits.
      if (constraint?.type === 'regex' || (constraint?.type === 'json-schema' && constraint.schema.type !== 'array')) {
        const at = rest.findIndex((_, i) => afterParts.test(spell(rest.slice(i).map(({ token }) => token))));
        if (at >= 0) rest.splice(at, 0, { token: [...tokenizer.stopTokens][0], text: '' });
      }
      const end = rest.findIndex(({ token }) => ends.has(token));
      const pieces = rest.splice(0, end < 0 ? rest.length : end + 1);
      const result = { text: '', tokens: pieces.map(({ token }) => token), finishReason: 'stop', usage: {}, timings: {} };
      return { result: Promise.resolve(result), abort() {}, [Symbol.asyncIterator]: () => pieces.values() };
    },
  };
  const host = new ChatHost(engine);
  const turns = [];
  let key = 0;
  return {
    host,
    prompts,
    constraints,
    /** One exchange. Without `remember` the host has to make the chat from its turns, and the exchange itself is not kept. */
    async exchange(messages, answer, { remember = true, ...options } = {}) {
      answers.push(answer);
      const items = [];
      const request = { history: { key: `k${remember ? key : 'new'}`, turns: [...turns], tools }, messages, ...options };
      const { chat, result } = await runChat(engine, host, request, {
        signal: new AbortController().signal,
        emit: (item) => items.push(item),
      });
      if (remember) {
        host.remember(`k${++key}`, chat);
        turns.push({ messages, answer: result.answer, parts: result.parts });
      }
      return { ...result, streamed: items.flatMap((item) => ('part' in item ? [item.part] : [])), prompt: prompts.at(-1) };
    },
  };
}

/** What stands behind the name or the values of a call that begins with a control token. */
const afterParts = /^(\[ARGS\]|", "arguments": |>\n<parameter|\}\n<\/tool_call>|<\/function>)/;

/** A text as tokens, where the spellings of control tokens are these. */
function cut(text, tokenizer) {
  const pieces = [];
  for (let at = 0; at < text.length; ) {
    const control = [...tokenizer.controlTokens].find(([spelling]) => text.startsWith(spelling, at));
    const length = control ? control[0].length : 1;
    const ids = control ? [control[1]] : tokenizer.encode(text.slice(at, at + 1), { continues: true });
    for (const [i, token] of ids.entries()) pieces.push({ token, text: control || i < ids.length - 1 ? '' : text.slice(at, at + 1) });
    at += length;
  }
  return pieces;
}

/** Under what the model writes, one after the other, where it may call or has to. */
const guided = {
  qwen: { auto: ['tagged'], required: ['tagged'] },
  coder: { auto: ['tagged'], required: ['tagged'] },
  'qwen-marked': { auto: [undefined, 'regex', 'json-schema', undefined], required: ['regex', 'json-schema'] },
  'coder-marked': { auto: [undefined, 'regex', 'regex', undefined], required: ['regex', 'regex'] },
  llama3: { auto: ['tagged'], required: ['tagged'] },
  mistral: { auto: [undefined, 'json-schema'], required: ['json-schema'] },
  tekken: { auto: [undefined, 'regex', 'json-schema'], required: ['regex', 'json-schema'] },
  chatml: { auto: ['tagged'], required: ['tagged'] },
  gemma: { auto: ['tagged'], required: ['tagged'] },
};

const json = '{"name": "get_weather", "arguments": {"place": "Paris"}}';
const families = {
  qwen: {
    style: 'hermes',
    native: true,
    answer: `<tool_call>\n${json}\n</tool_call><|im_end|>`,
    again: `<tool_call>\n${json}\n</tool_call>`,
  },
  coder: {
    style: 'elements',
    native: true,
    answer: '<tool_call>\n<function=get_weather>\n<parameter=place>\nParis\n</parameter>\n</function>\n</tool_call><|im_end|>',
    again: '<parameter=place>\nParis\n</parameter>',
  },
  llama3: {
    style: 'llama3',
    native: true,
    answer: '<|python_tag|>{"name": "get_weather", "parameters": {"place": "Paris"}}<|eom_id|>',
    again: '{"name": "get_weather", "parameters": {"place": "Paris"}}',
  },
  mistral: { style: 'mistral', native: true, answer: `[TOOL_CALLS][${json}]</s>`, again: '[TOOL_CALLS][{"name": "get_weather"' },
  tekken: {
    style: 'mistral-named',
    native: true,
    answer: '[TOOL_CALLS]get_weather[ARGS]{"place": "Paris"}</s>',
    again: '[TOOL_CALLS]get_weather[ARGS]{"place": "Paris"}',
  },
  chatml: {
    style: 'hermes',
    native: false,
    answer: `<tool_call>\n${json}\n</tool_call><|im_end|>`,
    again: `<tool_call>\n${json}\n</tool_call>`,
  },
  gemma: {
    style: 'hermes',
    native: false,
    answer: `<tool_call>\n${json}\n</tool_call><end_of_turn>`,
    again: `<tool_call>\n${json}\n</tool_call>`,
  },
};

for (const family of ['qwen', 'coder']) families[`${family}-marked`] = families[family];

// With a folder of the templates that models are published with, these are tried, too.
for (const [name, { template, guided: under, ...family }] of Object.entries(
  process.env.SAGUIM_TEMPLATES ? publishedTemplates(process.env.SAGUIM_TEMPLATES) : {},
)) {
  TEMPLATES[name] = template;
  guided[name] = under;
  families[name] = family;
}

describe.each(Object.entries(families))('tools in the manner of %s', (family, { style, native, answer, again }) => {
  it('is found in the template', () => {
    expect(script(family).host.format).toMatchObject({ style, native });
  });

  it('tells the model of the tools, reads its call, and gives it the result and the call back', async () => {
    const chat = script(family);
    const first = await chat.exchange([ask], answer);
    for (const { name, description } of tools) {
      expect(first.prompt).toContain(name);
      expect(first.prompt).toContain(description);
    }
    expect(first.prompt).toMatch(/"required"|<required>/);
    const [call, ...others] = first.calls;
    expect(others).toEqual([]);
    expect(call).toMatchObject({ name: 'get_weather', arguments: { place: 'Paris' } });
    expect(first.text).toBe('');
    expect(first.streamed).toEqual([{ type: 'tool-call', value: call }]);
    const response = {
      role: 'user',
      content: [{ type: 'tool-response', value: { callID: call.callID, name: call.name, result: ['Sunny.'] } }],
    };
    const second = await chat.exchange([response], 'It is sunny.');
    expect(second.prompt).toContain(again);
    expect(second.prompt).toContain('Sunny.');
    expect(second.prompt.indexOf(again)).toBeLessThan(second.prompt.indexOf('Sunny.'));
    expect(second).toMatchObject({ text: 'It is sunny.', calls: [] });
    const third = await chat.exchange([{ role: 'user', content: 'Thanks!' }], 'Welcome.');
    expect(third.prompt).toContain('It is sunny.');
    expect(third.prompt).toContain(again);
    // Another worker, which was not there, makes the same of it.
    const bye = [{ role: 'user', content: 'Bye.' }];
    const fresh = await chat.exchange(bye, 'Bye!', { remember: false });
    expect((await chat.exchange(bye, 'Bye!')).prompt).toBe(fresh.prompt);
  });

  it('takes calls and responses that the page wrote, errors among them', async () => {
    const chat = script(family);
    const call = (callID, name, values) => ({ type: 'tool-call', value: { callID, name, arguments: values } });
    const { prompt } = await chat.exchange(
      [
        ask,
        {
          role: 'assistant',
          content: [{ type: 'text', value: 'I look.' }, call('call-1', 'get_weather', { place: 'Rome' }), call('2', 'get_time', {})],
        },
        {
          role: 'user',
          content: [
            { type: 'tool-response', value: { callID: 'call-1', name: 'get_weather', errorMessage: 'no "network"' } },
            { type: 'tool-response', value: { callID: '2', name: 'get_time', result: [{ hour: 12 }, 'noon'] } },
          ],
        },
      ],
      'Fine.',
    );
    for (const text of ['Rome', 'get_time', 'network', 'hour', 'noon']) expect(prompt).toContain(text);
  });

  it.each(['auto', 'required'])('has the call written under the schema of its tool (%s)', async (toolChoice) => {
    const chat = script(family);
    const { calls, answer: ids } = await chat.exchange([ask], answer, { toolChoice });
    expect(chat.constraints.map((constraint) => constraint?.type)).toEqual(guided[family][toolChoice]);
    expect(JSON.stringify(chat.constraints)).toMatch(/"required":\["place"\]|<parameter=place>/);
    expect(calls).toMatchObject([{ name: 'get_weather', arguments: { place: 'Paris' } }]);
    // A call that is required is all there is: nobody waits for the end of the turn behind it.
    const left = family.endsWith('-marked') && toolChoice === 'required' ? 1 : 0;
    expect(ids.length).toBe(cut(answer, byteTokenizer(TEMPLATES[family].control, [], TEMPLATES[family].user)).length - left);
  });

  it('counts the tools once, and leaves calls alone where none may be made', async () => {
    const { host } = script(family);
    const [without, withTools] = [host.overhead(), host.overhead(tools)];
    expect(withTools.chat).toBeGreaterThan(without.chat + 100);
    expect(withTools.message).toBeLessThan(without.message + 20);
    const chat = script(family);
    const { calls, text } = await chat.exchange([ask], 'I do not know.', { toolChoice: 'none' });
    expect({ calls, text }).toEqual({ calls: [], text: 'I do not know.' });
  });
});

it('is written in words where a template refuses tools that it knows', () => {
  const host = script('stubborn').host;
  expect(host.format).toMatchObject({ native: false });
});
