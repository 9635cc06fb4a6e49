import type { InterfaceLanguage } from './choose-language.js';

const units = [
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
] as const;
/** From so many days on a date says more. */
const longest = 14 * 86_400_000;

/** How long ago something was, in words; what a clock that is wrong says of the future is now. */
export function relativeTime(then: number, now: number, language: InterfaceLanguage): string {
  const age = Math.max(0, now - then);
  if (age > longest) return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(then);
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const [unit, length] = units.findLast(([, size]) => age >= size) ?? ['second', 1000];
  return age < 60_000 ? format.format(0, 'second') : format.format(-Math.floor(age / length), unit);
}

export const exactTime = (then: number, language: InterfaceLanguage): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(then);
