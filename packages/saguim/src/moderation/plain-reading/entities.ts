import type { Edit } from './mapped-text.js';

const entity = /&(?:amp;)*(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,16}));/gi;
const accents: Readonly<Record<string, string>> = {
  acute: '\u0301',
  grave: '\u0300',
  circ: '\u0302',
  tilde: '\u0303',
  uml: '\u0308',
  cedil: '\u0327',
};
const named: Readonly<Record<string, string>> = {
  shy: '\xad',
  zwnj: '\u200c',
  zwj: '\u200d',
  ZeroWidthSpace: '\u200b',
  NoBreak: '\u2060',
  commat: '@',
  dollar: '$',
  excl: '!',
  ast: '*',
};

function decode(decimal: string | undefined, hex: string | undefined, name: string | undefined): string | undefined {
  if (name !== undefined) {
    if (named[name]) return named[name];
    const accented = /^([a-z])(acute|grave|circ|tilde|uml|cedil)$/i.exec(name);
    return accented ? (accented[1]! + accents[accented[2]!]).normalize('NFC') : undefined;
  }
  const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex!, 16);
  return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : undefined;
}

/** Letters, digits and what plays them, written as character references of HTML; those that markup needs (`&lt;`, `&amp;`) stay. */
export function entityEdits(text: string): Edit[] {
  if (!text.includes('&')) return [];
  const edits: Edit[] = [];
  for (const { 0: whole, 1: decimal, 2: hex, 3: name, index } of text.matchAll(entity)) {
    const sign = decode(decimal, hex, name);
    if (sign !== undefined && /^[\p{L}\p{M}\p{N}\p{Cf}@$!*]$/u.test(sign))
      edits.push({ start: index, end: index + whole.length, text: sign, kind: 'entities' });
  }
  return edits;
}
