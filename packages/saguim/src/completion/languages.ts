/** What completing code must know of a language. */
export interface LanguageTraits {
  /** How a block shows: by indentation alone, by brackets, by tags, or not at all. */
  readonly blocks: 'indentation' | 'brackets' | 'tags' | 'none';
  /** What stands around a comment on a line of its own. */
  readonly comment: { readonly open: string; readonly close?: string };
  /** Sentences are what is written in it. */
  readonly prose: boolean;
}

const brackets: LanguageTraits = { blocks: 'brackets', comment: { open: '//' }, prose: false };
const indentation: LanguageTraits = { blocks: 'indentation', comment: { open: '#' }, prose: false };
const words: LanguageTraits = { blocks: 'none', comment: { open: '#' }, prose: true };

/** By the names that editors and the Language Server Protocol use. */
const traits: Readonly<Record<string, LanguageTraits>> = {
  python: indentation,
  yaml: indentation,
  coffeescript: indentation,
  makefile: indentation,
  ruby: indentation,
  julia: indentation,
  elixir: indentation,
  shellscript: { ...brackets, comment: { open: '#' } },
  perl: { ...brackets, comment: { open: '#' } },
  r: { ...brackets, comment: { open: '#' } },
  sql: { blocks: 'none', comment: { open: '--' }, prose: false },
  lua: { ...indentation, comment: { open: '--' } },
  haskell: { ...indentation, comment: { open: '--' } },
  html: { blocks: 'tags', comment: { open: '<!--', close: ' -->' }, prose: true },
  xml: { blocks: 'tags', comment: { open: '<!--', close: ' -->' }, prose: true },
  vue: { blocks: 'tags', comment: { open: '<!--', close: ' -->' }, prose: true },
  svelte: { blocks: 'tags', comment: { open: '<!--', close: ' -->' }, prose: true },
  css: { ...brackets, comment: { open: '/*', close: ' */' } },
  markdown: words,
  plaintext: words,
  latex: { ...words, comment: { open: '%' } },
};

const byEnding: Readonly<Record<string, string>> = {
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'typescriptreact',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascriptreact',
  py: 'python',
  pyi: 'python',
  rb: 'ruby',
  rs: 'rust',
  go: 'go',
  java: 'java',
  kt: 'kotlin',
  swift: 'swift',
  c: 'c',
  h: 'c',
  cc: 'cpp',
  cpp: 'cpp',
  hpp: 'cpp',
  cs: 'csharp',
  php: 'php',
  sh: 'shellscript',
  bash: 'shellscript',
  pl: 'perl',
  r: 'r',
  jl: 'julia',
  ex: 'elixir',
  exs: 'elixir',
  lua: 'lua',
  hs: 'haskell',
  sql: 'sql',
  html: 'html',
  htm: 'html',
  xml: 'xml',
  svg: 'xml',
  vue: 'vue',
  svelte: 'svelte',
  css: 'css',
  scss: 'css',
  less: 'css',
  yml: 'yaml',
  yaml: 'yaml',
  json: 'json',
  md: 'markdown',
  txt: 'plaintext',
  tex: 'latex',
};

/** Names that people use for the same. */
const synonyms: Readonly<Record<string, string>> = {
  bash: 'shellscript',
  sh: 'shellscript',
  shell: 'shellscript',
  scss: 'css',
  less: 'css',
  text: 'plaintext',
};

/** The language that a request names, or that its path's ending tells; undefined when neither does. */
export function languageOf(language: string | undefined, path: string | undefined): string | undefined {
  if (language !== undefined && language !== '') return language.toLowerCase();
  const name = path?.split(/[\\/]/).pop()?.toLowerCase() ?? '';
  if (name === 'makefile') return 'makefile';
  const ending = name.includes('.') ? name.split('.').pop()! : '';
  return Object.hasOwn(byEnding, ending) ? byEnding[ending] : undefined;
}

/** What is known of a language. Of an unknown one brackets tell where blocks end, as in most. */
export function traitsOf(language: string | undefined): LanguageTraits {
  if (language === undefined) return brackets;
  const name = Object.hasOwn(synonyms, language) ? synonyms[language]! : language;
  if (Object.hasOwn(traits, name)) return traits[name]!;
  const other = Object.hasOwn(byEnding, name) ? byEnding[name]! : name;
  return other === name ? brackets : traitsOf(other);
}
