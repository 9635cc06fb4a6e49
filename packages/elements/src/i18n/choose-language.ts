/** Languages of the interface. */
export type InterfaceLanguage = 'en' | 'pt-BR';

/**
 * The language of the interface.
 * @param wanted a tag, or `auto` (also empty) for the first one that the browser's person prefers and that is there
 */
export function chooseLanguage(wanted = 'auto', preferred: readonly string[] = preferredLanguages()): InterfaceLanguage {
  const tags = wanted === 'auto' || wanted === '' ? preferred : [wanted, ...preferred];
  for (const tag of tags) {
    const language = tag.toLowerCase().split('-', 1)[0];
    if (language === 'pt') return 'pt-BR';
    if (language === 'en') return 'en';
  }
  return 'en';
}

function preferredLanguages(): readonly string[] {
  return typeof navigator === 'undefined' ? [] : (navigator.languages ?? []);
}
