import { describe, expect, it } from 'vitest';
import { traitsOf } from './languages.js';
import { filterSuggestion } from './suggestion-filter.js';

const filter = (text: string, prefix: string, suffix = '', language = 'javascript', headers: string[] = []) =>
  filterSuggestion(text, { prefix, suffix, traits: traitsOf(language), headers });

describe('cuts', () => {
  it.each([
    ['a bracket that stands after the caret', 'a, b)', 'foo(', ');', 'a, b'],
    ['the rest of the line, when it comes again', 'i < n; i++) {', 'for (i = 0; ', 'i++) {', 'i < n; '],
    ['a part of it', 'b + c', 'a = ', '+ c;', 'b '],
    ['nothing that only looks like it', 'f(x)', 'y = ', '(z);', 'f(x)'],
    ['what follows after the rest of the line', 'a); bar(', 'foo(', '); baz();', 'a'],
    ['the next lines', 'a();\n  b();\n  return c;', '  ', '\n  return c;\n}', 'a();\n  b();'],
    ['a bracket that closes nothing', '\n  b();\n}', 'if (a) {', '\n}', '\n  b();'],
    ['not one that closes what is open', 'g(1)', 'f(', ')', 'g(1)'],
    ['a fence', 'x = 1;\n```\nHere is', '', '', 'x = 1;'],
    ['what goes in circles', 'a();\nb();\nb();\nb();\nb();', 'x\n', '', 'a();\nb();'],
    ['a short line that comes on end', '0,\nb,\n0,\n0,\n0,\n0,', 'x = [\n', '', '0,\nb,\n0,'],
    ['not one that comes at other places', '{\n  0,\n}\n{\n  0,\n}\n{\n  0,\n}', 'x = [\n', '', '{\n  0,\n}\n{\n  0,\n}\n{\n  0,\n}'],
    ['a piece that comes again and again', '1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, ', '[', '', '1, 2,'],
    ['space at its end', 'a;  \n  ', '', '', 'a;'],
    ['empty lines before, on an empty line', '\n\n  a;', '{\n', '', '  a;'],
    ['what is no text', 'f(1)\x01\x02', 'a = ', '', 'f(1)'],
    ['a header of the prompt', 'a;\n// src/b.js\nconst', '', '', 'a;', ['// src/b.js']],
  ] as const)('%s', (_, text, prefix, suffix, expected, headers?: readonly string[]) => {
    expect(filter(text, prefix, suffix, 'javascript', [...(headers ?? [])])).toBe(expected);
  });
});

describe('shows nothing for', () => {
  it.each([
    ['nothing', '', 'a', ''],
    ['space', ' \n ', 'a', ''],
    ['the line before, again', '  total += x;', 'for (const x of y) {\n  total += x;\n', ''],
    ['the line before, completed', 'tal += x;', '  total += x;\n  to', ''],
    ['the line after', 'return total;', 'a\n  ', '\n  return total;\n}'],
    ['a sentence', 'This function adds the two numbers together.', 'x = 1\n', ''],
    ['the rest of the line', ');', 'foo(a', ');'],
    ['a NUL', '\0', 'a', ''],
    ['what cannot be read', '\ufffd\ufffd', 'a', ''],
    ['comments without a word', '//\n// \n//\n//', 'a();\n', ''],
  ])('%s', (_, text, prefix, suffix) => {
    expect(filter(text, prefix, suffix)).toBeUndefined();
  });
});

it('lets sentences be where they belong', () => {
  const text = 'This function adds the two numbers together.';
  expect(filter(text, '// ')).toBe(text);
  expect(filter(text, 'log("')).toBe(text);
  expect(filter(text, '/**\n * ')).toBe(text);
  expect(filter(text, 'def f():\n    """', '', 'python')).toBe(text);
  expect(filter(text, '# Title\n\n', '', 'markdown')).toBe(text);
});

it('takes a second closing bracket for what it is', () => {
  expect(filter('}\n', 'a {\n', '\n}')).toBeUndefined();
  expect(filter('}', 'if (a) {\n  b();\n', '')).toBe('}');
});

it('takes a moment for a line of a megabyte', () => {
  expect(filter('x'.repeat(1 << 16), 'y'.repeat(1 << 20), 'z'.repeat(1 << 20))).toBeDefined();
});
