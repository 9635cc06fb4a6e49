import type { ReadingContext } from './context.js';
import type { DisguiseKind } from './disguise-kind.js';
import { bareLetters } from './lexicon.js';
import type { Edit } from './mapped-text.js';
import { type Sign, signAt } from './match.js';
import { type Segment, segment } from './segment.js';

const gap = '[\\s.\\-_,·•|/\\\\\'’"+=:;~*^<>]';
const single = '(?:[\\p{L}\\p{Nd}@$!€]\\p{M}?|[\\u{1f1e6}-\\u{1f1ff}\\u{1f150}-\\u{1f189}]\\ufe0f?)';
/** Three letters or more, each by itself. */
const runs = new RegExp(`(?<![\\p{L}\\p{M}\\p{N}@$])${single}(?:${gap}{1,4}${single}(?![\\p{L}\\p{N}@$])){2,}`, 'gu');
const mostSigns = 400;

const kindOf = (between: string): DisguiseKind => (between.includes('\n') ? 'line-breaks' : /\S/.test(between) ? 'dotted' : 'spaced');

/** Words with something between all their letters: `i d i o t`, `i.d.i.o.t`, one letter a line. */
export function spacedEdits(text: string, context: ReadingContext): Edit[] {
  const edits: Edit[] = [];
  for (const { 0: run, index } of text.matchAll(runs)) {
    const signs: Sign[] = [];
    for (const { 0: letter, index: at } of run.matchAll(new RegExp(single, 'gu'))) {
      signs.push(signAt(String.fromCodePoint(letter.codePointAt(0)!), index + at, index + at + letter.length));
    }
    for (let first = 0; first < signs.length; first += mostSigns)
      edits.push(...readRun(text, signs.slice(first, first + mostSigns), context));
  }
  return edits;
}

function readRun(text: string, signs: readonly Sign[], context: ReadingContext): Edit[] {
  const gaps = signs.slice(1).map(({ start }, i) => text.slice(signs[i]!.end, start));
  const shortest = Math.min(...gaps.map(({ length }) => length));
  const usual = gaps.find(({ length }) => length === shortest)!;
  const borders = new Set(gaps.flatMap((between, i) => (between.length > usual.length ? [i + 1] : [])));
  const digits = signs.filter(({ text: sign }) => /\d/.test(sign)).length;
  if (digits > signs.length - 2) return [];
  const cut = (where?: ReadonlySet<number>) =>
    segment(signs, context, {}, where)?.filter(({ match }) => match && match.word.letters.length > 1) ?? [];
  const coverage = (found: readonly Segment[]) =>
    found.reduce((sum, { from, end, match }) => sum + (match!.word.insult ? end - from : 0), 0);
  // Gaps of many lengths are no borders of words, when an insult lies across them.
  let words = cut(borders);
  if (borders.size > 0) {
    const across = cut();
    if (coverage(across) > coverage(words)) words = across;
  }
  const insulting = words.filter(({ match }) => match!.word.insult && match!.word.letters.length >= (signs.length === match!.end ? 3 : 4));
  const covered = words.reduce((sum, { from, end }) => sum + end - from, 0);
  const whole = covered >= signs.length - 1 && covered >= 6 && covered >= 2.5 * words.length && digits * 3 <= covered;
  if (!whole && (insulting.length === 0 || digits * 2 > signs.length + 1)) return joinUnknown(text, signs, borders, usual, context);
  const edits: Edit[] = [];
  for (const [i, { from, end, match }] of words.entries()) {
    if (!whole && match!.word.letters.length < 3) continue;
    const after = words[i + 1]?.from === end && gaps[end - 1] !== undefined && !/\s/.test(gaps[end - 1]!) ? ' ' : '';
    edits.push({
      start: signs[from]!.start,
      end: after ? signs[end]!.start : signs[end - 1]!.end,
      text: match!.word.text + after,
      kind: kindOf(gaps[from]!),
    });
    if (match!.word.insult) context.evidence.add(kindOf(gaps[from]!));
  }
  return edits;
}

/** Letters that are one word or some, though not a known one: they have vowels as words have, and do not just follow each other in the alphabet. */
function joinUnknown(
  text: string,
  signs: readonly Sign[],
  borders: ReadonlySet<number>,
  usual: string,
  { evidence }: ReadingContext,
): Edit[] {
  const kind = kindOf(usual);
  const edits: Edit[] = [];
  let first = 0;
  for (let end = 1; end <= signs.length; end++) {
    if (end < signs.length && !borders.has(end)) continue;
    const word = signs.slice(first, end);
    const letters = bareLetters(word.map(({ text: sign }) => sign).join(''));
    const vowels = letters.match(/[aeiou]/g)?.length ?? 0;
    const wordlike =
      /^[a-z]+$/.test(letters) &&
      vowels * 4 >= letters.length &&
      vowels * 5 <= letters.length * 3 &&
      !/^(.)(?:.?\1)+.?$|abc|bcd|aei|eio|xyz/.test(letters);
    if (wordlike && letters.length >= (evidence.has(kind) ? 3 : 6) && word.length <= 24)
      edits.push({
        start: word[0]!.start,
        end: word.at(-1)!.end,
        text: text.slice(word[0]!.start, word.at(-1)!.end).replace(/[^\p{L}\p{M}]+/gu, ''),
        kind,
      });
    first = end;
  }
  return edits;
}
