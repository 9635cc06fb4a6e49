import { expect, it } from 'vitest';
import { en } from './en.js';
import { chatMessages, chooseLanguage, languageNames } from './language.js';
import { ptBr } from './pt-br.js';

it('follows the browser until something is chosen', () => {
  expect(chooseLanguage('auto', ['pt-PT', 'en'])).toBe('pt-BR');
  expect(chooseLanguage('auto', ['de', 'en-GB', 'pt'])).toBe('en');
  expect(chooseLanguage('auto', ['ja'])).toBe('en');
  expect(chooseLanguage('pt-BR', ['en'])).toBe('pt-BR');
  expect(chooseLanguage('xx', ['pt'])).toBe('pt-BR');
});

it('says in each language which languages the model speaks', () => {
  expect(chatMessages('en').languageNotice('M', languageNames(['en'], 'en'))).toContain('English');
  expect(chatMessages('pt-BR').languageNotice('M', languageNames(['en', 'pt'], 'pt-BR'))).toContain('inglês e português');
});

it('has every word in both languages, and translates them', () => {
  expect(Object.keys(ptBr).sort()).toEqual(Object.keys(en).sort());
  const same = Object.entries(en).filter(
    ([key, value]) => typeof value === 'string' && value !== '' && value === ptBr[key as keyof typeof ptBr],
  );
  // Names that are the same in both.
  expect(same.map(([key]) => key).sort()).toEqual(['assistant', 'minP', 'systemPromptPlaceholder', 'topK', 'topP']);
});
