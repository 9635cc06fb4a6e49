import { expect, it } from 'vitest';
import { introductionsOf } from './introduced-names.js';

it.each([
  ['a name that the next lines read', 'def f(xs):\n', '\n    for x in xs:\n        total += x\n    return total\n', 'python', ['total =']],
  ['two at most, as they come', '', '\nprint(a + b + c)\n', 'python', ['a =', 'b =']],
  ['none that is there already', 'total = 0\n', '\nreturn total\n', 'python', []],
  ['none that the next lines introduce themselves', '', '\nfor i in []:\n    pass\nx = 1\n', 'python', []],
  ['no members, calls, keys, texts, comments', 'a = 1\n', "\na.size\nhelp(a)\n'word'\n# other\n", 'python', []],
  ['by the language', 'function f(xs) {\n', '\n  return count;\n}\n', 'typescript', ['const count =']],
  ['by the path', '', '\nreturn n\n', undefined, ['n :=']],
  ['nothing in a language that is not known', '', '\nprint(n)\n', 'cobol', []],
  ['as a whole word', 'subtotal = 1\n', '\nreturn total\n', 'python', ['total =']],
])('%s', (_, prefix, next, language, expected) => {
  expect(introductionsOf(prefix, next, language, 'main.go')).toEqual(expected);
});
