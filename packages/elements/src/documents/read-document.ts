import { decodeText } from './decode-text.js';
import { detectLanguage } from './detect-language.js';
import { type DocumentType, documentError, type ReadDocument } from './document.js';
import type { PdfReader } from './pdf-reader.js';
import type { TextBuilder } from './text-builder.js';

/** Bytes that a file may have, by its type: reading must neither fill the memory nor hold the page up. */
export const mostBytes: Readonly<Record<DocumentType, number>> = {
  text: 20_000_000,
  markdown: 5_000_000,
  html: 10_000_000,
  csv: 20_000_000,
  pdf: 100_000_000,
};

const endings: Readonly<Record<string, DocumentType>> = {
  txt: 'text',
  text: 'text',
  log: 'text',
  md: 'markdown',
  markdown: 'markdown',
  mdown: 'markdown',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  csv: 'csv',
  tsv: 'csv',
  pdf: 'pdf',
};

const mediaTypes: Readonly<Record<string, DocumentType>> = {
  'text/plain': 'text',
  'text/markdown': 'markdown',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/csv': 'csv',
  'text/tab-separated-values': 'csv',
  'application/pdf': 'pdf',
};

/** What a file chooser offers. */
export const acceptedFiles = [...Object.keys(endings).map((ending) => `.${ending}`), ...Object.keys(mediaTypes)].join(',');

/** What a file is, by its name and, failing that, by its media type; undefined for what cannot be read. */
export function documentTypeOf(name: string, mediaType = ''): DocumentType | undefined {
  const ending = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return endings[ending] ?? (ending === '' || !(ending in endings) ? mediaTypes[mediaType.split(';', 1)[0]!.trim()] : undefined);
}

export interface ReadOptions {
  /** Without it PDF files are refused. */
  readonly readPdf?: PdfReader;
  readonly signal?: AbortSignal;
}

/**
 * Reads a file as text.
 * @param file its name decides what it is read as; the beginning of a PDF counts more than its name
 * @throws SaguimError with `details.fault`, a `DocumentFault`; `AbortError` when the signal aborts
 */
export async function readDocument(file: Blob & { readonly name: string }, { readPdf, signal }: ReadOptions = {}): Promise<ReadDocument> {
  signal?.throwIfAborted();
  const named = documentTypeOf(file.name, file.type);
  const head = await read(file.slice(0, 5));
  const type = new TextDecoder('latin1').decode(head) === '%PDF-' ? 'pdf' : named;
  if (!type) throw documentError('unknown-type', 'Files of this type cannot be read');
  if (file.size === 0) throw documentError('empty', 'The file is empty');
  if (file.size > mostBytes[type]) throw documentError('too-large', `The file has ${file.size} bytes; ${mostBytes[type]} are read at most`);
  const bytes = await read(file);
  signal?.throwIfAborted();
  const { builder, title } = await readAs(type, bytes, readPdf, signal);
  const { text, marks } = builder;
  if (!/[\p{L}\p{N}]/u.test(text)) throw documentError('no-text', 'The file holds no words');
  const fileTitle = file.name.replace(/^.*[/\\]/, '').replace(/\.[^.]+$/, '');
  // A plain text's first line in capitals is not always its name: the file's own name says more.
  return { title: (title || fileTitle).slice(0, 300), type, language: detectLanguage(text), text, marks };
}

async function read(blob: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (error) {
    throw documentError('unreadable', 'The file could not be opened: it was moved or changed, or is locked', error);
  }
}

interface Reading {
  readonly builder: TextBuilder;
  readonly title?: string;
}

async function readAs(type: DocumentType, bytes: Uint8Array, readPdf?: PdfReader, signal?: AbortSignal): Promise<Reading> {
  if (type === 'pdf') {
    if (!readPdf) throw documentError('unknown-type', 'This page was made without a reader for PDF');
    return readPdf(bytes, signal);
  }
  if (type === 'html') {
    const { declaredEncoding, readHtml } = await import('./read-html.js');
    const { builder, title } = readHtml(decodeText(bytes, declaredEncoding(bytes)));
    return { builder, title: title || builder.title };
  }
  const text = decodeText(bytes);
  if (type === 'markdown') {
    const builder = (await import('./read-markdown.js')).readMarkdown(text);
    return { builder, title: builder.title };
  }
  const { readCsv, readPlainText } = await import('./read-plain.js');
  return { builder: type === 'csv' ? readCsv(text) : readPlainText(text) };
}
