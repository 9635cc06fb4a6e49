import type { InterfaceLanguage } from './choose-language.js';

const units = [
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
] as const;
/** From so many days on a date says more. */
const longest = 14 * 86_400_000;

type Formats = Readonly<Record<'relative', Intl.RelativeTimeFormat> & Record<'date' | 'exact', Intl.DateTimeFormat>>;
const known = new Map<InterfaceLanguage, Formats>();

/** Made once: a browser takes milliseconds for one, and a list of comments asks for two in each line. */
function formatsOf(language: InterfaceLanguage): Formats {
  let formats = known.get(language);
  if (!formats) {
    formats = {
      relative: new Intl.RelativeTimeFormat(language, { numeric: 'auto' }),
      date: new Intl.DateTimeFormat(language, { dateStyle: 'medium' }),
      exact: new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }),
    };
    known.set(language, formats);
  }
  return formats;
}

/** How long ago something was, in words; what a clock that is wrong says of the future is now. */
export function relativeTime(then: number, now: number, language: InterfaceLanguage): string {
  const age = Math.max(0, now - then);
  const { date, relative: format } = formatsOf(language);
  if (age > longest) return date.format(then);
  const [unit, length] = units.findLast(([, size]) => age >= size) ?? ['second', 1000];
  return age < 60_000 ? format.format(0, 'second') : format.format(-Math.floor(age / length), unit);
}

export const exactTime = (then: number, language: InterfaceLanguage): string => formatsOf(language).exact.format(then);
