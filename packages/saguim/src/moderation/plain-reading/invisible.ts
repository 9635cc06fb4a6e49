import type { Edit } from './mapped-text.js';

const unseen =
  '\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200d\u2060-\u2064\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\u{1bca0}-\u{1bca3}\u{e0000}-\u{e0fff}';
const hidden = new RegExp(`[${unseen}]`, 'u');
const runs = new RegExp(`[${unseen}]+`, 'gu');
/** Letters of scripts that are written without joiners, and those of other sets that stand for Latin ones. */
const letters =
  '\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}\\u{249c}-\\u{24e9}\\u{1d400}-\\u{1d7ff}\\u{1f110}-\\u{1f189}\\u{1f1e6}-\\u{1f1ff}';
/** Marks that may be put on any letter. */
const stacked = '\\u{300}-\\u{36f}\\u{1ab0}-\\u{1aff}\\u{1dc0}-\\u{1dff}\\u{20d0}-\\u{20ff}';
const plain = new RegExp(`[${letters}${stacked}\\p{N}@$*]`, 'u');
/** Letters that are emoji. */
const enclosed = /[\u{1f1e6}-\u{1f1ff}\u{1f170}-\u{1f189}]/u;
/** What joiners and selectors of shape belong to. */
const joined = /[\p{Script=Arabic}\p{Extended_Pictographic}\p{Script=Devanagari}\p{Script=Bengali}]/u;

const codePointBefore = (text: string, at: number) => {
  const low = text.charCodeAt(at - 1);
  return at > 1 && low >= 0xdc00 && low <= 0xdfff ? text.slice(at - 2, at) : text.slice(Math.max(at - 1, 0), at);
};
const codePointAt = (text: string, at: number) => (at < text.length ? String.fromCodePoint(text.codePointAt(at)!) : '');

/** Signs without shape beside letters that need none: a mark of byte order at the beginning, emoji and the joiners of other scripts stay. */
export function invisibleEdits(text: string): Edit[] {
  if (!hidden.test(text)) return [];
  const edits: Edit[] = [];
  for (const { 0: run, index } of text.matchAll(runs)) {
    const before = codePointBefore(text, index);
    const after = codePointAt(text, index + run.length);
    const touches = (plain.test(before) && !joined.test(after)) || (plain.test(after) && index > 0 && !joined.test(before));
    const keycap = run === '\ufe0f' && (after === '\u20e3' || (enclosed.test(before) && !plain.test(after)));
    if (touches && !keycap) edits.push({ start: index, end: index + run.length, text: '', kind: 'invisible' });
  }
  return edits;
}

const marked = new RegExp(`([${letters}\\p{Nd}@$!])(\\p{M}+)`, 'gu');
const overlays = /[\u0305\u0332\u0333\u0334-\u0338\u033f\u035a-\u0362\u20d0-\u20f0]/;
/** Marks that are stacked on letters, that run through them or around them. An accent, or two that a language puts there, stays. */
export function markEdits(text: string): Edit[] {
  const edits: Edit[] = [];
  for (const { 0: whole, 1: letter, 2: marks, index } of text.matchAll(marked)) {
    const composed = (letter! + marks!).normalize('NFC');
    const loose = [...composed].length - 1;
    if (loose === 0 || (loose === 1 && !overlays.test(marks!))) continue;
    if (marks === '\ufe0f' || (/^\d$/.test(letter!) && /^\ufe0f?\u20e3$/.test(marks!))) continue;
    const first = (letter! + marks![0]).normalize('NFC');
    const keep = [...first].length === 1 && !overlays.test(marks![0]!) && loose < 3;
    edits.push({ start: index + letter!.length + (keep ? 1 : 0), end: index + whole.length, text: '', kind: 'combining-marks' });
  }
  return edits;
}
