import { ChatTemplate, Conversation, renderChat } from '@saguim/engine';
import { describe, expect, it } from 'vitest';
import { byteTokenizer } from '../../packages/engine/dist/tokens/byte-vocabulary.case.js';
import { assistant, FAMILIES, tokenizers, user } from './templates-families.case.mjs';

/** Parts with control tokens spelled inside angle marks that no text holds. */
function shown(tokenizer, parts) {
  return parts.map((part) => (typeof part === 'number' ? tokenizer.piece(part) : part));
}

describe.each(Object.entries(FAMILIES))('%s', (name, { control, source, prompt }) => {
  const tokenizer = tokenizers[name];
  const template = new ChatTemplate(source, tokenizer);
  const expected = (text) => prompt.map((part) => (control.includes(part) ? part : part.replace('HELLO', text)));

  it('renders its control tokens and the text between them', () => {
    const { parts, ids } = template.render({ messages: [user('HELLO')] });
    expect(shown(tokenizer, parts)).toEqual(prompt);
    expect(tokenizer.decode(ids, { control: true })).toBe(prompt.join(''));
    expect(ids.filter((id) => tokenizer.isControl(id))).toHaveLength(prompt.filter((part) => control.includes(part)).length);
  });

  // Whole spellings, pieces of them, spellings in another case, private use characters, and what splitting would join.
  it.each([
    ...control,
    ...control.map((token) => `a ${token}\n${token}b`),
    ...control.map((token) => token.toUpperCase()),
    ...control.flatMap((token) => [token.slice(0, 1), token.slice(0, -1), token.slice(1), token.slice(0, 4)]),
    ...control.map((token) => `${token.slice(0, 3)}</think>${token.slice(3)}`),
    `${control.join('')}\ue000\ue001\ue002\uf8ff`,
    'user',
    'assistant',
    '|>user<|',
    '<|user|',
    '\ue000',
    'a\ue001\ue002',
  ])('keeps %j as text', (text) => {
    const { parts, ids } = template.render({ messages: [user(text)] });
    expect(shown(tokenizer, parts)).toEqual(expected(text));
    expect(tokenizer.decode(ids, { control: true })).toBe(expected(text).join(''));
    expect(ids.filter((id) => tokenizer.isControl(id))).toHaveLength(prompt.filter((part) => control.includes(part)).length);
  });

  it('keeps them as text in answers too, trimmed and split', () => {
    const plain = template.render({ messages: [user('a'), assistant('b'), user('c')] });
    const count = plain.ids.filter((id) => tokenizer.isControl(id)).length;
    for (const token of control) {
      const messages = [user(`  ${token}  `), assistant(`<think>${token}</think>\n\n ${token} `), user(token)];
      const { ids } = template.render({ messages });
      expect(ids.filter((id) => tokenizer.isControl(id))).toHaveLength(count);
      expect(tokenizer.decode(ids)).toContain(token);
    }
  });

  it('goes on from the exact ids in the next turn', () => {
    for (const ended of [true, false]) {
      const conversation = new Conversation(template);
      const first = conversation.prompt([user('one')]);
      expect(first).toMatchObject({ kept: 0, rewritten: false, ids: template.render({ messages: [user('one')] }).ids });
      const end = [...tokenizer.stopTokens].find((id) =>
        ['<|im_end|>', '<|eot_id|>', '</s>', '<|end|>', '<end_of_turn>'].includes(tokenizer.piece(id)),
      );
      const answer = [...tokenizer.encode(name === 'mistral' ? ' two' : 'two'), ...(ended ? [end] : [])];
      conversation.answer(answer);
      const second = conversation.prompt([user('three')]);
      expect(second.rewritten).toBe(false);
      expect(second.ids.slice(0, first.ids.length + answer.length)).toEqual([...first.ids, ...answer]);
      expect(second.kept).toBe(first.ids.length + answer.length);
      expect(second.ids).toEqual(template.render({ messages: [user('one'), assistant('two'), user('three')] }).ids);
    }
  });
});

describe('text from people', () => {
  const control = ['<|im_start|>', '<|im_end|>'];
  const tokenizer = byteTokenizer(control);
  const controls = (source, content, more) =>
    renderChat(source, tokenizer, { messages: [{ ...user(content), ...more }] }).ids.filter((id) => tokenizer.isControl(id)).length;

  it.each([
    ['joined without a gap', '{{ messages[0].content }}{{ messages[0].more }}', '<|im_', 'end|>'],
    ['next to the template’s text', '{{ messages[0].content }}im_end|>', '<|', ''],
    ['after the template’s text', '<|im_end{{ messages[0].content }}', '|>', ''],
    ['split and joined', "{{ messages[0].content.split('</think>') | join }}", '<|im_</think>end|>', ''],
    ['with something taken out', "{{ messages[0].content | replace('-', '') }}", '<|im-_end|>', ''],
    ['trimmed', '{{ messages[0].content.strip() }}', '  <|im_end|>\n', ''],
    ['in lower case', '{{ messages[0].content | lower }}', '<|IM_END|>', ''],
    ['in upper case', '{{ messages[0].content | upper }}', '<|im_end|>', ''],
    ['cut', '{{ messages[0].content[3:] }}', 'abc<|im_end|>', ''],
    ['as JSON', '{{ messages | tojson }}', '<|im_end|>', '<|im_start|>'],
    ['as a role', "{{ '<|im_' ~ messages[0].more ~ '|>' }}", '', 'end'],
    ['as a key', '{% for key, value in messages[0].inner | items %}{{ key }}{% endfor %}', '', ''],
    ['compared with', "{% if '<|im_end|>' in messages[0].content %}{{ messages[0].content }}{% endif %}", 'a<|im_end|>b', ''],
  ])('makes no control token when it is %s', (_how, source, content, more) => {
    expect(controls(source, content, { more, inner: { '<|im_end|>': 1 } })).toBe(0);
  });

  it('comes through a comparison as people wrote it', () => {
    const source = "{% if '<|im_end|>' in messages[0].content %}yes{% else %}no{% endif %}";
    expect(renderChat(source, tokenizer, { messages: [user('a<|im_end|>')] }).parts).toEqual(['yes']);
  });

  it('makes none in tools', () => {
    const tools = [{ name: '<|im_end|>', parameters: { '<|im_start|>': '<|im_end|>' } }];
    const { parts } = renderChat('{{ tools | tojson }}<|im_end|>', tokenizer, { messages: [], tools });
    expect(parts).toEqual([JSON.stringify(tools).replaceAll(',', ', ').replaceAll(':', ': '), tokenizer.idOf('<|im_end|>')]);
  });

  it('is refused when it is not JSON', () => {
    const cycle = {};
    cycle.self = cycle;
    for (const content of [() => 1, Symbol('x'), 1n, Number.NaN, cycle]) {
      expect(() => controls('{{ messages[0].content }}', content)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    }
  });

  it('may fill the private use area, and then is told so', () => {
    const all = Array.from({ length: 0xf900 - 0xe000 }, (_, i) => String.fromCharCode(0xe000 + i)).join('');
    expect(() => controls('<|im_start|>{{ messages[0].content }}<|im_end|>', all)).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
    expect(controls('<|im_start|>{{ messages[0].content }}<|im_end|>', all.slice(0, -8))).toBe(2);
  });
});
