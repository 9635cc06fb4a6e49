/** Abbreviations after which a full stop ends no sentence, in English and Portuguese, lower case and without the stop. */
const abbreviations = new Set(
  'mr mrs ms dr drs prof st vs etc fig figs eq eqs no vol pp ed eds jr sr sra srs dra dras prof profa av al cf cap art ex séc pág págs núm tel min máx e.g i.e p.ex a.c d.c'.split(
    ' ',
  ),
);

/** Ends of sentences: marks of punctuation with what closes after them and white space, blank lines, and marks of scripts without spaces. */
const borders = /[.!?…]+["'”’»)\]]*\s+|\n\s*\n\s*|[。！？]+[」』”’）]*\s*/gu;

/** Where the sentences of a text begin and end, in UTF-16 code units; white space after a sentence belongs to it. They cover the text. */
export function sentences(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  let start = 0;
  borders.lastIndex = 0;
  for (let match = borders.exec(text); match; match = borders.exec(text)) {
    const end = match.index + match[0].length;
    if (end === text.length) break;
    if (match[0][0] === '.' && !endsSentence(text, start, match.index, end)) continue;
    found.push({ start, end });
    start = end;
  }
  if (start < text.length) found.push({ start, end: text.length });
  return found;
}

/** Whether the full stop at `stop` ends a sentence: no abbreviation, no initial of a name, and not before a small letter. */
function endsSentence(text: string, start: number, stop: number, next: number): boolean {
  if (text.slice(stop, next).includes('\n\n')) return true;
  let from = stop;
  while (from > start && !/\s/.test(text[from - 1]!)) from--;
  const word = text.slice(from, stop).replace(/^["'“‘«([]+/u, '');
  if (/^\p{Lu}$/u.test(word)) return false;
  if (abbreviations.has(word.toLowerCase())) return false;
  // "the 3. point", "approx. half": but texts in lower case throughout have sentences too, written with a space before the stop.
  return !/^\p{Ll}/u.test(text.slice(next, next + 2)) || /\s/.test(text[stop - 1] ?? '');
}
