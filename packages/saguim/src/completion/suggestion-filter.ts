import type { LanguageTraits } from './languages.js';
import { firstLine, indentWidth, lastLine, linesAfter, linesBefore } from './text-lines.js';

export interface FilterPlace {
  readonly prefix: string;
  readonly suffix: string;
  readonly traits: LanguageTraits;
  /** Headers of the prompt's pieces, which models repeat. */
  readonly headers?: readonly string[];
}

/** Signs that stand in no code: what a model makes of binary data. */
const noText = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]/;

const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/**
 * What of a suggestion is worth showing: nothing that stands beside the caret already, that goes in circles or that is no code.
 * @returns the text, cut where it must be; undefined where nothing good is left
 */
export function filterSuggestion(text: string, place: FilterPlace): string | undefined {
  const { prefix, suffix, traits } = place;
  const broken = text.search(noText);
  let kept = broken < 0 ? text : text.slice(0, broken);
  // The caret is on an empty line already.
  if (lastLine(prefix).trim() === '') kept = kept.replace(/^(?:[^\S\n]*\n)+/, '');
  const fence = kept.search(/(?:^|\n)[ \t]*```/);
  if (fence >= 0 && !traits.prose) kept = kept.slice(0, fence);
  for (const header of place.headers ?? []) {
    const at = `\n${kept}`.indexOf(`\n${header}`);
    if (at >= 0) kept = kept.slice(0, Math.max(0, at - 1));
  }
  kept = cutAtSuffix(kept, suffix);
  kept = withoutSurplus(kept, lastLine(prefix), suffix);
  kept = cutLoops(kept);
  if (firstLine(suffix).trim() === '') kept = kept.trimEnd();
  // A comment that has only begun says nothing either.
  if (kept.split('\n').every((line) => ['', traits.comment.open].includes(line.trim()))) return undefined;
  if (repeatsNeighbour(kept, prefix, suffix)) return undefined;
  if (!traits.prose && isProse(kept, prefix)) return undefined;
  return kept;
}

/** Cuts where the text after the caret begins again: the rest of the line, or the next lines. */
export function cutAtSuffix(text: string, suffix: string): string {
  const rest = firstLine(suffix);
  const tail = rest.trim();
  let kept = text;
  if (tail !== '') {
    const line = firstLine(kept);
    // The longest end of the line that the rest of the line begins with; of brackets and quotes one is enough.
    for (let length = Math.min(line.length, tail.length); length > 0; length--) {
      if (!line.endsWith(tail.slice(0, length))) continue;
      if (length < Math.min(3, tail.length) && !/^[)\]}"'`;,>]+$/.test(tail.slice(0, length))) break;
      if (unbalanced(line.slice(0, line.length - length)) > 0) break;
      return line.slice(0, line.length - length);
    }
    const at = tail.length >= 3 ? line.indexOf(tail) : -1;
    if (at >= 0) return line.slice(0, at);
    const surplus = Object.hasOwn(pairs, tail[0]!) ? surplusBracket(line, tail[0]!) : -1;
    if (surplus >= 0) return line.slice(0, surplus);
  }
  const next = linesAfter(suffix.slice(rest.length), 1)[0]?.trim();
  if (next && next.length >= 3) {
    const lines = kept.split('\n');
    const at = lines.findIndex((line, i) => i > 0 && line.trim() === next);
    if (at > 0) kept = lines.slice(0, at).join('\n');
  }
  return kept;
}

/** Where a bracket closes what was opened before the text; -1 where none does. */
function surplusBracket(text: string, bracket: string): number {
  let open = 0;
  for (let i = 0; i < text.length; i++) {
    if ('([{'.includes(text[i]!)) open++;
    else if (')]}'.includes(text[i]!) && --open < 0) return text[i] === bracket ? i : -1;
  }
  return -1;
}

/** Brackets opened and not closed; negative: closed and never opened. Strings are not looked into: it is a guess. */
function unbalanced(text: string): number {
  let open = 0;
  for (const character of text) {
    if ('([{'.includes(character)) open++;
    else if (')]}'.includes(character)) open--;
  }
  return open;
}

/** Takes a bracket off the end that stands after the caret already, and closes nothing else. */
function withoutSurplus(text: string, line: string, suffix: string): string {
  const rest = firstLine(suffix);
  const next = rest.trim() === '' ? (linesAfter(suffix.slice(rest.length), 1, 400)[0] ?? '') : rest;
  const waiting = next.trimStart()[0] ?? '';
  let kept = text;
  while (Object.hasOwn(pairs, waiting) && kept.trimEnd().endsWith(waiting)) {
    const trimmed = kept.trimEnd();
    const closer = lastLine(line + trimmed);
    if (rest.trim() === '') {
      // On a line of its own it is the same bracket when both stand as far in.
      if (closer.trim() !== waiting || indentWidth(closer) !== indentWidth(next)) return kept;
    } else {
      const count = (wanted: string) => (line + trimmed).split(wanted).length - 1;
      const left = count(pairs[waiting]!) - (rest.split(waiting).length - 1);
      if (count(waiting) <= Math.max(0, left)) return kept;
    }
    kept = trimmed.slice(0, -1);
  }
  return kept;
}

/** Cuts what goes in circles: a line for the third time, on end if it is a short one, or a short piece again and again. */
function cutLoops(text: string): string {
  const lines = text.split('\n');
  const seen = new Map<string, { times: number; readonly first: number }>();
  let before = '';
  for (const [i, line] of lines.entries()) {
    const key = line.trim();
    if (key === '') continue;
    const whole = line.trimEnd();
    const one = (key.length >= 4 || whole === before ? seen.get(key) : undefined) ?? { times: 0, first: i };
    before = whole;
    seen.set(key, one);
    if (++one.times === 3) return lines.slice(0, one.first + 1).join('\n');
  }
  for (const line of lines) {
    const piece = /(.{1,24}?)\1{5,}/su.exec(line);
    if (piece && piece[0].length >= 32 && /[\p{L}\p{N}]/u.test(piece[1]!)) return text.slice(0, text.indexOf(piece[0]) + piece[1]!.length);
  }
  return text;
}

/** Whether the suggestion only says what stands before or after it. */
function repeatsNeighbour(text: string, prefix: string, suffix: string): boolean {
  const typed = lastLine(prefix);
  const lines = text.split('\n');
  const first = lines.findIndex((line, i) => (i === 0 ? typed + line : line).trim() !== '');
  const said = (first === 0 ? typed + lines[0]! : lines[first]!).trim();
  if (/^[\s)\]}>;,]*$/.test(said) || said.length < 4) return false;
  const earlier = linesBefore(prefix.slice(0, prefix.length - typed.length), 2).map((line) => line.trim());
  if (said === earlier[0] || (lines.length > 1 && earlier.includes(said))) return true;
  return linesAfter(suffix.slice(firstLine(suffix).length), 1)[0]?.trim() === said;
}

const sentence = /^[A-Z][a-z']*(?: [\p{L}\p{N}',-]+){4,}[.!:?]?$/u;

/** Whether it is a sentence where code belongs; in a comment or a text it is welcome. */
function isProse(text: string, prefix: string): boolean {
  const line = lastLine(prefix);
  if (/^\s*(?:#|\/\/|\/\*|\*|--|<!--|%|"""|''')/.test(line) || insideText(prefix)) return false;
  const said = firstLine(text.trimStart());
  return sentence.test((line.trim() === '' ? said : line.trim() + said).trim());
}

/** Whether the caret stands within quotes on its line, or within a text of several lines. */
function insideText(prefix: string): boolean {
  const line = lastLine(prefix).replaceAll(/\\./g, '');
  for (const quote of ['"', "'", '`']) if ((line.split(quote).length - 1) % 2 === 1) return true;
  const near = prefix.slice(-8000);
  for (const quote of ['"""', "'''"]) if ((near.split(quote).length - 1) % 2 === 1) return true;
  return near.lastIndexOf('/*') > near.lastIndexOf('*/');
}
