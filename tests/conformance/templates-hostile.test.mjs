import { ChatTemplate, renderChat } from '@saguim/engine';
import { describe, expect, it } from 'vitest';
import { byteTokenizer } from '../../packages/engine/dist/tokens/byte-vocabulary.case.js';
import { assistant, FAMILIES, tokenizers, user } from './templates-families.case.mjs';

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
