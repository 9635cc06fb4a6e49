import type { Edit } from './mapped-text.js';

const controls = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]/;
const everyControl = new RegExp(controls, 'g');
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const override = '\u202e';

/** Undoes what makes other letters be seen than are stored: text shown from right to left is put into the order in which it is seen. */
export function bidiEdits(text: string): Edit[] {
  if (!controls.test(text)) return [];
  const edits: Edit[] = [];
  const needed = rightToLeft.test(text);
  for (let at = 0; at < text.length; at++) {
    if (text[at] === override) {
      let end = at + 1;
      while (end < text.length && text[end] !== '\u202c' && text[end] !== '\n') end++;
      const content = text.slice(at + 1, end).replace(everyControl, '');
      if (!rightToLeft.test(content)) {
        if (text[end] === '\u202c') end++;
        edits.push({ start: at, end, text: [...content].reverse().join(''), kind: 'bidi' });
        at = end - 1;
      }
    } else if (
      !needed &&
      controls.test(text[at]!) &&
      (!/[\u200e\u200f]/.test(text[at]!) || /\p{L}.\p{L}/u.test(text.slice(at - 1, at + 2)))
    )
      edits.push({ start: at, end: at + 1, text: '', kind: 'bidi' });
  }
  return edits;
}
