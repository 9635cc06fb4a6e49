import { expect, it } from 'vitest';
import { detectLanguage } from './language.js';

it.each([
  ['en', 'I think that you are completely wrong about this.'],
  ['en', 'The train was late again this morning'],
  ['pt', 'Eu acho que você está completamente enganado sobre isso.'],
  ['pt', 'Não gostei nada das cores novas, mas tudo bem'],
  ['pt', 'vc nao sabe nada cara, vai estudar pra depois falar com a gente'],
  ['es', 'Muchas gracias por la ayuda, pero no sé cuándo voy a hacer el examen.'],
  ['fr', "Je ne sais pas où sont les clés, c'est très difficile."],
  ['de', 'Ich weiß nicht, wann der Zug kommt, aber wir haben noch Zeit.'],
  ['und-Cyrl', 'Привет, как дела?'],
  ['ja', 'これはとても面白いですね'],
])('is sure of %s: %s', (language, text) => {
  expect(detectLanguage(text)).toEqual({ language, sure: true });
});

it.each(['lol', 'idiota', '', '12345', '!!!', '👍👍', 'ok'])('is not sure of %j', (text) => {
  expect(detectLanguage(text).sure).toBe(false);
});

it('is not led astray by look-alike letters among Latin ones', () => {
  expect(detectLanguage('yоu аre the wоrst person thаt I know, and you should leave').language).toBe('en');
});
