/** The line of a text that its end lies in. */
export function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}

/** The rest of the line that a text begins in, without its line break. */
export function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return (end < 0 ? text : text.slice(0, end)).replace(/\r$/, '');
}

/** The space that a line begins with. */
export function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)![0];
}

/** Columns of the space that a line begins with; a tab reaches to the next multiple of `tab`. */
export function indentWidth(line: string, tab = 4): number {
  let width = 0;
  for (const character of indentOf(line)) width = character === '\t' ? width + tab - (width % tab) : width + 1;
  return width;
}

/** The last `count` lines that are not blank, nearest first; looks no further back than `reach` code units. */
export function linesBefore(text: string, count: number, reach = 4096): string[] {
  const lines = text.slice(-reach).split('\n');
  return lines
    .reverse()
    .filter((line) => line.trim() !== '')
    .slice(0, count);
}

/** The first `count` lines that are not blank; looks no further than `reach` code units. */
export function linesAfter(text: string, count: number, reach = 4096): string[] {
  return text
    .slice(0, reach)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, count);
}

/** Where the last `count` lines of a text begin. */
export function startOfLastLines(text: string, count: number): number {
  let at = text.length;
  for (let i = 0; i < count; i++) {
    const found = at === 0 ? -1 : text.lastIndexOf('\n', at - 1);
    if (found < 0) return 0;
    at = found;
  }
  return at + 1;
}

/** Where the line after the first `count` lines of a text begins, or its end. */
export function endOfFirstLines(text: string, count: number): number {
  let at = 0;
  for (let i = 0; i < count; i++) {
    const found = text.indexOf('\n', at);
    if (found < 0) return text.length;
    at = found + 1;
  }
  return at;
}

/** A place at or after `at` that is not inside a character of two code units. */
export function wholeCharacter(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  const before = text.charCodeAt(at - 1);
  return unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff ? at + 1 : at;
}
