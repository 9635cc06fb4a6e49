import { englishStopWords, portugueseStopWords } from './stop-words.js';

/** What a text seems to be written in; undefined where it is too short to tell, or in another language. */
export type Language = 'en' | 'pt' | undefined;

/** Letters that Portuguese has and English has not. */
const portugueseLetters = /[ãõçáéíóúâêôà]/i;

/** Guesses the language by its commonest words and by accents. @param folded words of the text @param raw the same as written */
export function guessLanguage(folded: readonly string[], raw: string): Language {
  let english = 0;
  let portuguese = 0;
  for (const word of folded) {
    const en = englishStopWords.has(word);
    const pt = portugueseStopWords.has(word);
    if (en && !pt) english++;
    else if (pt && !en) portuguese++;
  }
  if (portugueseLetters.test(raw)) portuguese += 1;
  if (english === portuguese) return undefined;
  // A language that is neither has few of these words: one in twenty-five is far below what either has.
  const most = Math.max(english, portuguese);
  if (most * 25 < folded.length) return undefined;
  return english > portuguese ? 'en' : 'pt';
}
