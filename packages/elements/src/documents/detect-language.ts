const words: Readonly<Record<string, ReadonlySet<string>>> = {
  en: new Set(
    'the and of to in is was that it he for on with his as at by had not but from she which you have were her be this'.split(' '),
  ),
  pt: new Set(
    'de que não uma um para com os as do da dos das em por mais como mas foi ao ele ela seu sua era ou você isso também'.split(' '),
  ),
};

/** Characters that are looked at: some from the beginning, some from the middle, where no licence text lies. */
const SAMPLE = 4000;

/**
 * Whether a text is English or Portuguese, by its most common words: enough to filter by, and nothing to load.
 * @returns `en`, `pt`, or empty where neither leads clearly
 */
export function detectLanguage(text: string): string {
  const middle = Math.floor(text.length / 2);
  const sample = `${text.slice(0, SAMPLE)} ${text.slice(Math.max(SAMPLE, middle), middle + SAMPLE)}`.toLowerCase();
  const found = sample.match(/\p{L}+/gu) ?? [];
  const counts = Object.entries(words).map(([language, set]) => [language, found.filter((word) => set.has(word)).length] as const);
  const [[best, most], [, second]] = counts.sort((a, b) => b[1] - a[1]) as [readonly [string, number], readonly [string, number]];
  return most >= 2 && most >= second * 2 && most >= found.length / 25 ? best : '';
}
