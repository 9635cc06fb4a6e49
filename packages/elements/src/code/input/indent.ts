/** A piece of a text to be replaced, and what is selected after that. Offsets are UTF-16 code units of the text before and after. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
  readonly selection: readonly [start: number, end: number];
}

/** What Tab does in code: at a caret it goes to the next stop; where several lines are selected, it moves them. @param unit a tab, or spaces */
export function indentMore(text: string, start: number, end: number, unit: string): TextEdit {
  if (!text.slice(start, end).includes('\n')) {
    const column = start - (text.lastIndexOf('\n', start - 1) + 1);
    const insert = unit === '\t' ? unit : unit.slice(column % unit.length);
    return { from: start, to: end, insert, selection: [start + insert.length, start + insert.length] };
  }
  return changeLines(text, start, end, (line) => (line === '' ? line : unit + line));
}

/** What Shift+Tab does: takes a step away from the beginnings of all lines that the selection touches. */
export function indentLess(text: string, start: number, end: number, unit: string): TextEdit {
  const step = new RegExp(`^(?:\\t| {1,${unit === '\t' ? 4 : unit.length}})`);
  return changeLines(text, start, end, (line) => line.replace(step, ''));
}

function changeLines(text: string, start: number, end: number, change: (line: string) => string): TextEdit {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  // A line of which only the beginning is touched is not meant.
  const last = end > start && text[end - 1] === '\n' ? end - 1 : end;
  const next = text.indexOf('\n', last);
  const to = next < 0 ? text.length : next;
  const lines = text.slice(from, to).split('\n');
  const changed = lines.map(change);
  const insert = changed.join('\n');
  const first = changed[0]!.length - lines[0]!.length;
  const all = insert.length - (to - from);
  const newStart = Math.max(from, start + first);
  return { from, to, insert, selection: [newStart, Math.max(newStart, end + all)] };
}
