// A light stemmer for Portuguese on folded words: plurals, gender, adverbs, the commonest endings of nouns, and verbs to what their forms share.
// The order of the steps is that of V. M. Orengo and C. Huyck, "A Stemming Algorithm for the Portuguese Language", SPIRE 2001.

/** An ending, the letters that must be left before it, and what takes its place. */
type Rule = readonly [ending: string, left: number, instead: string];

const plurals: readonly Rule[] = [
  ['coes', 3, 'cao'],
  ['soes', 3, 'sao'],
  ['oes', 3, 'ao'],
  ['aes', 2, 'ao'],
  ['ais', 2, 'al'],
  ['eis', 2, 'el'],
  ['ois', 2, 'ol'],
  ['les', 3, 'l'],
  ['res', 3, 'r'],
  ['zes', 2, 'z'],
  ['ns', 2, 'm'],
  ['is', 4, 'il'],
  ['s', 3, ''],
];

const nouns: readonly Rule[] = [
  ['amentos', 3, ''],
  ['imentos', 3, ''],
  ['amento', 3, ''],
  ['imento', 3, ''],
  ['adora', 3, ''],
  ['idora', 3, ''],
  ['adores', 3, ''],
  ['ador', 3, ''],
  ['edor', 3, ''],
  ['idor', 3, ''],
  ['izacao', 3, ''],
  ['acao', 3, ''],
  ['icao', 3, ''],
  ['idade', 4, ''],
  ['avel', 3, ''],
  ['ivel', 3, ''],
  ['issimo', 3, ''],
  ['issima', 3, ''],
  ['zinho', 3, ''],
  ['zinha', 3, ''],
  ['inho', 4, ''],
  ['inha', 4, ''],
  ['ncia', 4, 'nt'],
  ['ista', 4, ''],
  ['ismo', 4, ''],
];

const verbs: readonly Rule[] = [
  ['ariamos', 3, ''],
  ['assemos', 3, ''],
  ['aremos', 3, ''],
  ['eremos', 3, ''],
  ['iremos', 3, ''],
  ['avamos', 3, ''],
  ['aram', 3, ''],
  ['eram', 3, ''],
  ['iram', 3, ''],
  ['avam', 3, ''],
  ['ando', 3, ''],
  ['endo', 3, ''],
  ['indo', 3, ''],
  ['amos', 3, ''],
  ['emos', 3, ''],
  ['imos', 3, ''],
  ['aria', 3, ''],
  ['eria', 3, ''],
  ['iria', 3, ''],
  ['asse', 3, ''],
  ['esse', 3, ''],
  ['isse', 3, ''],
  ['ado', 3, ''],
  ['ada', 3, ''],
  ['ido', 3, ''],
  ['ida', 3, ''],
  ['ava', 3, ''],
  ['ara', 3, ''],
  ['izar', 3, ''],
  ['ar', 3, ''],
  ['er', 3, ''],
  ['ir', 3, ''],
  ['am', 3, ''],
  ['em', 3, ''],
  ['ou', 3, ''],
  ['eu', 3, ''],
  ['iu', 3, ''],
];

function apply(word: string, rules: readonly Rule[]): string {
  for (const [ending, left, instead] of rules) {
    if (word.endsWith(ending) && word.length - ending.length >= left) return word.slice(0, -ending.length) + instead;
  }
  return word;
}

/** The stem of a folded Portuguese word. */
export function stemPortuguese(word: string): string {
  if (word.length <= 3) return word;
  let stem = word.endsWith('s') ? apply(word, plurals) : word;
  if (stem.endsWith('mente') && stem.length > 8) stem = stem.slice(0, -5);
  const noun = apply(stem, nouns);
  stem = noun === stem ? apply(stem, verbs) : noun;
  // Gender and the theme vowel: gato and gata, verde, instala.
  return stem.length > 3 && /[aeo]$/.test(stem) ? stem.slice(0, -1) : stem;
}
