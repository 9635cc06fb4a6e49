import { SaguimError, type SaguimErrorCode } from 'saguim';

/** What a file is read as. */
export const documentTypes = ['text', 'markdown', 'html', 'csv', 'pdf'] as const;
export type DocumentType = (typeof documentTypes)[number];

/** Something that the text alone does not show: where a heading lies, where a page or a table's row begins. Offsets are UTF-16 units of the text. */
export type Mark =
  | { readonly kind: 'heading'; readonly level: number; readonly title: string; readonly start: number }
  | { readonly kind: 'page'; readonly number: number; readonly start: number }
  | { readonly kind: 'row'; readonly number: number; readonly start: number };

/** A file as text. Paragraphs are parted by an empty line, rows of a table by a form feed and a line end: no passage goes across one. */
export interface ReadDocument {
  readonly title: string;
  readonly type: DocumentType;
  /** `en`, `pt`, or empty where neither is plain. */
  readonly language: string;
  readonly text: string;
  /** In the order of their beginnings. */
  readonly marks: readonly Mark[];
}

/** Why a file could not be read, as a word that has a sentence in every language of the interface. */
export type DocumentFault =
  | 'too-large'
  | 'too-long'
  | 'empty'
  | 'binary'
  | 'unknown-type'
  | 'protected'
  | 'no-text'
  | 'damaged'
  | 'unreadable';

const codes: Partial<Record<DocumentFault, SaguimErrorCode>> = {
  'unknown-type': 'unsupported',
  protected: 'unsupported',
  unreadable: 'not-found',
};

/** @param what the error's own words, in English */
export function documentError(fault: DocumentFault, what: string, cause?: unknown): SaguimError {
  return new SaguimError(codes[fault] ?? 'bad-file', what, { details: { fault }, cause });
}

/** The word of an error that `documentError` made, or undefined for another one. */
export function faultOf(error: unknown): DocumentFault | undefined {
  const details = error instanceof Error ? (error as { details?: { fault?: unknown } }).details : undefined;
  return typeof details?.fault === 'string' ? (details.fault as DocumentFault) : undefined;
}
