import type { ReadingContext } from './context.js';
import { bareLetters } from './lexicon.js';
import type { Edit } from './mapped-text.js';

/** Words that stand before an insult, never behind it. */
const before = new Set(
  'a an the you your such are is u ur fucking um uma seu sua seus suas esse essa este esta que de do um uns umas'.split(' '),
);

/** Whether words make more sense from the last to the first, by what stands around insults. */
function isBackwards(words: readonly string[], { lexicon }: ReadingContext): boolean {
  const bare = words.map((word) => bareLetters(word).replace(/[^a-z]+/g, ''));
  let balance = 0;
  for (const [i, word] of bare.entries()) {
    if (!lexicon.word(word)?.insult) continue;
    if (before.has(bare[i - 1] ?? '')) balance--;
    if (before.has(bare[i + 1] ?? '')) balance++;
  }
  return balance > 0;
}

/** Lines of a text that was written backwards or turned, which also have their words from the last to the first. */
export function orderEdits(text: string, context: ReadingContext): Edit[] {
  const kind = (['upside-down', 'reversed'] as const).find((each) => context.evidence.has(each));
  if (!kind) return [];
  return [...text.matchAll(/\S[^\n]*\S/g)].flatMap(({ 0: line, index }) => {
    const words = line.split(/\s+/);
    if (words.length < 2 || words.length > 100 || !isBackwards(words, context)) return [];
    return [{ start: index, end: index + line.length, text: words.reverse().join(' '), kind }];
  });
}
