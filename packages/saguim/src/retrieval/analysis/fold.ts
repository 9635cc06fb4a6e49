/** Letters that have no decomposition and are typed without their stroke. */
const strokes: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ħ: 'h', ı: 'i', þ: 'th', ð: 'd' };

const plain = /^[a-z0-9]*$/;
const marks = /\p{M}+/gu;
const stroked = /[ßæœøłđħıþð]/g;

/** Longer words are cut: nobody types them, and a megabyte without spaces must not become a term. In UTF-16 code units. */
export const maxWordLength = 64;

/** A word without case, accents and compatibility forms: `Ação` is `acao`, `ﬁne` is `fine`. */
export function fold(word: string): string {
  const short = word.length > maxWordLength ? word.slice(0, maxWordLength) : word;
  if (plain.test(short)) return short;
  const folded = short.normalize('NFKD').toLowerCase().replace(marks, '');
  const typed = folded.replace(stroked, (letter) => strokes[letter]!);
  return typed.length > maxWordLength ? typed.slice(0, maxWordLength) : typed;
}
