import { expect, it } from 'vitest';
import { MOST_CHARACTERS, parseExamples } from './parse-examples.js';

const two = [
  { text: 'Where is it?', label: 'delivery' },
  { text: 'Too small, sorry.', label: 'returns' },
];

it('reads examples as people have them', () => {
  expect(parseExamples('{"text":"Where is it?","label":"delivery"}\n\n{"text":"Too small, sorry.","label":"returns"}').examples).toEqual(
    two,
  );
  expect(parseExamples(JSON.stringify(two)).examples).toEqual(two);
  expect(parseExamples('text,label\nWhere is it?,delivery\n"Too small, sorry.",returns').examples).toEqual(two);
  expect(parseExamples('Rótulo;Texto\ndelivery;Where is it?\nreturns;Too small, sorry.').examples).toEqual(two);
  expect(parseExamples('Where is it?\tdelivery\nToo small, sorry.\treturns').examples).toEqual(two);
  expect(parseExamples('__label__delivery Where is it?\n__label__returns Too small, sorry.').examples).toEqual(two);
  expect(parseExamples('delivery,Where is it?\ndelivery,Still nothing\nreturns,Wrong colour').examples.map(({ label }) => label)).toEqual([
    'delivery',
    'delivery',
    'returns',
  ]);
});

it('takes lines without labels as texts that wait for one, commas included', () => {
  expect(parseExamples('Well, it came.\nLate, but it came.\nNever, ever again.').examples).toEqual([
    { text: 'Well, it came.', label: '' },
    { text: 'Late, but it came.', label: '' },
    { text: 'Never, ever again.', label: '' },
  ]);
  const mixed = 'Where is it?\tdelivery\nNot here yet\tdelivery\nToo small, sorry.\treturns\nIs it blue?';
  expect(parseExamples(mixed).examples.map(({ label }) => label)).toEqual(['delivery', 'delivery', 'returns', '']);
  expect(parseExamples('text\nonly\ntexts').examples.map(({ label }) => label)).toEqual(['', '']);
});

it('leaves out what is no example, and says when there is none', () => {
  const { examples, left } = parseExamples('{"text":"ok","label":1}\n{"text":5}\nnot json\n{"text":"  "}');
  expect(examples).toEqual([{ text: 'ok', label: '1' }]);
  expect(left).toHaveLength(3);
  expect(parseExamples(`short\n${'x'.repeat(MOST_CHARACTERS + 1)}`).left).toEqual([2]);
  expect(() => parseExamples(' \n ')).toThrow(/no examples/);
  expect(() => parseExamples('{"message":1}')).toThrow(/no examples/);
});
