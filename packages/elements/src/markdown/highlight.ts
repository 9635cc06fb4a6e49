import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';

const languages = {
  bash,
  cpp,
  csharp,
  css,
  diff,
  go,
  java,
  javascript,
  json,
  python,
  rust,
  sql,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);
// What colours C++ colours C as well, and a second list of words would only be heavier.
hljs.registerAliases(['c', 'h'], { languageName: 'cpp' });

/** Code beyond this, in characters, stays plain: colouring it would hold the page up. */
const MOST_CHARACTERS = 20_000;

/** The name of a language as people know it, or what the fence says. */
export function languageName(info: string): string {
  const word = info.trim().split(/[\s{]/, 1)[0]!;
  if (word.toLowerCase() === 'c') return 'C';
  return hljs.getLanguage(word)?.name?.split(',', 1)[0] ?? word;
}

/** Code as HTML with classes `hljs-…`, or undefined where the language is not known or the code is too long. */
export function highlightCode(code: string, info: string): string | undefined {
  const language = info.trim().split(/[\s{]/, 1)[0]!;
  if (code.length > MOST_CHARACTERS || !hljs.getLanguage(language)) return undefined;
  return hljs.highlight(code, { language, ignoreIllegals: true }).value;
}
