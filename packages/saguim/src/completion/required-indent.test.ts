import { expect, it } from 'vitest';
import { traitsOf } from './languages.js';
import { requiredIndent } from './required-indent.js';

it.each([
  ['after what opens a block', 'def f(a):\n', '    '],
  ['as far in as the text has it', 'if a:\n  b\ndef f(a):\n', '  '],
  ['in a block, by one more', 'def f(a):\n    if a:\n', '        '],
  ['with tabs', 'class A:\n\tdef f(self):\n', '\t\t'],
  ['after what a function does', 'def f(a):\n    """ Adds.\n    >>> f(1)\n    """\n', '    '],
  ['said on one line', 'def f(a):\n    """Adds."""\n\n', '    '],
  ['not after another text', 'x = """\na\n"""\n', ''],
  ['not after a statement', 'def f(a):\n    return a\n', ''],
  ['not where the line has begun', 'def f(a):\n  ', ''],
  ['not after a comment', '# like this:\n', ''],
])('%s', (_, prefix, expected) => {
  expect(requiredIndent(prefix, traitsOf('python'))).toBe(expected);
  expect(requiredIndent(prefix, traitsOf('javascript'))).toBe('');
});
