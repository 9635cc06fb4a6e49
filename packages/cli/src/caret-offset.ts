/**
 * Where a caret stands in a text. What lies beyond the end of a line or of the text is its end, and never within a line break or a
 * character of two code units.
 * @param line from 1
 * @param column in UTF-16 code units from 1, as editors count; default: the end of the line
 */
export function caretOffset(text: string, line: number, column = Infinity): number {
  let start = 0;
  for (let i = 1; i < line; i++) {
    const end = text.indexOf('\n', start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  const found = text.indexOf('\n', start);
  const stop = found < 0 ? text.length : text[found - 1] === '\r' && found > start ? found - 1 : found;
  const offset = Math.min(stop, start + column - 1);
  const split = /[\ud800-\udbff]/.test(text[offset - 1] ?? '') && /[\udc00-\udfff]/.test(text[offset] ?? '');
  return split && offset > start ? offset - 1 : offset;
}
