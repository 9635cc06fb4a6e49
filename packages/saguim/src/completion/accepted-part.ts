import type { AcceptedPart } from './editor-state.js';

/** The first word of a text with the space before it, or the space and the line break alone where the line ends. */
const word = /^(?:[^\S\n]*\r?\n[^\S\n]*|\s*(?:[\p{L}\p{M}\p{N}_$]+|[^\s\p{L}\p{M}\p{N}_$]+))/u;

/** What of a suggestion is taken: all, its first word, or its first line with the line break that ends it. */
export function acceptedPart(text: string, part: AcceptedPart): string {
  if (part === 'word') return word.exec(text)?.[0] ?? text;
  if (part === 'line') {
    const end = text.indexOf('\n', text.startsWith('\n') ? 1 : text.startsWith('\r\n') ? 2 : 0);
    return end < 0 ? text : text.slice(0, end + 1);
  }
  return text;
}
