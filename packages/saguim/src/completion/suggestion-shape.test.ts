import { describe, expect, it } from 'vitest';
import type { CompletionMode } from './completion-request.js';
import { traitsOf } from './languages.js';
import { SuggestionShape } from './suggestion-shape.js';

/** The suggestion as it is cut out of what a model goes on with, given character by character as it comes. */
function cut(
  language: string,
  prefix: string,
  answer: string,
  suffix = '',
  more: { mode?: CompletionMode; maxLines?: number } = {},
): string {
  const shape = new SuggestionShape({ prefix, suffix, traits: traitsOf(language), mode: 'auto', maxLines: 16, ...more });
  for (let length = 1; length <= answer.length; length++) {
    const end = shape.end(answer.slice(0, length));
    if (end !== undefined) return answer.slice(0, end);
  }
  return answer;
}

describe('a line', () => {
  it.each([
    ['in the middle of one', 'javascript', 'const x = ', '1;\nconst y = 2;\n', ' + z;\n', '1;'],
    ['at its end, when it opens nothing', 'python', 'x = fo', 'o(1)\ny = 2\n', '\n', 'o(1)'],
    ['between brackets', 'javascript', 'foo(', 'a, b)\nbar()\n', ')', 'a, b)'],
    ['in a text', 'markdown', 'The sun ', 'shines.\nThe moon', '\n', 'shines.'],
    ['after a line that opens a block, in the middle', 'python', 'if x', ' == 1:\n    return\n', ':\n    pass\n', ' == 1:'],
  ])('%s', (_, language, prefix, answer, suffix, expected) => {
    expect(cut(language, prefix, answer, suffix)).toBe(expected);
  });

  it('is all there is where a line is asked for, even on an empty one', () => {
    expect(cut('python', 'def f():\n', '    a = 1\n    b = 2\n', '', { mode: 'line' })).toBe('    a = 1');
    expect(cut('python', 'def f():\n', '\n    a = 1\n    b = 2\n', '', { mode: 'line' })).toBe('\n    a = 1');
    expect(cut('javascript', 'if (a) {', '\n  b();\n}\n', '', { maxLines: 1 })).toBe('');
  });
});

describe('a block', () => {
  it.each([
    ['of Python ends where it is further out', 'python', 'def f(x):\n    ', 'y = x\n    return y\n\nprint(f(1))\n', 'y = x\n    return y'],
    ['after a colon', 'python', 'for x in y:', '\n    print(x)\n    z += x\nprint(z)\n', '\n    print(x)\n    z += x'],
    ['further in than the caret', 'python', 'def f(x):\n    ', 'if x:\n        a()\n    b()\nc()\n', 'if x:\n        a()\n    b()'],
    ['of braces takes the one that closes it', 'javascript', 'if (a) {', '\n  b();\n  c();\n}\nd();\n', '\n  b();\n  c();\n}'],
    ['of braces with tabs', 'go', 'func f() {', '\n\treturn 1\n}\n\nfunc g() {\n', '\n\treturn 1\n}'],
    ['ends at an empty line', 'javascript', 'function f() {\n  ', 'a();\n  b();\n\n  c();\n}\n', 'a();\n  b();'],
    ['of tags', 'html', '<ul>', '\n  <li>a</li>\n</ul>\n<p>x</p>\n', '\n  <li>a</li>\n</ul>'],
    [
      'at the outermost level ends before the next thing',
      'python',
      'import os\n\n',
      'def f():\n    return 1\ndef g():\n',
      'def f():\n    return 1',
    ],
    ['goes on with else', 'python', 'x = 1\n', 'if x:\n    a()\nelse:\n    b()\n\nc()\n', 'if x:\n    a()\nelse:\n    b()'],
  ])('%s', (_, language, prefix, answer, expected) => {
    expect(cut(language, prefix, answer)).toBe(expected);
  });

  it('leaves the bracket that is there already', () => {
    expect(cut('javascript', 'if (a) {\n  ', 'b();\n}\nc();\n', '\n}\n')).toBe('b();');
    expect(cut('javascript', 'if (a) {', '\n  b();\n}\nc();\n', '\n}\n')).toBe('\n  b();');
  });

  it('has the lines that are asked for at most', () => {
    const answer = '\n  a();'.repeat(30);
    expect(cut('javascript', 'f(() => {', answer, '', { maxLines: 4 }).split('\n')).toHaveLength(4);
  });
});

it('takes time in proportion to the text, for a line without end', () => {
  const shape = new SuggestionShape({
    prefix: `${'x'.repeat(1 << 20)} {`,
    suffix: '',
    traits: traitsOf('javascript'),
    mode: 'auto',
    maxLines: 16,
  });
  expect(shape.end('y'.repeat(1 << 20))).toBeUndefined();
});
