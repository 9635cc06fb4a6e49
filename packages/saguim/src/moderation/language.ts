/** What a text seems to be written in. */
export interface DetectedLanguage {
  /** `en`, `pt`, the tag of another language, `und-Cyrl` and the like by script alone, or `und`. */
  readonly language: string;
  /** Whether it is clear enough to judge the text as that language alone. */
  readonly sure: boolean;
}

/** Frequent words that tell languages of one script apart; each stands for as few of them as possible. */
const words: Readonly<Record<string, string>> = {
  en: `the of and to is are was were be been you your i my we they he she it his her this that these those with for from not don't doesn't
    didn't can't won't isn't it's i'm you're what who why how when would could should have has had do does did will can just like about
    there their them an as at by but or if so because people think know get go please thanks really never always very too all some`,
  pt: `o os um uma uns umas e é são foi era ser não nao você voce vocês voces vc vcs eu ele ela eles elas nós meu minha seu sua dele dela
    isso isto esse essa este esta aquele aquela com para pra pro por pelo pela mas mais muito muita também tambem só já ja ainda quando
    como onde porque pq que quem tem tenho tinha está esta tá ta estou vou vai vamos fazer faz fez do da dos das no na nos nas ao à num numa
    bem tudo nada agora hoje aqui lá la gente obrigado obrigada bom boa dia sim nunca sempre até sem depois assim cara mano tô né
    deve devem deviam todos todas esses essas estes estas odeio amo acho sei sabe quer quero gosto fui foram eram seus suas meus minhas pode
    podem ter dizer cada mesmo mesma outro outra aí então entao porra`,
  es: `el los una unos unas y es son fue no usted ustedes yo él ella ellos ellas mi su con para por pero más muy también ya cuando cómo donde
    porque quien tiene tengo está estoy voy va hacer del al en lo las hay bien todo nada ahora hoy aquí gracias hola qué`,
  fr: `le les une des et est sont ne pas vous je il elle nous ils mon ma ses avec pour par mais plus très aussi quand comme où parce que qui
    dans sur ce cette du au aux être avoir fait merci c'est j'ai n'est`,
  de: `der die das ein eine und ist sind nicht du ich er sie wir ihr mit für von zu auf aber auch wenn wie was wer den dem im es ein haben
    hat bin bist sein werden noch nur schon danke`,
  it: `il gli una e è sono non tu io lui lei noi mio mia con per ma più molto anche quando come dove perché che chi di del della nel questo
    questa fare ho hai ha grazie sei`,
};

/** How much a word says: less where several languages have it. */
const weights = new Map<string, Map<string, number>>();
for (const [language, text] of Object.entries(words)) {
  for (const word of new Set(text.split(/\s+/))) {
    if (!weights.has(word)) weights.set(word, new Map());
    weights.get(word)!.set(language, 1);
  }
}
for (const shares of weights.values()) for (const language of shares.keys()) shares.set(language, 1 / shares.size);

/** Endings and letters that speak for a language where no word of the lists is there. */
const hints: readonly (readonly [language: string, pattern: RegExp, weight: number])[] = [
  ['pt', /[ãõ]|ção|ções/u, 1],
  ['pt', /lh|nh|[êôâ]|ç/u, 0.5],
  ['en', /(?:ing|tion|ness|ght|ck|sh|th\p{L}|wh\p{L}+)$|^(?:th|wh|sh|kn)/u, 0.4],
  ['es', /ñ|[¿¡]|ción$/u, 1],
  ['de', /ß|[äöü]/u, 0.6],
  ['fr', /œ|[èùû]|eau(?:x)?$/u, 0.6],
];

const scripts = ['Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Devanagari', 'Thai', 'Hangul', 'Hiragana', 'Katakana', 'Han'] as const;
const tags: Readonly<Record<(typeof scripts)[number], string>> = {
  Cyrillic: 'und-Cyrl',
  Greek: 'el',
  Arabic: 'und-Arab',
  Hebrew: 'he',
  Devanagari: 'und-Deva',
  Thai: 'th',
  Hangul: 'ko',
  Hiragana: 'ja',
  Katakana: 'ja',
  Han: 'und-Hani',
};
const patterns = scripts.map((script) => [tags[script], new RegExp(`\\p{Script=${script}}`, 'gu')] as const);

const mostCharacters = 2000;
/** Points that the best language must be ahead, and must have, for us to be sure. */
const sureLead = 1.5;

/**
 * Tells English, Portuguese and others apart by their frequent words, cheaply: it looks at the first 2,000 characters. Short texts are
 * often both or neither, and then it is not sure.
 */
export function detectLanguage(text: string): DetectedLanguage {
  const some = text.slice(0, mostCharacters).toLowerCase();
  const letters = some.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return { language: 'und', sure: false };
  for (const [language, pattern] of patterns) {
    const count = some.match(pattern)?.length ?? 0;
    // Look-alike letters among Latin ones are a disguise, no language.
    if (count > letters / 2) return { language, sure: true };
  }
  const points = new Map<string, number>();
  const add = (language: string, weight: number) => points.set(language, (points.get(language) ?? 0) + weight);
  for (const [word] of some.matchAll(/[\p{L}\p{M}]+(?:['’][\p{L}]+)?|[¿¡]/gu)) {
    const known = weights.get(word.replace('’', "'"));
    if (known) for (const [language, weight] of known) add(language, weight);
    else for (const [language, pattern, weight] of hints) if (pattern.test(word)) add(language, weight);
  }
  const [best, second] = [...points].sort(([, a], [, b]) => b - a);
  if (!best) return { language: 'und', sure: false };
  const lead = best[1] - (second?.[1] ?? 0);
  return lead > 0 ? { language: best[0], sure: lead >= sureLead } : { language: 'und', sure: false };
}
