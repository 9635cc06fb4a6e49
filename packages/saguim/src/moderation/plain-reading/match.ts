import type { DisguiseKind } from './disguise-kind.js';
import { disguiseKinds } from './disguise-kind.js';
import type { Lexicon, Word } from './lexicon.js';
import { readingsAt, readingsOf, type SignReading } from './symbols.js';

/** A code point of a text, where it stands, and what it may stand for. */
export interface Sign {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly readings: readonly SignReading[];
}

export const signAt = (text: string, start: number, end: number): Sign => ({ text, start, end, readings: readingsOf(text) });

export function signsOf(text: string, offset = 0): Sign[] {
  const signs: Sign[] = [];
  for (let at = 0; at < text.length; ) {
    const sign = String.fromCodePoint(text.codePointAt(at)!);
    signs.push(signAt(sign, offset + at, offset + at + sign.length));
    at += sign.length;
  }
  return signs;
}

/** A word that some signs may be read as. */
export interface Match {
  readonly word: Word;
  /** The sign after the last. */
  readonly end: number;
  /** 0 for a word as it is. */
  readonly cost: number;
  readonly kinds: readonly DisguiseKind[];
  /** Signs that are the letters they show. */
  readonly plain: number;
  /** Signs that may be any letter. */
  readonly open: number;
  /** Letters too many. */
  readonly repeated: number;
}

export interface MatchOptions {
  /** Whether a letter may be typed more often than the word has it. */
  readonly repeated?: boolean;
  /** Whether stars and the like may stand for a letter of an insult. */
  readonly starred?: boolean;
  /** Whether dots and the like may stand between letters. */
  readonly dotted?: boolean;
}

interface State {
  /** In the tree of words. */
  readonly node: number;
  /** The letter read last, 0 to 25; 26 before the first. */
  readonly last: number;
  readonly cost: number;
  /** A bit for each kind. */
  kinds: number;
  plain: number;
  open: number;
  repeated: number;
}

const costs: Readonly<Partial<Record<DisguiseKind, number>>> = {
  accents: 0.3,
  leet: 1,
  'look-alike': 0.8,
  starred: 1.6,
  dotted: 0.7,
  repeated: 0.5,
};
const costOf = (kind: DisguiseKind) => costs[kind] ?? 0.4;
const bits = new Map(disguiseKinds.map((kind, i) => [kind, 1 << i]));
const bitOf = (kind: DisguiseKind) => bits.get(kind)!;
const stars = /^[*#●•█■✱＊∗⁎★☆_.\-?%&~^=]$/u;
const separators = /^[.\-_·•|,'’`´~+=:;/\\^"]$/u;
const marks = /^(?:\p{M}|\u200d)$/u;
const mostStates = 48;
const longestWord = 48;

/**
 * The words that signs from one on may be read as, each ending the cheapest. A walk along the tree of words in which a sign may be a letter that it plays, the last
 * letter once more, a star for any letter, or nothing; time grows with the signs, as only so many ways are followed.
 */
export function matchesFrom(signs: readonly Sign[], from: number, lexicon: Lexicon, options: MatchOptions = {}): Match[] {
  const { starred = false, dotted = false, repeated = false } = options;
  const { children } = lexicon;
  const found: Match[] = [];
  const waiting: (Map<number, State> | undefined)[] = [];
  const reach = (at: number, state: State, node: number, last: number, kind: DisguiseKind | undefined, cost: number): State | undefined => {
    const states = (waiting[at - from] ??= new Map());
    const key = 27 * node + last;
    const known = states.get(key);
    const total = state.cost + cost;
    if (known ? total >= known.cost : states.size >= mostStates) return undefined;
    const next = { ...state, node, last, cost: total, kinds: kind ? state.kinds | bitOf(kind) : state.kinds };
    states.set(key, next);
    return next;
  };
  waiting[0] = new Map([[26, { node: 0, last: 26, cost: 0, kinds: 0, plain: 0, open: 0, repeated: 0 }]]);
  for (let at = from; at <= signs.length && at < from + longestWord; at++) {
    const states = waiting[at - from];
    if (!states) {
      if (waiting.length <= at - from) break;
      continue;
    }
    if (at > from) addEndings(found, states, at, lexicon);
    if (at === signs.length) break;
    const { text: sign, readings } = signs[at]!;
    const together = sign <= '}' ? readingsTogether(signs, at) : [];
    const skip: DisguiseKind | undefined =
      sign > '\x7f' && marks.test(sign)
        ? 'combining-marks'
        : dotted && at > from && at + 1 < signs.length && separators.test(sign)
          ? 'dotted'
          : undefined;
    const open = starred && at > from && stars.test(sign);
    for (const state of states.values()) {
      const read = (letters: string, kind: DisguiseKind | undefined, next: number, place = 0) => {
        let node = children[26 * state.node + letters.charCodeAt(0) - 97]!;
        for (let i = 1; i < letters.length && node !== 0; i++) node = children[26 * node + letters.charCodeAt(i) - 97]!;
        const last = letters.charCodeAt(letters.length - 1) - 97;
        const cost = kind ? costOf(kind) + 0.2 * place : 0;
        const plain = kind === undefined || kind === 'accents' ? 1 : 0;
        const reached = node === 0 ? undefined : reach(next, state, node, last, kind, cost);
        if (reached) reached.plain += plain;
        if (!repeated || letters.length > 1 || last !== state.last) return;
        const again = reach(next, state, state.node, last, kind, cost + costs.repeated!);
        if (!again) return;
        again.kinds |= bitOf('repeated');
        again.plain += plain;
        again.repeated++;
      };
      for (const [place, { letters, kind }] of readings.entries()) read(letters, kind, at + 1, place);
      for (const { letters, length } of together) read(letters, 'leet', at + length);
      if (skip) reach(at + 1, state, state.node, state.last, skip, costOf(skip));
      if (!open) continue;
      for (let letter = 0; letter < 26; letter++) {
        const node = children[26 * state.node + letter]!;
        if (node === 0 || !lexicon.leadsToInsult[node]) continue;
        const reached = reach(at + 1, state, node, letter, 'starred', costs.starred!);
        if (reached) reached.open++;
      }
    }
  }
  return found;
}

/** The words that end at a place, each the cheapest way. */
function addEndings(found: Match[], states: Map<number, State>, end: number, lexicon: Lexicon): void {
  const best = new Map<Word, State>();
  for (const state of states.values()) {
    const word = lexicon.endingAt(state.node);
    if (word && (best.get(word)?.cost ?? Number.POSITIVE_INFINITY) > state.cost) best.set(word, state);
  }
  for (const [word, { cost, kinds, plain, open, repeated }] of best)
    found.push({ word, end, cost, kinds: kinds === 0 ? [] : disguiseKinds.filter((_, i) => kinds & (1 << i)), plain, open, repeated });
}

/** Readings of several neighbouring signs as one letter. */
function readingsTogether(signs: readonly Sign[], at: number): { letters: string; length: number }[] {
  let text = '';
  for (let i = at; i < signs.length && i < at + 4 && (i === at || signs[i]!.start === signs[i - 1]!.end); i++) text += signs[i]!.text;
  return readingsAt(text, 0);
}
