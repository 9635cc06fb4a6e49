/** Classes of characters that pre-tokenizers tell apart. Everything else is 0. */
export const LETTER = 1;
export const NUMBER = 2;
export const SPACE = 4;
export const PUNCTUATION = 8;

const KNOWN = 0x80;
const table = new Uint8Array(0x10000);

// Unicode's White_Space, not JavaScript's \s: that one has U+FEFF and lacks U+0085.
function classify(character: string): number {
  if (/^\p{L}/u.test(character)) return LETTER;
  if (/^\p{N}/u.test(character)) return NUMBER;
  if (/^\p{White_Space}/u.test(character)) return SPACE;
  return /^\p{P}/u.test(character) ? PUNCTUATION : 0;
}

/** Class of the character at `index` (a lone surrogate has none). */
export function classAt(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  const known = table[unit] as number;
  if (known !== 0) return known & ~KNOWN;
  if (unit >= 0xd800 && unit < 0xdc00) {
    const point = text.codePointAt(index) as number;
    return point > 0xffff ? classify(String.fromCodePoint(point)) : 0;
  }
  const found = classify(text.charAt(index));
  table[unit] = found | KNOWN;
  return found;
}

/** Length in UTF-16 units of the character at `index`. */
export function lengthAt(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  if (unit < 0xd800 || unit > 0xdbff) return 1;
  const next = text.charCodeAt(index + 1);
  return next >= 0xdc00 && next <= 0xdfff ? 2 : 1;
}
