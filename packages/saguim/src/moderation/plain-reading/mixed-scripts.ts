import type { ReadingContext } from './context.js';
import { bareLetters } from './lexicon.js';
import type { Edit } from './mapped-text.js';
import { readingsOf } from './symbols.js';

const wordPattern = /[\p{L}\p{M}]+/gu;
const foreign =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}\p{Script=Canadian_Aboriginal}\p{Script=Deseret}\p{Script=Georgian}\p{Script=Osage}\p{Script=Old_Italic}\p{Script=Warang_Citi}\p{Script=Miao}\p{Script=Carian}\p{Script=Lycian}\p{Script=Elbasan}\p{Script=Tifinagh}]/u;
const everyForeign = new RegExp(foreign, 'gu');
const latin = /\p{Script=Latin}/gu;

/** The letter of the Latin alphabet that a foreign one looks like, in its case. */
function likeness(sign: string): string | undefined {
  const letters = readingsOf(sign).find(({ kind }) => kind === 'look-alike')?.letters;
  return letters && (sign !== sign.toLowerCase() ? letters.toUpperCase() : letters);
}

/**
 * Letters of other scripts that look like Latin ones, in words of both, and words that are made of nothing else in a text that is not of that script:
 * Russian and Greek stay, and so do `μm` and `Δt`.
 */
export function mixedScriptEdits(text: string, { lexicon, evidence }: ReadingContext): Edit[] {
  if (!foreign.test(text)) return [];
  const words = [...text.matchAll(wordPattern)].filter(({ 0: word }) => foreign.test(word) && word.length <= 64);
  const read = (word: string) => [...word].map((sign) => (foreign.test(sign) ? likeness(sign) : sign));
  // A word of the other script with a letter that looks like no Latin one tells that the text is of that script.
  const isForeign = words.some(
    ({ 0: word }) => !word.match(latin) && [...word].length >= 3 && !lexicon.word(bareLetters(read(word).join(''))),
  );
  const edits: Edit[] = [];
  for (const { 0: word, index } of words) {
    const letters = read(word);
    if (letters.includes(undefined)) continue;
    const known = lexicon.word(bareLetters(letters.join('')));
    const latinLetters = word.match(latin)?.length ?? 0;
    const others = word.match(everyForeign)!.length;
    const mixed = latinLetters >= 2 && latinLetters + others >= 4 && !isForeign;
    const whole =
      known &&
      (isForeign ? known.insult && known.letters.length >= 5 : known.insult || known.letters.length >= 4 || evidence.has('look-alike'));
    if (!mixed && !whole) continue;
    let at = index;
    for (const [i, sign] of [...word].entries()) {
      if (letters[i] !== sign) edits.push({ start: at, end: at + sign.length, text: letters[i]!, kind: 'look-alike' });
      at += sign.length;
    }
    if (known?.insult) evidence.add('look-alike');
  }
  return edits;
}
