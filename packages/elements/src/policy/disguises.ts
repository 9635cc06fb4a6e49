/** Ways to disguise a comment, to see what becomes of it. */
export const disguiseWays = [
  'look-alike',
  'leet',
  'spaced',
  'dotted',
  'invisible',
  'repeated',
  'accents',
  'fullwidth',
  'enclosed',
  'starred',
  'line-breaks',
  'reversed',
] as const;
export type DisguiseWay = (typeof disguiseWays)[number];

const table = (from: string, to: string) => {
  const signs = [...to];
  return new Map([...from].map((letter, at) => [letter, signs[at]!]));
};
const cyrillic = table('aceiopxyABCEHKMOPTX', 'асеіорхуАВСЕНКМОРТХ');
const leet = table('aeiostAEIOST', '431057431057');

const letters = (text: string, change: (letter: string) => string) => text.replace(/\p{L}/gu, change);
const byTable = (text: string, signs: ReadonlyMap<string, string>) => letters(text, (letter) => signs.get(letter) ?? letter);
/** Words that are long enough to be an insult. */
const words = (text: string, change: (word: string) => string) => text.replace(/\p{L}{4,}/gu, change);
const bare = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '');
const shifted = (text: string, upper: number, lower: number) =>
  bare(text).replace(/[A-Za-z]/g, (letter) => {
    const code = letter.charCodeAt(0);
    return String.fromCodePoint(code < 97 ? code - 65 + upper : code - 97 + lower);
  });
const inside = (word: string, between: string) => [...word].join(between);

const ways: Readonly<Record<DisguiseWay, (text: string) => string>> = {
  'look-alike': (text) => byTable(text, cyrillic),
  leet: (text) => words(text, (word) => byTable(bare(word), leet)),
  spaced: (text) => words(text, (word) => inside(word, ' ')),
  dotted: (text) => words(text, (word) => inside(word, '.')),
  invisible: (text) => words(text, (word) => inside(word, '\u200b')),
  repeated: (text) => words(text, (word) => word.replace(/[aeiouáéíóúâêôãõ]/iu, (vowel) => vowel.repeat(4))),
  accents: (text) =>
    words(text, (word) =>
      [...bare(word)]
        .map((letter, at) => (at % 2 ? `${letter}\u0308` : letter))
        .join('')
        .normalize(),
    ),
  fullwidth: (text) => shifted(text, 0xff21, 0xff41),
  enclosed: (text) => shifted(text, 0x24b6, 0x24d0),
  starred: (text) => words(text, (word) => `${word[0]}${word.slice(1).replace(/[aeiouáéíóúâêôãõ]/iu, '*')}`),
  'line-breaks': (text) => words(text, (word) => `${word.slice(0, 2)}\n${word.slice(2)}`),
  reversed: (text) => words(text, (word) => [...word].reverse().join('')),
};

/** A text in disguise; as it is where this way finds nothing to change. */
export const disguise = (text: string, way: DisguiseWay): string => ways[way](text);
