import { AutomatonBuilder } from './automaton-builder.js';
import type { ByteAutomaton } from './byte-automaton.js';
import type { Language } from './language.js';
import { firstCall } from './pattern.js';
import type { WorkBudget } from './refuse.js';

/** Byte ranges one after another, flat: first and last of each. */
type Spelling = readonly number[];

/** UTF-8 of the characters from one code point to another, as few rows of byte ranges. RFC 3629 */
export function utf8Spellings(from: number, to: number): Spelling[] {
  const found: Spelling[] = [];
  for (const [low, high, length] of [
    [0, 0x7f, 1],
    [0x80, 0x7ff, 2],
    [0x800, 0xd7ff, 3],
    [0xe000, 0xffff, 3],
    [0x10000, 0x10ffff, 4],
  ] as const) {
    const first = Math.max(from, low);
    const last = Math.min(to, high);
    if (first <= last) splitUtf8(first, last, length, found);
  }
  return found;
}

function splitUtf8(from: number, to: number, length: number, found: Spelling[]): void {
  // Cut until the trailing bytes that differ range over all their values.
  for (let i = 1; i < length; i++) {
    const low = (1 << (6 * i)) - 1;
    if ((from & ~low) === (to & ~low)) continue;
    if ((from & low) !== 0) {
      splitUtf8(from, from | low, length, found);
      splitUtf8((from | low) + 1, to, length, found);
      return;
    }
    if ((to & low) !== low) {
      splitUtf8(from, (to & ~low) - 1, length, found);
      splitUtf8(to & ~low, to, length, found);
      return;
    }
  }
  const bytes = (code: number): number[] =>
    length === 1
      ? [code]
      : Array.from({ length }, (_, i) => {
          const bits = code >> (6 * (length - 1 - i));
          return i === 0 ? ((0xf00 >> length) & 0xff) | bits : 0x80 | (bits & 0x3f);
        });
  const last = bytes(to);
  found.push(bytes(from).flatMap((byte, i) => [byte, last[i]!]));
}

const short: Record<number, string> = { 8: 'b', 9: 't', 10: 'n', 12: 'f', 13: 'r', 34: '"', 92: '\\' };

/** How JSON writes characters inside a string: as they are where it may, else by the escape of two characters, else by \u00XX. RFC 8259 */
export function jsonSpellings(from: number, to: number): Spelling[] {
  const found: Spelling[] = [];
  const raw = (first: number, last: number): void => {
    if (first <= last) found.push(...utf8Spellings(first, last));
  };
  raw(Math.max(from, 0x20), Math.min(to, 0x21));
  raw(Math.max(from, 0x23), Math.min(to, 0x5b));
  raw(Math.max(from, 0x5d), to);
  const special = (code: number): void => {
    if (code < from || code > to) return;
    const letter = short[code]?.charCodeAt(0);
    if (letter !== undefined) found.push([0x5c, 0x5c, letter, letter]);
    if (code < 0x20) {
      const zero = [0x30, 0x30];
      const high = 0x30 + (code >> 4);
      const low = code & 15;
      const start = [0x5c, 0x5c, 0x75, 0x75, ...zero, ...zero, high, high];
      const digit = low < 10 ? 0x30 + low : 0x57 + low;
      found.push([...start, digit, digit]);
      if (low >= 10) found.push([...start, digit - 32, digit - 32]);
    }
  };
  for (let code = 0; code < 0x20; code++) special(code);
  special(0x22);
  special(0x5c);
  return found;
}

/** The bytes of a language's texts, in a builder: a state for each of its own, and those between. */
export function encodeLanguage(
  language: Language,
  builder: AutomatonBuilder,
  spellings: (from: number, to: number) => Spelling[],
  onEnd: (state: number, label: number) => void,
): number {
  const stateOf = language.moves.map(() => builder.add());
  const known = new Map<string, number>();
  language.moves.forEach((list, from) => {
    const tails: [Spelling, number][] = [];
    for (let i = 0; i < list.length; i += 3) {
      if (list[i]! >= firstCall) {
        for (let rule = list[i]!; rule <= list[i + 1]!; rule++) builder.call(stateOf[from]!, rule - firstCall, stateOf[list[i + 2]!]!);
        continue;
      }
      for (const spelling of spellings(list[i]!, list[i + 1]!)) tails.push([spelling, stateOf[list[i + 2]!]!]);
    }
    spread(stateOf[from]!, tails);
    if (language.labels[from]! >= 0) onEnd(stateOf[from]!, language.labels[from]!);
  });

  /** Moves of a state by the first bytes of spellings, the rest of which go on from states that are shared. */
  function spread(state: number, tails: readonly [Spelling, number][]): void {
    builder.budget.spend(tails.length * 4);
    const cuts = new Set<number>();
    for (const [spelling] of tails) cuts.add(spelling[0]!).add(spelling[1]! + 1);
    const points = [...cuts].sort((a, b) => a - b);
    for (let p = 0; p + 1 < points.length; p++) {
      const here = tails.filter(([spelling]) => spelling[0]! <= points[p]! && points[p]! <= spelling[1]!);
      if (here.length === 0) continue;
      const [first] = here;
      let to: number;
      if (first![0].length === 2) to = first![1];
      else {
        const rest = here.map(([spelling, target]): [Spelling, number] => [spelling.slice(2), target]);
        const key = rest.map(([spelling, target]) => `${spelling.join()}>${target}`).join(';');
        const found = known.get(key);
        if (found !== undefined) to = found;
        else {
          known.set(key, (to = builder.add()));
          spread(to, rest);
        }
      }
      builder.move(state, points[p]!, points[p + 1]! - 1, to);
    }
  }

  return stateOf[0]!;
}

/** An automaton of the texts themselves. State 0 is the start. */
export function utf8Automaton(language: Language, budget: WorkBudget): ByteAutomaton {
  const builder = new AutomatonBuilder(budget);
  encodeLanguage(language, builder, utf8Spellings, (state, label) => builder.label(state, label));
  return builder.done();
}

/** An automaton of the texts as JSON strings, quotes included. */
export function jsonStringAutomaton(language: Language, budget: WorkBudget): ByteAutomaton {
  let automaton = strings.get(language);
  if (!automaton) strings.set(language, (automaton = buildStrings(language, budget)));
  return automaton;
}

const strings = new WeakMap<Language, ByteAutomaton>();

function buildStrings(language: Language, budget: WorkBudget): ByteAutomaton {
  const builder = new AutomatonBuilder(budget);
  const start = builder.add();
  const ends = new Map<number, number>();
  const first = encodeLanguage(language, builder, jsonSpellings, (state, label) => {
    let end = ends.get(label);
    if (end === undefined) ends.set(label, (end = builder.add(label)));
    builder.move(state, 0x22, 0x22, end);
  });
  builder.move(start, 0x22, 0x22, first);
  return builder.done();
}

/** Any JSON string, with every escape that JSON has; surrogates only in pairs. Its state 1 is between characters. */
export function anyStringAutomaton(budget: WorkBudget): ByteAutomaton {
  const builder = new AutomatonBuilder(budget);
  const start = builder.add();
  const inside = builder.add();
  const end = builder.add(0);
  builder.move(start, 0x22, 0x22, inside);
  const escaped = builder.add();
  const hex = (from: number, digits: string, to: number): void => {
    for (const digit of digits) builder.move(from, digit.charCodeAt(0), digit.charCodeAt(0), to);
  };
  const all = '0123456789abcdefABCDEF';
  // Four digits; D800 to DBFF need another escape, DC00 to DFFF behind them.
  const last = builder.add();
  const third = builder.add();
  const second = builder.add();
  const unicode = builder.add();
  hex(last, all, inside);
  hex(third, all, last);
  hex(second, all, third);
  hex(unicode, '0123456789abcefABCEF', second);
  const afterD = builder.add();
  hex(unicode, 'dD', afterD);
  hex(afterD, '01234567', third);
  const high = [builder.add(), builder.add(), builder.add(), builder.add(), builder.add(), builder.add(), builder.add()] as const;
  hex(afterD, '89abAB', high[0]);
  hex(high[0], all, high[1]);
  hex(high[1], all, high[2]);
  builder.move(high[2], 0x5c, 0x5c, high[3]);
  builder.move(high[3], 0x75, 0x75, high[4]);
  hex(high[4], 'dD', high[5]);
  hex(high[5], 'cdefCDEF', high[6]);
  hex(high[6], all, last);
  for (const letter of '"\\/bfnrt') builder.move(escaped, letter.charCodeAt(0), letter.charCodeAt(0), inside);
  builder.move(escaped, 0x75, 0x75, unicode);
  const tails: number[] = [inside, builder.add(), builder.add(), builder.add()];
  for (let i = 1; i < 4; i++) builder.move(tails[i]!, 0x80, 0xbf, tails[i - 1]!);
  builder.move(inside, 0x20, 0x7f, inside);
  builder.move(inside, 0x22, 0x22, end);
  builder.move(inside, 0x5c, 0x5c, escaped);
  builder.move(inside, 0xc2, 0xdf, tails[1]!);
  builder.move(inside, 0xe1, 0xef, tails[2]!);
  builder.move(inside, 0xf1, 0xf3, tails[3]!);
  for (const [lead, first, count, low6] of [
    [0xe0, 0xa0, 1, 0xbf],
    [0xed, 0x80, 1, 0x9f],
    [0xf0, 0x90, 2, 0xbf],
    [0xf4, 0x80, 2, 0x8f],
  ] as const) {
    const state = builder.add();
    builder.move(inside, lead, lead, state);
    builder.move(state, first, low6, tails[count]!);
  }
  return builder.done();
}
