import { fold } from './fold.js';
import { guessLanguage, type Language } from './language.js';
import { stemEnglish } from './stem-english.js';
import { stemPortuguese } from './stem-portuguese.js';
import { englishStopWords, portugueseStopWords } from './stop-words.js';
import { forEachWord } from './words.js';

/** Changes whenever the same text gives other terms: an index made with another version is made anew from its texts. */
export const analyzerVersion = 1;

/** What a text is indexed under. */
export interface Terms {
  /** How often each term occurs. */
  readonly counts: ReadonlyMap<string, number>;
  /** Words counted, stop words aside. */
  readonly length: number;
}

/** A word of a query with everything that stands for it in an index. */
export interface QueryWord {
  /** Terms, any of which matches: the word's stems in both languages, and itself. */
  readonly terms: readonly string[];
  /** The folded word. */
  readonly word: string;
}

interface Forms {
  readonly folded: string;
  readonly en: string;
  readonly pt: string;
}

/** Forms of texts that are indexed are remembered, since a few thousand words make up most of any text; those of searches are not worth it. */
const maxRemembered = 20_000;

/** Words of other scripts, and numbers, have no endings to lose. */
const hasEndings = /^[a-z]+$/;

function formsOf(folded: string): Forms {
  const latin = hasEndings.test(folded);
  return { folded, en: latin ? stemEnglish(folded) : folded, pt: latin ? stemPortuguese(folded) : folded };
}

/** Turns texts into terms: words, folded, without stop words, stemmed in the language that the text seems to be in. */
export class Analyzer {
  #forms = new Map<string, Forms>();

  #rememberedForms(word: string): Forms {
    let forms = this.#forms.get(word);
    if (!forms) {
      if (this.#forms.size >= maxRemembered) this.#forms = new Map();
      forms = formsOf(fold(word));
      this.#forms.set(word, forms);
    }
    return forms;
  }

  /**
   * The terms of one or more texts that belong together (a title and a passage), each counted as often as its weight says.
   * Where no language is apparent, both stems are kept.
   */
  terms(text: string, from = 0, to = text.length, title = '', titleWeight = 1): Terms {
    const all: Forms[] = [];
    const folded: string[] = [];
    const take = (word: string) => {
      const forms = this.#rememberedForms(word);
      if (forms.folded === '') return;
      all.push(forms);
      folded.push(forms.folded);
    };
    if (title !== '') forEachWord(title, 0, title.length, take);
    const titleWords = all.length;
    forEachWord(text, from, to, take);
    const language = guessLanguage(folded, text.slice(from, to));
    const counts = new Map<string, number>();
    let length = 0;
    for (let at = 0; at < all.length; at++) {
      const forms = all[at]!;
      if (isStopWord(forms.folded, language)) continue;
      const weight = at < titleWords ? titleWeight : 1;
      length += weight;
      const stem = language === 'pt' ? forms.pt : forms.en;
      counts.set(stem, (counts.get(stem) ?? 0) + weight);
      if (language === undefined && forms.pt !== stem) counts.set(forms.pt, (counts.get(forms.pt) ?? 0) + weight);
    }
    return { counts, length };
  }

  /** The words of a query, each once. Stop words are left out, unless nothing else is there. */
  query(text: string): QueryWord[] {
    const all: Forms[] = [];
    forEachWord(text, 0, text.length, (word) => {
      const forms = formsOf(fold(word));
      if (forms.folded !== '') all.push(forms);
    });
    const language = guessLanguage(
      all.map(({ folded }) => folded),
      text,
    );
    const telling = all.filter(({ folded }) => !isStopWord(folded, language));
    const found = new Map<string, QueryWord>();
    for (const { folded, en, pt } of telling.length > 0 ? telling : all) {
      if (!found.has(folded)) found.set(folded, { word: folded, terms: [...new Set([en, pt, folded])] });
    }
    return [...found.values()];
  }

  /** Where words of a text match words of a query, as offsets in UTF-16 code units. */
  matches(text: string, from: number, to: number, query: readonly QueryWord[], prefix?: string): { start: number; end: number }[] {
    const wanted = new Set(query.flatMap(({ terms }) => terms));
    // A stem begins as its word does: most words need none.
    const beginnings = new Set([...wanted].map((term) => term.charCodeAt(0)));
    const found: { start: number; end: number }[] = [];
    forEachWord(text, from, to, (word, start, end) => {
      const folded = fold(word);
      let matches = prefix !== undefined && folded.startsWith(prefix);
      if (!matches && beginnings.has(folded.charCodeAt(0))) {
        const { en, pt } = formsOf(folded);
        matches = wanted.has(folded) || wanted.has(en) || wanted.has(pt);
      }
      if (matches) found.push({ start, end });
    });
    return found;
  }
}

/** Words of either language are left out where none is apparent but they are in both. */
function isStopWord(folded: string, language: Language): boolean {
  if (language === 'en') return englishStopWords.has(folded);
  if (language === 'pt') return portugueseStopWords.has(folded);
  return englishStopWords.has(folded) && portugueseStopWords.has(folded);
}
