import { refusal } from './refusal.js';

// Lines and tabs stay; nobody types the rest, and databases refuse the first of them.
const controls = /(?![\n\t])\p{Cc}/gu;
const loneSurrogates = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const blank = /^[\s\p{Cf}\p{Zs}\u115f\u1160\u3164\uffa0]*$/u;

/**
 * What somebody typed, as it is kept: without control characters, with `\n` as the end of a line; nothing else is touched. Markup is text.
 * @param most in UTF-16 units
 * @throws {SaguimError} refused: `empty`, `too-long`
 */
export function checkText(text: unknown, most: number, where = 'text'): string {
  if (typeof text !== 'string') throw refusal('invalid', 'The text is no string', { where });
  if (text.length > most)
    throw refusal('too-long', `The text has ${text.length} characters`, { where, hint: `Write at most ${most}.`, details: { most } });
  const clean = text.replace(/\r\n?/g, '\n').replace(controls, '').replace(loneSurrogates, '\ufffd').trimEnd();
  if (blank.test(clean)) throw refusal('empty', 'The text is empty', { where });
  return clean;
}

/** A short text that may be absent. @throws {SaguimError} refused: `too-long`, `invalid` */
export function checkNote(note: unknown, most: number, where = 'note'): string | null {
  if (note === undefined || note === null || (typeof note === 'string' && blank.test(note))) return null;
  return checkText(note, most, where);
}

/** An address or a name of the site's, such as a page's. @throws {SaguimError} refused: `invalid` */
export function checkLabel(value: unknown, where: string, most = 500): string {
  if (typeof value !== 'string' || value === '' || value.length > most || /[\p{Cc}\p{Cs}]/u.test(value))
    throw refusal('invalid', `\`${where}\` is no name`, { where, hint: `Give 1 to ${most} characters, none of them a control character.` });
  return value;
}

/** @throws {SaguimError} refused: `invalid` */
export function checkWhole(value: unknown, low: number, high: number, otherwise: number, where: string): number {
  if (value === undefined) return otherwise;
  if (!Number.isInteger(value) || (value as number) < low || (value as number) > high)
    throw refusal('invalid', `\`${where}\` is out of range`, { where, hint: `Give a whole number from ${low} to ${high}.` });
  return value as number;
}
