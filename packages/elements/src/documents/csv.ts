// RFC 4180 with the separators that spreadsheets write. Small enough to be our own: the known libraries bring streams and blob workers.

const separators = [',', ';', '\t', '|'] as const;

/** The separator that parts the first line into most pieces, outside quotes. */
function guessSeparator(text: string): string {
  const line = text.replace(/"(?:[^"]|"")*"/g, '').split('\n', 1)[0]!;
  const counts = separators.map((separator) => line.split(separator).length);
  return separators[counts.indexOf(Math.max(...counts))]!;
}

/**
 * Rows of cells. Quoted cells may hold separators, line ends and doubled quotes; a quote that is never closed ends with the text.
 * Empty lines are left out.
 * @param text with `\n` as line ends
 */
export function parseCsv(text: string, separator = guessSeparator(text)): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell: string;
    if (text[at] === '"') {
      cell = '';
      for (;;) {
        const end = text.indexOf('"', at + 1);
        cell += text.slice(at + 1, end < 0 ? text.length : end);
        at = end < 0 ? text.length : end + 1;
        if (text[at] !== '"') break;
        cell += '"';
      }
      // What follows the closing quote before the separator belongs to the cell.
      const rest = endOfCell(text, at, separator);
      cell += text.slice(at, rest);
      at = rest;
    } else {
      const end = endOfCell(text, at, separator);
      cell = text.slice(at, end);
      at = end;
    }
    row.push(cell.trim());
    const ended = text[at] !== separator;
    at++;
    if (!ended && at < text.length) continue;
    if (!ended) row.push('');
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  return rows;
}

function endOfCell(text: string, at: number, separator: string): number {
  while (at < text.length && text[at] !== separator && text[at] !== '\n') at++;
  return at;
}

/** A row of names, none of which is a number, long or missing, is a header. */
export function hasHeader(rows: readonly (readonly string[])[]): boolean {
  const [first] = rows;
  return (
    first !== undefined &&
    rows.length > 1 &&
    new Set(first).size === first.length &&
    first.every((cell) => cell !== '' && cell.length <= 40 && !/^[\d.,%-]+$/.test(cell) && !/[.!?]$/.test(cell))
  );
}
