import { describe, expect, it } from 'vitest';
import { Random } from './random.js';
import { StopMatcher } from './stop-matcher.js';

/** What the matcher should give, by looking at every end and every stop string. */
function expectedText(text: string, stops: readonly string[]): { text: string; found: boolean } {
  for (let end = 1; end <= text.length; end++) {
    const ending = stops.filter((stop) => text.slice(0, end).endsWith(stop));
    if (ending.length > 0) return { text: text.slice(0, end - Math.max(...ending.map(({ length }) => length))), found: true };
  }
  return { text, found: false };
}

/** The longest end of the text that some stop string begins with. */
function mustHold(text: string, stops: readonly string[]): number {
  for (let length = text.length; length > 0; length--) {
    if (stops.some((stop) => stop.startsWith(text.slice(text.length - length)))) return length;
  }
  return 0;
}

describe('StopMatcher', () => {
  it('finds a stop string across pieces and gives nothing of it', () => {
    const matcher = new StopMatcher(['\n\nUser:']);
    expect(matcher.push('Hello\n')).toBe('Hello');
    expect(matcher.push('\nUs')).toBe('');
    expect(matcher.push('er: no')).toBe('');
    expect(matcher.found).toBe(true);
    expect(matcher.push('more')).toBe('');
    expect(matcher.end()).toBe('');
  });

  it('gives back what did not become one', () => {
    const matcher = new StopMatcher(['</answer>']);
    expect(matcher.push('1 <')).toBe('1 ');
    expect(matcher.push('/an')).toBe('');
    expect(matcher.push('d 2')).toBe('</and 2');
    expect(matcher.push('<')).toBe('');
    expect(matcher.end()).toBe('<');
    expect(matcher.found).toBe(false);
  });

  it('lets text through where there is nothing to stop at', () => {
    const matcher = new StopMatcher();
    expect(matcher.push('a')).toBe('a');
    expect(matcher.end()).toBe('');
  });

  it('agrees with looking everywhere, for any stops, text and cuts', () => {
    const random = new Random(5);
    const integer = (below: number) => Math.floor(random.next() * below);
    const word = (most: number) => Array.from({ length: 1 + integer(most) }, () => 'abc'[integer(3)]).join('');
    for (let round = 0; round < 3000; round++) {
      const stops = Array.from({ length: 1 + integer(4) }, () => word(6));
      const text = word(40);
      const expected = expectedText(text, stops);
      const matcher = new StopMatcher(stops);
      let given = '';
      for (let at = 0; at < text.length && !matcher.found; ) {
        const next = Math.min(text.length, at + 1 + integer(4));
        given += matcher.push(text.slice(at, next));
        at = next;
        if (!matcher.found) expect(given.length).toBe(at - mustHold(text.slice(0, at), stops));
      }
      expect({ text: given + matcher.end(), found: matcher.found }).toEqual(expected);
    }
  });

  it.each([[['']], [[1]], [new Array(65).fill('a')], [['a'.repeat(1025)]], ['abc']])('refuses %o', (stops) => {
    expect(() => new StopMatcher(stops as string[])).toThrow(expect.objectContaining({ name: 'SaguimError', code: 'invalid-argument' }));
  });
});
