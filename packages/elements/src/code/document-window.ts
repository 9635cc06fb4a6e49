/** Lines before and after the caret that completions are made of, at least. */
const LINES_BEFORE = 256;
const LINES_AFTER = 64;
/** The window begins at a multiple of so many lines, so that what stands before the caret keeps its beginning while lines are added. */
const STEP = 64;
/** Characters at most on either side: lines may be long. */
const CHARACTERS_BEFORE = 64_000;
const CHARACTERS_AFTER = 16_000;

/** A text that is looked at in parts. Lines count from 0, offsets are UTF-16 code units. */
export interface TextInLines {
  readonly lines: number;
  readonly length: number;
  /** Where a line begins. */
  lineStart(line: number): number;
  slice(from: number, to: number): string;
}

export interface DocumentWindow {
  readonly before: string;
  readonly after: string;
  readonly offset: number;
}

/** What a session is told of a document with a caret: the lines around it, never the whole of a long one. */
export function windowAround(text: TextInLines, offset: number, line: number): DocumentWindow {
  const first = Math.max(0, Math.floor((line - LINES_BEFORE) / STEP) * STEP);
  const last = line + LINES_AFTER + 1;
  const from = Math.max(text.lineStart(first), offset - CHARACTERS_BEFORE);
  const to = Math.min(last < text.lines ? text.lineStart(last) : text.length, offset + CHARACTERS_AFTER);
  const before = text.slice(from, offset);
  const after = text.slice(offset, to);
  // Long lines are cut, but never in the middle of a character.
  return { before: isLowSurrogate(before.charCodeAt(0)) ? before.slice(1) : before, after: withoutHalf(after), offset };
}

/** The window of a text that is one string. */
export function windowOfString(text: string, offset: number): DocumentWindow {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  let line = starts.length - 1;
  while (starts[line]! > offset) line--;
  const slice = (from: number, to: number) => text.slice(from, to);
  return windowAround({ lines: starts.length, length: text.length, lineStart: (number) => starts[number]!, slice }, offset, line);
}

const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;

function withoutHalf(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}
