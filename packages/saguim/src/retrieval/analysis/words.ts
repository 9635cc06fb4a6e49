/** A word of a text. Offsets are in UTF-16 code units of the whole text. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Numbers with their separators, else runs of letters, marks and digits. Hyphens and apostrophes separate: `d'água` is two words. */
const runs = /\p{Nd}+(?:[.,]\p{Nd}+)+|[\p{L}\p{M}\p{N}]+/gu;

/** Scripts that write no spaces between words: there every two neighbouring characters count as a word. */
const unspaced = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]/u;

/** Calls `take` for the words of `text.slice(from, to)`, in order. */
export function forEachWord(text: string, from: number, to: number, take: (text: string, start: number, end: number) => void): void {
  const part = from === 0 && to === text.length ? text : text.slice(from, to);
  runs.lastIndex = 0;
  for (let match = runs.exec(part); match; match = runs.exec(part)) {
    const [run] = match;
    const start = from + match.index;
    if (run.charCodeAt(0) > 0x0e00 && unspaced.test(run)) takePairs(run, start, take);
    else take(run, start, start + run.length);
  }
}

function takePairs(run: string, start: number, take: (text: string, start: number, end: number) => void): void {
  let before = '';
  let single = true;
  let at = start;
  for (const character of run) {
    if (before !== '') {
      take(before + character, at - before.length, at + character.length);
      single = false;
    }
    before = character;
    at += character.length;
  }
  if (single) take(run, start, at);
}

/** All words of a text. */
export function words(text: string): Word[] {
  const found: Word[] = [];
  forEachWord(text, 0, text.length, (word, start, end) => found.push({ text: word, start, end }));
  return found;
}
