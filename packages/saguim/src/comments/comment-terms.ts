import { Analyzer } from '../retrieval/analysis/analyzer.js';

const analyzer = new Analyzer();

/** What a text is found by: stems of its words, in Portuguese or English, without accents. Each once, at most 2000. */
export function termsOf(text: string | null): string[] {
  return text === null ? [] : [...analyzer.terms(text).counts.keys()].slice(0, 2000);
}

/** The words of a query: groups of terms, of each of which one must be there. */
export function queryGroups(query: string): string[][] {
  return analyzer
    .query(query)
    .map(({ terms }) => [...terms])
    .slice(0, 20);
}
