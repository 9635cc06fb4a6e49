import type { LanguageTraits } from './languages.js';
import { indentOf, lastLine } from './text-lines.js';

/** How far back the beginning of a text of several lines is looked for, in code units. */
const reach = 8000;
const usual = '    ';

/**
 * The space that a line at the caret must begin with, where nothing of it is there yet and a block has just begun: after what opens one, or after the text of
 * several lines that says what a function does. Empty where any line may follow.
 */
export function requiredIndent(prefix: string, { blocks }: LanguageTraits): string {
  if (blocks !== 'indentation' || lastLine(prefix) !== '') return '';
  const lines = prefix.slice(-reach).trimEnd().split('\n');
  const last = lines.at(-1)!;
  if (/:\s*(?:#.*)?$/.test(last) && !/^\s*#/.test(last)) return indentOf(last) + unitOf(lines);
  const quotes = /("""|''')$/.exec(last)?.[1];
  if (!quotes) return '';
  // Where it begins: on the same line, or on an earlier one.
  let first = lines.length - 1;
  if (last.split(quotes).length < 3) while (first > 0 && !lines[--first]!.includes(quotes));
  let opening = first - 1;
  while (opening >= 0 && lines[opening]!.trim() === '') opening--;
  return opening >= 0 && /:\s*(?:#.*)?$/.test(lines[opening]!) ? indentOf(lines[first]!) : '';
}

/** How far in the first line stands that stands in at all. */
function unitOf(lines: readonly string[]): string {
  return lines.map(indentOf).find((indent) => indent !== '') ?? usual;
}
