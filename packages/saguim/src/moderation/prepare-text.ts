import { foldedPhrase } from './fold.js';
import { detectLanguage } from './language.js';
import type { CheckItem } from './moderator-options.js';
import { withoutNames } from './neutral-names.js';
import { type Piece, splitPieces } from './pieces.js';
import { type PlainReading, plainReading } from './plain-reading/index.js';
import type { PolicyRules, RuleText } from './run-rules.js';

/** A part of a text as the model reads it, and where it is in the text as typed. */
export interface JudgedPiece extends Piece {
  readonly text: string;
  /** The same without names of groups, where it has some: what is rude must be rude without them too. */
  readonly nameless?: string;
  /** Whether it comes from the plain reading, which differs from what was typed. */
  readonly disguised: boolean;
  /** Whether who wrote it disguised it: among friends `fdp` and `karalho` are how one writes. */
  readonly meant: boolean;
  /** Where a part of `text` is in the text as typed. */
  place(start: number, end: number): readonly [start: number, end: number];
}

export interface PreparedText {
  readonly item: CheckItem;
  readonly ruleText: RuleText;
  readonly language: string;
  /** `en` or `pt` where that is clear enough to judge it as such alone. */
  readonly judgedAs: 'en' | 'pt' | undefined;
  readonly pieces: readonly JudgedPiece[];
  /** Whether the model sees only its beginning. */
  readonly cut: boolean;
  readonly reading?: PlainReading;
}

/** The model reads so much of a text: about twenty times a long comment. Perspective took as much. */
const mostJudged = 20_000;
const mostRead = 1_000_000;
const mostMarks = 3;
const mostEqual = 12;

/** What is read of a text, by rules and by the model. */
export function prepareText(item: CheckItem, rules: PolicyRules): PreparedText {
  const text = wholeCharacters(item.text, mostRead);
  const judged = wholeCharacters(text, mostJudged);
  const languageOf = (some: string) => (item.language === undefined ? detectLanguage(some) : { language: item.language, sure: true });
  const { section } = item;
  const allowed = rules.allowed(judged, { language: languageOf(judged).language, section });
  const shown = blankOut(judged, [...allowed, ...quotes(judged, item.context?.parent)]);
  const read = plainReading(shown);
  const reading = read.changed ? read : undefined;
  // Spaced letters have no language, what they spell has one.
  const { language, sure } = languageOf(reading ? reading.text : judged);
  const base = language.split('-')[0]!.toLowerCase();
  const judgedAs = sure && (base === 'en' || base === 'pt') ? base : undefined;
  const where = { language, section };
  const pieces: JudgedPiece[] = splitPieces(shown).map((piece) => ({ ...piece, ...asRead(shown, piece), disguised: false, meant: false }));
  if (reading) {
    const meant = reading.kinds.some((kind) => kind !== 'phonetic');
    const plain = blankOut(reading.text, rules.allowed(reading.text, where));
    for (const piece of splitPieces(plain)) {
      const { place, ...others } = asRead(plain, piece);
      if (pieces.some(({ text }) => text === others.text)) continue;
      const [start, end] = reading.toOriginal(piece.start, piece.end);
      pieces.push({ start, end, ...others, disguised: true, meant, place: (first, after) => reading.toOriginal(...place(first, after)) });
    }
  }
  return {
    item,
    ruleText: { text, reading, ...where, context: item.context, now: item.context?.time ?? Date.now() },
    language,
    judgedAs,
    pieces,
    cut: item.text.length > judged.length,
    reading,
  };
}

/** The beginning of a text, without half a character at its end. */
function wholeCharacters(text: string, most: number): string {
  if (text.length <= most) return text;
  const code = text.charCodeAt(most - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? most - 1 : most);
}

/** Spaces instead of parts of a text: what is left stays where it was. */
function blankOut(text: string, spans: readonly Piece[]): string {
  if (spans.length === 0) return text;
  let out = '';
  let at = 0;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    const from = Math.max(start, at);
    out += text.slice(at, from) + ' '.repeat(end - from);
    at = end;
  }
  return out + text.slice(at);
}

/** Lines that begin with `>` and say what the comment that is answered said: words of somebody else. */
function quotes(text: string, parent: string | undefined): Piece[] {
  if (parent === undefined || !text.includes('>')) return [];
  const said = ` ${foldedPhrase(parent)} `;
  return Array.from(text.matchAll(/^[ \t]*>+(.*)$/gmu)).flatMap(({ index, 0: line, 1: words }) => {
    const phrase = foldedPhrase(words!);
    return phrase !== '' && said.includes(` ${phrase} `) ? [{ start: index, end: index + line.length }] : [];
  });
}

const heaps = new RegExp(`(\\p{M}{${mostMarks}})\\p{M}+|((\\S)\\3{${mostEqual - 1}})\\3+|\\s+`, 'gu');

/** A piece without what would cost the model time and tells it nothing: heaps of marks, long runs of one character, many spaces. */
function asRead(
  text: string,
  { start, end }: Piece,
): Pick<JudgedPiece, 'text' | 'nameless'> & { place(start: number, end: number): [number, number] } {
  const part = text.slice(start, end);
  let out = '';
  let at = 0;
  /** From which place of what is read on the text is at which place of what was typed. */
  const from: (readonly [read: number, typed: number])[] = [[0, start]];
  for (const { index, 0: heap, 1: marks, 2: run } of part.matchAll(heaps)) {
    const kept = marks ?? run ?? ' ';
    if (kept === heap) continue;
    out += part.slice(at, index) + kept;
    at = index + heap.length;
    from.push([out.length, start + at]);
  }
  out += part.slice(at);
  const typed = (place: number) => {
    const [read, origin] = from.findLast(([read]) => read <= place)!;
    return origin + place - read;
  };
  return { text: out, nameless: withoutNames(out), place: (first, after) => [typed(first), typed(after)] };
}
