import type { ReadingContext } from './context.js';
import type { DisguiseKind } from './disguise-kind.js';
import { bareLetters, type Lexicon, type Word } from './lexicon.js';
import type { Edit } from './mapped-text.js';

const piece = '\\p{L}[\\p{L}\\p{M}]*';
const tag = '(?:</?[a-z][^<>]{0,60}>|<!--[^<>]{0,60}-->|\\[/?[a-z]{1,10}\\]|\\*{1,3}|__|~~|`|\\\\)';
const marked = new RegExp(`(?:${tag}){0,4}${piece}(?:(?:${tag}){1,4}${piece}){1,20}(?:${tag}){0,4}`, 'giu');
const everyTag = new RegExp(tag, 'giu');
const shortestJoined = 4;
const longestJoined = 24;

interface Join {
  readonly kind: DisguiseKind;
  /** What stands between the pieces. */
  readonly gap: RegExp;
  /** Quick to say no. */
  readonly hint: RegExp;
  readonly pieces: number;
}

const joinsInOrder: readonly Join[] = [
  { kind: 'line-breaks', gap: /^[-‐]?[ \t]{0,4}\r?\n[ \t]{0,4}$/, hint: /\n/, pieces: 8 },
  {
    kind: 'dotted',
    gap: /^(?:[.\-_·•|/,'’+~=:;*^"]|\p{Extended_Pictographic}\ufe0f?){1,3}$/u,
    hint: /[.\-_·•|/,'’+~=:;*^"]|\p{Extended_Pictographic}/u,
    pieces: 20,
  },
  { kind: 'split', gap: /^[ \t]{1,2}$/, hint: /[ \t]/, pieces: 4 },
];

/** Words with tags or marks of Markdown inside. */
export function markupEdits(text: string, { lexicon, evidence }: ReadingContext): Edit[] {
  if (!/[\p{L}\p{M}][<[*_~`\\]/u.test(text)) return [];
  const edits: Edit[] = [];
  for (const { 0: run, index } of text.matchAll(marked)) {
    const joined = run.replace(everyTag, '');
    const insult = joined.length >= shortestJoined && joined.length <= longestJoined ? lexicon.word(bareLetters(joined)) : undefined;
    if (!insult?.insult) continue;
    edits.push({ start: index, end: index + run.length, text: insult.text, kind: 'markup' });
    evidence.add('markup');
  }
  return edits;
}

interface Piece {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** Whether pieces are hardly words of their own. */
function isCut(pieces: readonly Piece[], { letters, text }: Word, kind: DisguiseKind, lexicon: Lexicon, hyphenated: boolean): boolean {
  const words = pieces.map(({ word }) => word.toLowerCase());
  if (text.includes(' ') && bareLetters(text.replaceAll(' ', '')) === letters && text.split(' ').length === pieces.length) return false;
  const unknown = words.filter((word) => !lexicon.knows(word));
  if (kind === 'dotted') return unknown.length > 0 && !(pieces.length === 2 && words[1]!.length <= 2 && words[0]!.length >= 3);
  if (kind === 'line-breaks') return unknown.length > 0 || hyphenated;
  if (unknown.length === words.length) return true;
  // `por n` is no `porn`, and `'s hit` no `shit`: a letter by itself is not enough, nor a word of four letters beside a short one.
  return unknown.some((word) => word.length >= 2 && (word.length <= 3 || letters.length >= 6));
}

/** Words that were cut into pieces: by a space, a new line, marks or emoji; an insult, of which not every piece is a word by itself. */
export function joinEdits(text: string, context: ReadingContext): Edit[] {
  const pieces = [...text.matchAll(new RegExp(piece, 'gu'))].map(({ 0: word, index }) => ({
    word,
    start: index,
    end: index + word.length,
  }));
  const edits: Edit[] = [];
  const { lexicon, evidence } = context;
  const joins = joinsInOrder.filter(({ hint }) => hint.test(text));
  const find = (first: number): Edit | undefined => {
    if (pieces[first]!.word.length > longestJoined) return undefined;
    for (const { kind, gap, pieces: most } of joins) {
      let joined = pieces[first]!.word;
      let found: Edit | undefined;
      for (let i = first + 1; i < pieces.length && i < first + most; i++) {
        const { word, start, end } = pieces[i]!;
        joined += word;
        if (start - pieces[i - 1]!.end > 500 || joined.length > longestJoined || !gap.test(text.slice(pieces[i - 1]!.end, start))) break;
        if (joined.length < shortestJoined) continue;
        const insult = lexicon.word(bareLetters(joined));
        if (insult?.insult && isCut(pieces.slice(first, i + 1), insult, kind, lexicon, /[-‐]/.test(text.slice(pieces[first]!.end, start))))
          found = { start: pieces[first]!.start, end, text: insult.text, kind };
      }
      if (found) return found;
    }
    return undefined;
  };
  for (let first = 0; first + 1 < pieces.length; first++) {
    const found = find(first);
    if (!found) continue;
    edits.push(found);
    evidence.add(found.kind);
    while (first + 1 < pieces.length && pieces[first + 1]!.start < found.end) first++;
  }
  return edits;
}
