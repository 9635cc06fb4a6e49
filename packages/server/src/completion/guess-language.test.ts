import { expect, it } from 'vitest';
import { guessLanguage } from './guess-language.js';

it.each([
  ['def add(a, b):\n    return ', '\n\nif x:\n    pass\n', 'python'],
  ['import os\nfrom sys import path\n\nclass A(B):\n    def f(self):\n        ', '', 'python'],
  ['function add(a, b) {\n  return ', '\n}\n', undefined],
  ['const a = 1;\nif (a) {\n', '}\nimport x;\n', undefined],
  ['package main\n\nimport "fmt"\n\nfunc main() {\n\t', '\n}\n', undefined],
  ['<!doctype html>\n<html>\n<body>\n<p>', '</p>\n</body>\n', 'html'],
  ['', '', undefined],
])('of %j', (before, after, language) => {
  expect(guessLanguage(before, after)).toBe(language);
});
