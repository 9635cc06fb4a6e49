import { expect, it } from 'vitest';
import { classifyMessages } from './classify-language.js';
import { codeMessages } from './code-language.js';
import { commentsMessages } from './comments-language.js';
import { editorMessages } from './editor-language.js';
import { modelsMessages } from './models-language.js';
import { policyMessages } from './policy-language.js';
import { queueMessages } from './queue-language.js';
import { searchMessages } from './search-language.js';

// What is the same in both languages.
const same = new Set(['f1']);

it.each([
  ['search', searchMessages],
  ['classify', classifyMessages],
  ['policy', policyMessages],
  ['code', codeMessages],
  ['editor', editorMessages],
  ['models', modelsMessages],
  ['comments', commentsMessages],
  ['queue', queueMessages],
] as const)('has every word of %s in both languages, and translates them', (_, messages) => {
  const [en, pt] = [messages('en'), messages('pt-BR')];
  expect(Object.keys(pt).sort()).toEqual(Object.keys(en).sort());
  const untranslated = Object.entries(en).filter(
    ([key, value]) => typeof value === 'string' && value !== '' && value === pt[key as keyof typeof pt],
  );
  expect(untranslated.map(([key]) => key).filter((key) => !same.has(key))).toEqual([]);
});
