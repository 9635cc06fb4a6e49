import { describe, expect, it } from 'vitest';
import { checkExamples, exampleWeights } from './examples.js';

const good = [
  { text: 'one', label: 'a' },
  { text: 'two', label: 'a' },
  { text: 'three', label: 'b' },
  { text: 'four', label: 'b' },
];

describe('examples', () => {
  it('are each there once, labels in order', () => {
    const checked = checkExamples([...good, { text: ' four ', label: 'b' }]);
    expect(checked).toMatchObject({ texts: ['one', 'two', 'three', 'four'], labels: ['a', 'b'], repeated: 1 });
    expect([...checked.targets]).toEqual([1, 0, 1, 0, 0, 1, 0, 1]);
  });

  it.each([
    ['no list', {}, /no list/],
    ['none', [], /no examples/],
    ['no text', [{ label: 'a' }], /no text/],
    ['null', [null], /no text/],
    ['an empty text', [...good, { text: ' \u200b\n', label: 'a' }], /is empty.*examples\[4\]/],
    ['an empty label', [...good, { text: 'five', label: '' }], /label of an example is no text/],
    ['a number as label', [...good, { text: 'five', label: 5 }], /label of an example is no text/],
    ['one label', good.slice(0, 2), /All examples have the label "a"/],
    ['a label that appears once', [...good, { text: 'five', label: 'c' }], /"c" has only one example.*Add at least one more/],
    ['contradictions', [...good, { text: 'one', label: 'b' }], /"one" is there with different labels: "a" and "b".*drop/],
  ])('with %s are refused', (_, examples, message) => {
    expect(() => checkExamples(examples as never)).toThrow(message);
    try {
      checkExamples(examples as never);
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid-argument', hint: expect.stringMatching(/./) });
    }
  });

  it('are not left out for a word that is not known', () => {
    expect(() => checkExamples(good, { contradictions: 'keep' as never })).toThrow(/`contradictions` is keep.*'drop'/);
  });

  it('that contradict themselves can be left out', () => {
    const checked = checkExamples([...good, { text: 'one', label: 'b' }, { text: 'five', label: 'a' }], { contradictions: 'drop' });
    expect(checked.texts).toEqual(['two', 'three', 'four', 'five']);
    expect(checked.contradictory).toEqual(['one']);
  });

  it('may have several labels each', () => {
    const checked = checkExamples([
      { text: 'one', label: ['a', 'b'] },
      { text: 'two', label: [] },
      { text: 'three', label: ['b', 'b'] },
      { text: 'four', label: ['a'] },
    ]);
    expect([...checked.targets]).toEqual([1, 1, 0, 0, 0, 1, 1, 0]);
    expect(() => checkExamples([{ text: 'one', label: ['a', 'b'] }], { multiLabel: false })).toThrow(/2 labels/);
    expect(() =>
      checkExamples([
        { text: 'one', label: ['a'] },
        { text: 'two', label: ['a'] },
      ]),
    ).toThrow(/without it/);
  });

  it('of a validation have no other labels', () => {
    expect(() => checkExamples([{ text: 'five', label: 'z' }], { known: ['a', 'b'], where: 'validation' })).toThrow(/"z" is not among/);
  });

  it('count by class weights', () => {
    const checked = checkExamples([...good, { text: 'five', label: 'a' }, { text: 'six', label: 'a' }]);
    const balanced = exampleWeights(checked, 'balanced')!;
    expect(balanced[0]).toBeCloseTo(6 / (2 * 4));
    expect(balanced[2]).toBeCloseTo(6 / (2 * 2));
    expect([...exampleWeights(checked, { b: 3 })!]).toEqual([1, 1, 3, 3, 1, 1]);
    expect(() => exampleWeights(checked, { z: 3 })).toThrow(/no label "z"/);
    expect(() => exampleWeights(checked, { b: Number.NaN })).toThrow(/above 0/);
  });
});
