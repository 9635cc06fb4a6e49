import { hasHeader, parseCsv } from './csv.js';
import { TextBuilder } from './text-builder.js';

/** A heading of a plain text: a short line of its own, in capitals or with a chapter's word. */
const plainHeading =
  /^(?:(?:chapter|cap[ií]tulo|part|parte|book|livro|section|se[cç][aã]o)\s+[\dIVXLC]+\b.{0,80}|[\p{Lu}\d][\p{Lu}\d\s'’.,:—-]{2,70})$/iu;

/** Plain text: paragraphs are parted by empty lines, or are lines where there are none. */
export function readPlainText(text: string): TextBuilder {
  const builder = new TextBuilder();
  const paragraphs = text.split(/\n[\t ]*\n/);
  for (const paragraph of paragraphs) {
    const [first, ...rest] = paragraph.trim().split('\n');
    const capitals = first !== undefined && first === first.toUpperCase() && /\p{Lu}{2}/u.test(first);
    const heading = first !== undefined && first.length <= 80 && plainHeading.test(first) && (capitals || /\s[\dIVXLC]+\b/.test(first));
    if (!heading) builder.paragraph(paragraph);
    // A chapter's number and its name may stand on two lines.
    else if (rest.length <= 1) builder.heading(2, [first, ...rest].join(' '));
    else {
      builder.heading(2, first);
      builder.paragraph(rest.join('\n'));
    }
  }
  return builder;
}

/** CSV: each row is a passage of its own, counted as spreadsheets do; with a header, each cell goes with its name. */
export function readCsv(text: string): TextBuilder {
  const builder = new TextBuilder();
  const rows = parseCsv(text);
  const names = hasHeader(rows) ? rows.shift()! : [];
  const first = names.length > 0 ? 2 : 1;
  for (const [at, row] of rows.entries()) {
    const cells = row.map((cell, index) => (cell === '' ? '' : names[index] ? `${names[index]}: ${cell}` : cell));
    builder.row(first + at, cells.filter(Boolean).join('\n'));
  }
  return builder;
}
