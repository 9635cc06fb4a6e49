import type { TableStore, Tables } from '../store/table-store.js';
import type { CompletionSettings } from './completion-settings.js';

/** A file of the workbench, with whatever was typed into it. */
export interface WorkFile {
  readonly id: string;
  /** Place in its folder, with `/`. */
  readonly path: string;
  /** Its lines end in `\n` here, whatever they end in where it was opened. */
  readonly text: string;
  /** The text as it was opened or saved last. */
  readonly saved: string;
  readonly lineEnd: '\n' | '\r\n';
  readonly addedAt: number;
  readonly openedAt: number;
  /** Where it is saved to, in browsers that let a page write files. */
  readonly handle?: FileSystemFileHandle;
}

/** What is open, and how suggestions are made. */
export interface WorkState {
  readonly id: 'state';
  /** Ids of the files that have a tab, in their order. */
  readonly tabs: readonly string[];
  readonly settings: CompletionSettings;
}

export interface WorkTables extends Tables {
  readonly files: WorkFile;
  readonly state: WorkState;
}

export type WorkStore = TableStore<WorkTables>;

/** The database of the workbench, for `openTables`. */
export const workDatabase = 'saguim-editor';
export const workTables = { files: '', state: '' } as const;

const languages: Readonly<Record<string, string>> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'typescript',
  py: 'python',
  pyi: 'python',
  html: 'html',
  htm: 'html',
  svg: 'html',
  css: 'css',
};

/** What each is called. */
export const languageTitles: Readonly<Record<string, string>> = {
  javascript: 'JavaScript',
  typescript: 'TypeScript',
  python: 'Python',
  html: 'HTML',
  css: 'CSS',
};

/** The language of a file, as editors name it; empty where its ending says nothing. */
export function languageOf(path: string): string {
  return languages[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''] ?? '';
}

/** A file's text as it is saved: with the line ends that it had. */
export const asSaved = ({ text, lineEnd }: WorkFile): string => (lineEnd === '\n' ? text : text.replaceAll('\n', lineEnd));
