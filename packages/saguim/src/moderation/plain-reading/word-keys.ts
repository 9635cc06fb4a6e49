/** Equal for words that sound alike, by rules of English and Portuguese that comments play with. @param bare letters a to z */
export function phoneticKey(bare: string): string {
  return bare
    .replace(/ph/g, 'f')
    .replace(/sch?(?=[ei])|ss|ç|z|c(?=[eiy])/g, 's')
    .replace(/ch|sh|x/g, 'X')
    .replace(/qu(?=[eiy])|q|ck|c/g, 'k')
    .replace(/(?<![ln])h/g, '')
    .replace(/oo|w/g, 'u')
    .replace(/ee|y/g, 'i')
    .replace(/(?:aum|am|an|ao)$/, 'ao')
    .replace(/o$/, 'u')
    .replace(/(.)\1+/g, '$1');
}

/** Equal for words of the same first, last and inner letters. */
export function shuffleKey(bare: string): string {
  return bare[0] + [...bare.slice(1, -1)].sort().join('') + bare.at(-1);
}

/** Equal for words of the same first letter and the same others. */
export function looseShuffleKey(bare: string): string {
  return bare[0] + [...bare.slice(1)].sort().join('');
}

/** A word without one of its vowels or another, those that it begins with aside. */
export function clippedWords(bare: string): string[] {
  return Array.from(bare.matchAll(/(?<!^)[aeiou]/g), ({ index }) => bare.slice(0, index) + bare.slice(index + 1));
}
