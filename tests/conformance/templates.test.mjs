import { ChatTemplate, Conversation, encodeChat, renderChat } from '@saguim/engine';
import { describe, expect, it } from 'vitest';
import { byteTokenizer } from '../../packages/engine/dist/tokens/byte-vocabulary.case.js';

// Templates in the manner of the families: the same control tokens and the same operations on what people wrote.
const FAMILIES = {
  chatml: {
    control: ['<|im_start|>', '<|im_end|>'],
    source:
      "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}" +
      "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
    prompt: ['<|im_start|>', 'user\nHELLO', '<|im_end|>', '\n', '<|im_start|>', 'assistant\n'],
  },
  llama3: {
    control: ['<|begin_of_text|>', '<|eot_id|>', '<|start_header_id|>', '<|end_header_id|>'],
    source:
      '{{- bos_token }}{% for message in messages %}' +
      "{% set head = '<|start_header_id|>' + message.role + '<|end_header_id|>\\n\\n' %}{{ head + message.content | trim + '<|eot_id|>' }}" +
      "{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}",
    prompt: [
      '<|begin_of_text|>',
      '<|start_header_id|>',
      'user',
      '<|end_header_id|>',
      '\n\nHELLO',
      '<|eot_id|>',
      '<|start_header_id|>',
      'assistant',
      '<|end_header_id|>',
      '\n\n',
    ],
  },
  mistral: {
    control: ['<s>', '</s>', '[INST]', '[/INST]', '[AVAILABLE_TOOLS]', '[/AVAILABLE_TOOLS]'],
    source:
      '{{ bos_token }}{% for message in messages %}{% if (message.role == "user") != (loop.index0 % 2 == 0) %}' +
      '{{ raise_exception("roles must take turns") }}{% endif %}' +
      '{% if message.role == "user" %}{% if loop.last and tools %}{{ "[AVAILABLE_TOOLS]" + tools | tojson + "[/AVAILABLE_TOOLS]" }}{% endif %}' +
      '{{ "[INST] " + message.content + " [/INST]" }}{% else %}{{ " " + message.content | trim + eos_token }}{% endif %}{% endfor %}',
    prompt: ['<s>', '[INST]', ' HELLO ', '[/INST]'],
  },
  phi3: {
    control: ['<s>', '<|end|>', '<|user|>', '<|assistant|>', '<|system|>'],
    source:
      "{% for message in messages %}{{ '<|' + message['role'] + '|>' + '\\n' + message['content'] + '<|end|>\\n' }}{% endfor %}" +
      "{% if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}",
    prompt: ['<|user|>', '\nHELLO', '<|end|>', '\n', '<|assistant|>', '\n'],
  },
  gemma: {
    control: ['<bos>', '<end_of_turn>', '<start_of_turn>'],
    source:
      '{{ bos_token }}{% for message in messages %}{% set role = "model" if message.role == "assistant" else message.role %}' +
      '<start_of_turn>{{ role }}\n{{ message.content | trim }}<end_of_turn>\n{% endfor %}{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}',
    prompt: ['<bos>', '<start_of_turn>', 'user\nHELLO', '<end_of_turn>', '\n', '<start_of_turn>', 'model\n'],
  },
  qwen3: {
    control: ['<|im_start|>', '<|im_end|>'],
    user: ['<think>', '</think>', '<tool_response>', '</tool_response>'],
    // Thinking is cut off answers before the last question, found by going through the messages backwards.
    source: `{%- set ns = namespace(last=messages|length - 1, looking=true) %}
{%- for message in messages[::-1] %}
  {%- set index = messages|length - 1 - loop.index0 %}
  {%- if ns.looking and message.role == 'user' and not (message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
    {%- set ns.looking = false %}{%- set ns.last = index %}
  {%- endif %}
{%- endfor %}
{%- for message in messages %}
  {%- if message.role == 'assistant' %}
    {%- set content = message.content %}{%- set thoughts = '' %}
    {%- if '</think>' in content %}
      {%- set thoughts = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
      {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
    {%- endif %}
    {%- if loop.index0 > ns.last and thoughts %}{{- '<|im_start|>assistant\\n<think>\\n' + thoughts.strip('\\n') + '\\n</think>\\n\\n' + content }}
    {%- else %}{{- '<|im_start|>assistant\\n' + content }}{%- endif %}
    {{- '<|im_end|>\\n' }}
  {%- else %}{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}{%- endif %}`,
    prompt: ['<|im_start|>', 'user\nHELLO', '<|im_end|>', '\n', '<|im_start|>', 'assistant\n'],
  },
};

const tokenizers = Object.fromEntries(
  Object.entries(FAMILIES).map(([name, { control, user }]) => [name, byteTokenizer(control, [], user)]),
);
const user = (content) => ({ role: 'user', content });
const assistant = (content) => ({ role: 'assistant', content });

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

describe('hostile templates', () => {
  const tokenizer = byteTokenizer(['<s>', '</s>']);
  const grow = (start, step) =>
    `{% set ns = namespace(x=${start}) %}{% for i in range(200) %}{% set ns.x = ${step} %}{% endfor %}{{ ns.x }}`;

  it.each([
    ['nested loops', '{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor %}'],
    ['loops with a condition', '{% for a in range(99999) if a < 0 %}{% endfor %}'.repeat(99)],
    ['a loop that goes on and on', '{% for a in range(99999) %}{% for b in range(99999) %}{% continue %}{% endfor %}{% endfor %}'],
    ['a huge range', '{{ range(100000000) }}'],
    ['a range without an end', '{{ range(0, 1, 0) }}'],
    ['a range of fractions', '{{ range(0, 1, 0.0000001) }}'],
    ['a range beyond whole numbers', '{{ range(9007199254740992, 9007199254740999) }}'],
    ['a doubling text', grow("'a'", 'ns.x + ns.x')],
    ['a doubling text by ~', grow("'ab'", 'ns.x ~ ns.x')],
    ['a doubling list', grow('[1]', 'ns.x + ns.x')],
    ['a list of lists', `${grow('[1]', '[ns.x, ns.x]')}{{ ns.x | tojson }}`],
    ['an object of objects', grow('{}', "{'a': ns.x, 'b': ns.x}")],
    ['replacing nothing', grow("'aaaa'", "ns.x.replace('', ns.x)")],
    ['replacing everything', grow("'aaaa'", "ns.x | replace('a', ns.x)")],
    ['a method kept in a variable', grow("'aaaa'", "(ns.x['rep' + 'lace'])('', ns.x)")],
    ['joining with itself', grow("'ab'", 'range(999) | join(ns.x)')],
    ['a wide indent', "{{ 'a\nb' | indent(999999999) }}"],
    ['JSON with a wide indent', '{{ [1] | tojson(indent=999999999) }}'],
    [
      'JSON with long separators',
      `${grow("'ab'", 'ns.x + ns.x')}`.replace('{{ ns.x }}', '{{ range(999) | tojson(separators=(ns.x, ns.x)) }}'),
    ],
    [
      'many pieces',
      `{% set ns = namespace(x='a,') %}{% for i in range(18) %}{% set ns.x = ns.x + ns.x %}{% endfor %}{{ ns.x.split(',') }}`,
    ],
    [
      'splitting again and again',
      `{% set ns = namespace(x='ab') %}{% for i in range(17) %}{% set ns.x = ns.x + ns.x %}{% endfor %}{% set f = ns.x.split %}{% for i in range(99999) %}{% set y = f('z') %}{% endfor %}`,
    ],
    ['a macro that calls itself', '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}'],
    ['macros that call each other', '{% macro a() %}{{ b() }}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}'],
    [
      'macros that fan out',
      `${Array.from({ length: 40 }, (_, i) => `{% macro m${i}() %}{{ m${i + 1}() }}{{ m${i + 1}() }}{% endmacro %}`).join('')}{{ m0() }}`,
    ],
    [
      'a caller that calls itself',
      '{% macro m() %}{{ caller() }}{% endmacro %}{% macro n() %}{% call m() %}{{ n() }}{% endcall %}{% endmacro %}{{ n() }}',
    ],
    ['a huge output', `{% for i in range(99999) %}${'x'.repeat(2000)}{% endfor %}`],
    ['deep brackets', `{{ ${'('.repeat(9999)}1${')'.repeat(9999)} }}`],
    ['deep lists', `{{ ${'['.repeat(999)}${']'.repeat(999)} }}`],
    ['deep conditions', `${'{% if true %}'.repeat(2000)}${'{% endif %}'.repeat(2000)}`],
    ['a long chain of filters', `{{ 'a' ${'| trim '.repeat(5000)} }}`],
    ['a long sum', `{{ 1 ${'+ 1 '.repeat(5000)} }}`],
    ['many negations', `{{ ${'not '.repeat(5000)} true }}`],
    ['a namespace inside itself', '{% set ns = namespace() %}{% set ns.x = ns %}{{ ns }}'],
    ['a namespace inside its own list', '{% set ns = namespace() %}{% set ns.x = [ns] %}{{ ns }}'],
    ['a namespace made of a namespace', '{% set ns = namespace() %}{% set other = namespace(x=ns) %}{{ other }}'],
    ['sorting again and again', '{% for i in range(99999) %}{% set x = range(9999) | list | sort %}{% endfor %}'],
    ['the date again and again', "{% for i in range(99999) %}{% for j in range(99) %}{{ strftime_now('%d') }}{% endfor %}{% endfor %}"],
    ['half a statement', '{% if'],
    ['half an expression', '{{ messages[0'],
    ['an unknown filter', '{{ messages | explode }}'],
    ['a refusal', "{{ raise_exception('only the system may speak') }}"],
    ['too much of it', ' x'.repeat(200_000)],
    ['too many blanks', ' '.repeat(5000)],
  ])('%s', (_what, source) => {
    expect(() => renderChat(source, tokenizer, { messages: [user('hello')] })).toThrow(
      expect.objectContaining({ name: 'SaguimError', code: 'bad-template' }),
    );
  });

  it('says what a template says when it refuses', () => {
    expect(() => renderChat("{{ raise_exception('only the system may speak') }}", tokenizer, { messages: [] })).toThrow(
      'only the system may speak',
    );
  });

  it('leave nothing behind: the next rendering is whole', () => {
    const template = new ChatTemplate(
      '{% if messages | length > 1 %}{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}{% endif %}ok',
      tokenizer,
    );
    expect(() => template.render({ messages: [user('a'), user('b')] })).toThrow(expect.objectContaining({ code: 'bad-template' }));
    expect(template.render({ messages: [user('a')] }).parts).toEqual(['ok']);
  });

  it('long chats are no hostile ones', () => {
    const { source } = FAMILIES.qwen3;
    const messages = Array.from({ length: 400 }, (_, i) =>
      i % 2 ? assistant(`<think>\nhm ${i}\n</think>\n\n${'An answer. '.repeat(200)}`) : user('A question? '.repeat(200)),
    );
    const { parts } = renderChat(source, tokenizers.qwen3, { messages });
    expect(parts.filter((part) => part === tokenizers.qwen3.idOf('<|im_end|>'))).toHaveLength(400);
  });
});

describe('what templates may count on', () => {
  const tokenizer = byteTokenizer(['<s>', '</s>']);
  const render = (source, more = {}) =>
    renderChat(source, tokenizer, { messages: [user('hi')], ...more })
      .parts.map((part) => (typeof part === 'number' ? tokenizer.piece(part) : part))
      .join('');

  it('globals', () => {
    expect(render('{{ bos_token }}{{ messages[0].content }}{{ eos_token }}')).toBe('<s>hi</s>');
    expect(render('{{ add_generation_prompt }} {{ tools is none }} {{ enable_thinking }}', { variables: { enable_thinking: false } })).toBe(
      'true true false',
    );
    expect(render('{{ add_generation_prompt }}', { addGenerationPrompt: false })).toBe('false');
    expect(render("{{ strftime_now('%d %b %Y, %B %-d %H:%M') }}", { now: new Date(2025, 6, 4, 9, 5) })).toBe('04 Jul 2025, July %-d 09:05');
    expect(render('{% for i in range(5, 0, -2) %}{{ i }}{% endfor %}')).toBe('531');
  });

  it('loops, filters and methods', () => {
    expect(
      render('{% for i in [1, 2, 3, 4] %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}{{ i }}{% endfor %}'),
    ).toBe('13');
    expect(render("{{ [3, 1, 2] | sort | join(', ') }} {{ 'a-b'.split('-') | last }} {{ ' x ' | trim }} {{ {'a': [1]} | tojson }}")).toBe(
      '1, 2, 3 b x {"a": [1]}',
    );
    expect(
      render("{{ messages | map(attribute='role') | join(',') }} {{ messages | selectattr('role', 'equalto', 'user') | list | length }}"),
    ).toBe('user 1');
    expect(render('{% macro twice(x, y=2) %}{{ x }}{{ y }}{% endmacro %}{{ twice(1) }}{{ twice(1, y=3) }}')).toBe('1213');
    expect(render("{% filter upper %}a{{ 'b' }}{% endfilter %}{% set x %}c{% endset %}{{ x }}")).toBe('ABc');
    expect(render('{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}in{% endcall %}')).toBe('[in]');
    expect(render("{{ nothing | default('d') }}{{ [] | first }}{{ 'abc'[::-1] }}{{ messages[-1]['role'] }}")).toBe('dcbauser');
  });
});

describe('start tokens', () => {
  it('come once, whether the template writes them or not', async () => {
    const { byteVocabulary, metadataOf } = await import('../../packages/engine/dist/tokens/byte-vocabulary.case.js');
    const { loadTokenizer } = await import('@saguim/engine');
    const tokenizer = loadTokenizer(metadataOf({ ...byteVocabulary(['<s>', '</s>']), add_bos_token: true }));
    for (const source of ['a', '{{ bos_token }}a']) expect(renderChat(source, tokenizer, { messages: [] }).ids).toEqual([256, 97]);
    expect(encodeChat(tokenizer, ['a'], { continues: 'control' })).toEqual([97]);
  });
});

describe('Conversation', () => {
  const { source } = FAMILIES.qwen3;
  const tokenizer = tokenizers.qwen3;
  const end = tokenizer.idOf('<|im_end|>');
  const withDefault = `{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nBe kind<|im_end|>\n' }}{% endif %}${FAMILIES.chatml.source.slice('{% for message in messages %}'.length)}`;

  it('notices a template that leaves earlier thinking out, and goes on from what still holds', () => {
    const conversation = new Conversation(new ChatTemplate(source, tokenizer));
    const first = conversation.prompt([user('one')]);
    conversation.answer([...tokenizer.encode('<think>\nhm\n</think>\n\ntwo'), end]);
    const second = conversation.prompt([user('three')]);
    expect(second.rewritten).toBe(true);
    expect(second.kept).toBe(first.ids.length);
    expect(tokenizer.decode(second.ids, { control: true })).toBe(
      '<|im_start|>user\none<|im_end|>\n<|im_start|>assistant\ntwo<|im_end|>\n<|im_start|>user\nthree<|im_end|>\n<|im_start|>assistant\n',
    );
    conversation.answer([...tokenizer.encode('four'), end]);
    expect(conversation.prompt([user('five')]).rewritten).toBe(false);
  });

  it('keeps a system prompt that the template puts in', () => {
    const conversation = new Conversation(new ChatTemplate(withDefault, tokenizer));
    const first = conversation.prompt([user('one')]);
    expect(tokenizer.decode(first.ids)).toContain('Be kind');
    conversation.answer(tokenizer.encode('two'));
    const second = conversation.prompt([user('three')]);
    expect(second).toMatchObject({ rewritten: false, kept: first.ids.length + 3 });
    expect(conversation.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
  });

  it('keeps ids that the tokenizer would not give again', () => {
    const merging = byteTokenizer(['<|im_start|>', '<|im_end|>'], ['a a']);
    const conversation = new Conversation(new ChatTemplate(FAMILIES.chatml.source, merging));
    const first = conversation.prompt([user('one')]);
    const odd = [97, 97, 97, merging.idOf('<|im_end|>')];
    expect(merging.encode('aaa')).not.toEqual(odd.slice(0, 3));
    conversation.answer(odd);
    const second = conversation.prompt([user('two')]);
    expect(second.ids.slice(first.ids.length, first.ids.length + 4)).toEqual(odd);
    expect(second.rewritten).toBe(false);
  });

  it('takes another stop token than the template writes', () => {
    const both = byteTokenizer(['<|endoftext|>', '<|im_end|>', '<|im_start|>']);
    const conversation = new Conversation(new ChatTemplate(FAMILIES.chatml.source, both));
    const first = conversation.prompt([user('one')]);
    conversation.answer([...both.encode('two'), both.idOf('<|endoftext|>')]);
    const second = conversation.prompt([user('three')]);
    expect(second).toMatchObject({ rewritten: false, kept: first.ids.length + 3 });
    expect(second.ids).not.toContain(both.idOf('<|endoftext|>'));
  });

  it('keeps the blanks of an answer that the template trims', () => {
    const llama = tokenizers.llama3;
    const conversation = new Conversation(new ChatTemplate(FAMILIES.llama3.source, llama));
    const first = conversation.prompt([user('one')]);
    const answer = [...llama.encode(' two \n'), llama.idOf('<|eot_id|>')];
    conversation.answer(answer);
    const second = conversation.prompt([user('three')]);
    expect(second).toMatchObject({ rewritten: false, kept: first.ids.length + answer.length });
  });

  it('goes back, again and elsewhere', () => {
    const conversation = new Conversation(new ChatTemplate(FAMILIES.chatml.source, tokenizers.chatml));
    const stop = tokenizers.chatml.idOf('<|im_end|>');
    const answer = (text) => [...tokenizers.chatml.encode(text), stop];
    const first = conversation.prompt([user('one')]);
    conversation.answer(answer('two'));
    const second = conversation.prompt([user('three')]);
    const other = conversation.clone();
    conversation.answer(answer('four'));
    // The clone has its own future.
    expect(other.messages).toHaveLength(3);
    other.answer(answer('five'));
    expect(other.messages[3].content).toBe('five');
    // The last question again, with the same prompt.
    conversation.rewind(3);
    expect(conversation.prompt([])).toMatchObject({ ids: second.ids, rewritten: false });
    // Another question after the first answer.
    conversation.rewind(2);
    expect(conversation.ids).toEqual([...first.ids, ...answer('two')]);
    expect(conversation.prompt([user('else')])).toMatchObject({ rewritten: false, kept: first.ids.length + 4 });
    // Another first question.
    conversation.rewind(0);
    expect(conversation.prompt([user('new')])).toMatchObject({ kept: 0, rewritten: false });
    expect(() => conversation.rewind(9)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    conversation.answer([]);
    expect(() => conversation.answer([])).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });

  it('stays as it was when a template refuses a message', () => {
    const conversation = new Conversation(new ChatTemplate(FAMILIES.mistral.source, tokenizers.mistral));
    conversation.prompt([user('one')]);
    conversation.answer(tokenizers.mistral.encode(' two'));
    const before = conversation.ids;
    expect(() => conversation.prompt([assistant('no')])).toThrow('roles must take turns');
    expect(conversation.messages).toHaveLength(2);
    expect(conversation.ids).toEqual(before);
    expect(conversation.prompt([user('three')]).rewritten).toBe(false);
  });

  it('tells when an answer stands otherwise in the messages than it was generated', () => {
    const conversation = new Conversation(new ChatTemplate(FAMILIES.chatml.source, tokenizers.chatml));
    const first = conversation.prompt([user('one')]);
    conversation.answer(tokenizers.chatml.encode('generated'), assistant('edited'));
    const second = conversation.prompt([user('two')]);
    expect(second).toMatchObject({ rewritten: true, kept: first.ids.length });
    expect(tokenizers.chatml.decode(second.ids)).toContain('edited');
  });
});
