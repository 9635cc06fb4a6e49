import { languageOf } from './languages.js';

/** How a name is introduced on a line of its own, by language: what stands before it, and after. */
const introductions: Readonly<Record<string, readonly [before: string, after: string]>> = {
  python: ['', ' ='],
  ruby: ['', ' ='],
  julia: ['', ' ='],
  javascript: ['const ', ' ='],
  javascriptreact: ['const ', ' ='],
  typescript: ['const ', ' ='],
  typescriptreact: ['const ', ' ='],
  rust: ['let ', ' ='],
  go: ['', ' :='],
};
const mostNames = 2;
/** A name that is read: not a member, not called, not given a value, not a key. */
const read = /(?<![\p{L}\p{N}_$."'`@])[\p{L}_$][\p{L}\p{N}_$]*(?![\p{L}\p{N}_$"'`]|\s*(?:=[^=]|:=|\(|:))/gu;
/** What no program introduces. */
const known = new Set(
  'and as async await break case catch class const continue def default delete do elif else end except export false False finally fn for from func function if import in instanceof is lambda let match nil None not null of or pass raise return self super switch this throw true True try type typeof undefined unless until var void when while with yield print len range int str list dict set sum min max abs sorted float bool math Math console Object Array String Number JSON document window'.split(
    ' ',
  ),
);

/**
 * Beginnings of a line that would introduce the names which the next lines read and nothing before the caret has.
 * @param next the text after the caret, as far as it counts
 */
export function introductionsOf(prefix: string, next: string, language: string | undefined, path: string | undefined): string[] {
  const form = introductions[languageOf(language, path) ?? ''];
  if (!form) return [];
  const [before, after] = form;
  const names: string[] = [];
  const own = new Set<string>();
  for (const line of next.split('\n')) {
    const code = line.replace(/(?:#|\/\/).*$/, '').replaceAll(/(["'`])(?:\\.|(?!\1).)*\1/g, '""');
    // Loops and functions introduce names themselves.
    for (const [, introduced] of code.matchAll(/\b(?:for|def|function|fn|func|lambda|catch)\b([^:{]*)/g)) {
      for (const [name] of introduced!.matchAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu)) own.add(name);
    }
    for (const [name] of code.matchAll(read)) {
      if (known.has(name) || own.has(name) || names.includes(name) || hasWord(prefix, name)) continue;
      names.push(name);
      if (names.length === mostNames) return names.map((one) => before + one + after);
    }
  }
  return names.map((one) => before + one + after);
}

function hasWord(text: string, word: string): boolean {
  return new RegExp(`(?<![\\p{L}\\p{N}_$])${word.replaceAll('$', '\\$')}(?![\\p{L}\\p{N}_$])`, 'u').test(text);
}
