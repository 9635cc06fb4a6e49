import { describe, expect, it } from 'vitest';
import { Analyzer } from './analyzer.js';
import { fold } from './fold.js';
import { stemEnglish } from './stem-english.js';
import { stemPortuguese } from './stem-portuguese.js';
import { words } from './words.js';

it('finds words with their places, of any script', () => {
  const text = "O sagui-de-tufo custa 1.234,5; d'água 東京都 🐒 café\u0301!";
  const found = words(text);
  expect(found.map((word) => word.text)).toEqual([
    'O',
    'sagui',
    'de',
    'tufo',
    'custa',
    '1.234,5',
    'd',
    'água',
    '東京',
    '京都',
    'café\u0301',
  ]);
  for (const { text: word, start, end } of found) expect(text.slice(start, end)).toBe(word);
});

it.each([
  ['Ação', 'acao'],
  ['ÀÉÎÕÜÇ', 'aeiouc'],
  ['ﬁne', 'fine'],
  ['Straße', 'strasse'],
  ['İstanbul', 'istanbul'],
  ['x'.repeat(100), 'x'.repeat(64)],
])('folds %s', (word, folded) => expect(fold(word)).toBe(folded));

it.each([
  [['connect', 'connected', 'connecting', 'connects']],
  [['stop', 'stops', 'stopped', 'stopping']],
  [['study', 'studies', 'studied']],
  [['solve', 'solves', 'solved', 'solving']],
  [['box', 'boxes']],
])('brings English forms together: %j', (forms) => expect(new Set(forms.map(stemEnglish)).size).toBe(1));

it.each([
  [['instalar', 'instala', 'instalando', 'instalado', 'instalacao', 'instalacoes']],
  [['gato', 'gata', 'gatos', 'gatas']],
  [['animal', 'animais']],
  [['facil', 'facilmente']],
  [['flor', 'flores']],
])('brings Portuguese forms together: %j', (forms) => expect(new Set(forms.map(stemPortuguese)).size).toBe(1));

it.each([['news'], ['this'], ['glass'], ['virus'], ['bed'], ['sing']])('leaves enough of %s', (word) => {
  expect(stemEnglish(word).length).toBeGreaterThanOrEqual(3);
});

describe('an analyzer', () => {
  const analyzer = new Analyzer();

  it('leaves out stop words of the language that a text is in', () => {
    expect([...analyzer.terms('The flow of heat in a plate').counts.keys()]).toEqual(['flow', 'heat', 'plat']);
    expect([...analyzer.terms('O calor da placa não é o mesmo').counts.keys()]).toEqual(['calor', 'plac']);
  });

  it('keeps both stems where the language is unknown, and counts the word once', () => {
    const { counts, length } = analyzer.terms('working');
    expect(length).toBe(1);
    expect(counts.size).toBe(2);
  });

  it('searches stop words where there is nothing else', () => {
    expect(analyzer.query('to be or not to be').map(({ word }) => word)).toEqual(['to', 'be', 'or', 'not']);
    expect(analyzer.query('the flow').map(({ word }) => word)).toEqual(['flow']);
    expect(analyzer.query('…')).toEqual([]);
  });

  it('takes anything', () => {
    for (const text of ['\ud800', '\u0000', ' ', 'a'.repeat(1_000_000), '\u202e\u0301', '👩‍👩‍👧']) {
      const { length } = analyzer.terms(text);
      expect(length).toBeLessThanOrEqual(1);
    }
  });
});

it('finds the words of a query in a text by their stems, in a text that has many others', () => {
  const analyzer = new Analyzer();
  const text = 'Instalações e instaladores; INSTALLING printers, instar, the install-er’s ink, 42 impressoras';
  const found = (query: string, prefix?: string) =>
    analyzer.matches(text, 0, text.length, analyzer.query(query), prefix).map(({ start, end }) => text.slice(start, end));
  expect(found('installed printer')).toEqual(['INSTALLING', 'printers', 'install']);
  expect(found('impressora 42')).toEqual(['42', 'impressoras']);
  expect(found('inst', 'inst')).toEqual(['Instalações', 'instaladores', 'INSTALLING', 'instar', 'install']);
});

it('leaves every stem its first letter', () => {
  const letters = 'aeioucsdnrtmlv';
  const endings = ['s', 'es', 'ing', 'ed', 'ization', 'ically', 'mente', 'acoes', 'ando', 'issimo', 'eiro', 'avam', 'ies', 'ment'];
  for (const first of letters)
    for (const second of letters)
      for (const ending of endings)
        for (const word of [first + ending, first + second + ending, first + second + first + ending])
          for (const stem of [stemEnglish(word), stemPortuguese(word)]) expect(stem[0], `${word} became ${stem}`).toBe(first);
});
