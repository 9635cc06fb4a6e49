// A light stemmer for English: plurals, -ed and -ing with their spelling, adverbs and the commonest endings of nouns and adjectives.
// After the first steps of M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980).

const isVowel = (letter: string | undefined) => letter !== undefined && 'aeiouy'.includes(letter);

const hasVowel = (text: string) => /[aeiouy]/.test(text);

/** How often a run of consonants follows one of vowels: a measure of the stem's length (Porter's m). */
function measure(text: string): number {
  let count = 0;
  let vowel = false;
  for (let at = 0; at < text.length; at++) {
    const here = 'aeiou'.includes(text[at]!) || (text[at] === 'y' && at > 0 && !isVowel(text[at - 1]));
    if (vowel && !here) count++;
    vowel = here;
  }
  return count;
}

function withoutPlural(word: string): string {
  if (!word.endsWith('s') || word.endsWith('ss') || word.endsWith('us') || word.endsWith('is')) return word;
  if (word.endsWith('ies')) return word.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1);
  if (/(sses|shes|ches|xes|zes)$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

/** What is left of a verb once -ed or -ing is gone: `stopp` was `stop`. */
const undouble = (stem: string) => (/([bdfgmnprt])\1$/.test(stem) ? stem.slice(0, -1) : stem);

function withoutTense(word: string): string {
  for (const ending of ['ing', 'ed']) {
    if (!word.endsWith(ending)) continue;
    const stem = word.slice(0, -ending.length);
    return stem.length >= 3 && hasVowel(stem) ? undouble(stem) : word;
  }
  return word;
}

/** Endings with what takes their place, longest first; only where a stem of measure 1 or more is left. */
const endings: readonly (readonly [string, string])[] = [
  ['ization', 'iz'],
  ['isation', 'iz'],
  ['ational', 'at'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['iveness', 'iv'],
  ['ation', 'at'],
  ['ator', 'at'],
  ['ness', ''],
  ['ment', ''],
  ['ical', 'ic'],
  ['ally', 'al'],
  ['ity', ''],
  ['ise', 'iz'],
  ['ize', 'iz'],
  ['is', 'iz'],
  ['ly', ''],
];

/** The stem of a folded English word. */
export function stemEnglish(word: string): string {
  if (word.length <= 3) return word;
  let stem = withoutTense(withoutPlural(word));
  for (const [ending, instead] of endings) {
    if (!stem.endsWith(ending)) continue;
    const rest = stem.slice(0, -ending.length);
    if (measure(rest) >= (ending === 'ment' || ending === 'is' ? 2 : 1)) stem = rest + instead;
    break;
  }
  // What remains differs in its last letter only: solve and solv(ing), study and studi(es), analyse and analyz.
  if (stem.length > 3 && stem.endsWith('e')) stem = stem.slice(0, -1);
  if (stem.length > 2 && stem.endsWith('y') && !isVowel(stem[stem.length - 2])) stem = `${stem.slice(0, -1)}i`;
  return stem;
}
