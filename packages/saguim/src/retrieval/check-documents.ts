import { SaguimError } from '@saguim/engine/spec';
import type { Metadata, MetadataValue, StoredDocument } from './stored-document.js';

/** A document as people give it. */
export interface DocumentInput {
  /** Not empty, at most 1,000 UTF-16 code units; each document of an index has its own. */
  readonly id: string;
  readonly text: string;
  /** Embedded with every passage, and searched with it. */
  readonly title?: string;
  /** What JSON has; searches filter by it. */
  readonly metadata?: Metadata;
}

/** Lengths in UTF-16 code units. */
export const documentLimits = { id: 1_000, text: 64 << 20, title: 10_000, metadataDepth: 16, metadataValues: 10_000 };

const invalid = (where: string, what: string, hint: string) => {
  const index = /^documents\[(\d+)\]$/.exec(where)?.[1];
  return new SaguimError('invalid-argument', what, { where, hint, ...(index !== undefined && { details: { document: Number(index) } }) });
};

/** @throws {SaguimError} `invalid-argument` naming the document and what is wrong with it */
export function checkDocuments(documents: unknown): StoredDocument[] {
  if (!Array.isArray(documents)) throw invalid('documents', 'Documents come as a list', 'Give [{ id, text }].');
  const seen = new Map<string, number>();
  return documents.map((document, index) => {
    const where = `documents[${index}]`;
    const stored = checkDocument(document, where);
    const before = seen.get(stored.id);
    if (before !== undefined)
      throw invalid(where, `The id "${stored.id}" is that of documents[${before}] too`, 'Give each document an id of its own.');
    seen.set(stored.id, index);
    return stored;
  });
}

function checkDocument(document: unknown, where: string): StoredDocument {
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw invalid(where, 'A document is an object', 'Give { id, text } and, if there are, title and metadata.');
  const { id, text, title, metadata } = document as Partial<DocumentInput>;
  checkId(id, where);
  if (typeof text !== 'string') throw invalid(where, `The text of document "${id}" is ${kind(text)}`, 'Give it as a string.');
  if (text.length > documentLimits.text)
    throw invalid(
      where,
      `The text of document "${id}" is longer than ${documentLimits.text} characters`,
      'Split it into several documents.',
    );
  if (title !== undefined && typeof title !== 'string')
    throw invalid(where, `The title of document "${id}" is ${kind(title)}`, 'Give it as a string, or leave it out.');
  if (title !== undefined && title.length > documentLimits.title)
    throw invalid(where, `The title of document "${id}" is longer than ${documentLimits.title} characters`, 'Move it into the text.');
  if (metadata !== undefined) checkMetadata(metadata, id as string, where);
  return {
    id: id as string,
    text: toWellFormed(text),
    ...(title ? { title: toWellFormed(title) } : {}),
    ...(metadata !== undefined && Object.keys(metadata).length > 0 ? { metadata } : {}),
  };
}

/** @throws {SaguimError} `invalid-argument` */
export function checkId(id: unknown, where: string): asserts id is string {
  if (typeof id !== 'string') throw invalid(where, `The id is ${kind(id)}`, 'Give it as a string; String(id) makes one of a number.');
  if (id === '' || id.length > documentLimits.id)
    throw invalid(where, 'The id is empty or too long', `Give 1 to ${documentLimits.id} characters.`);
  if (toWellFormed(id) !== id) throw invalid(where, 'The id has half a surrogate pair in it', 'Give it as well-formed Unicode.');
}

/** Half surrogate pairs cannot be stored as UTF-8; each becomes U+FFFD, as everywhere on the web, and offsets stay as they are. */
const toWellFormed = (text: string) => text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');

const kind = (value: unknown) => (value === undefined ? 'missing' : value === null ? 'null' : `of type ${typeof value}`);

function checkMetadata(metadata: unknown, id: string, where: string): asserts metadata is Metadata {
  const hint = 'Metadata is what JSON has: texts, finite numbers, booleans, null, lists and plain objects.';
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata))
    throw invalid(where, `The metadata of document "${id}" is no object`, hint);
  let values = 0;
  const check = (value: unknown, path: string, depth: number): void => {
    if (++values > documentLimits.metadataValues || depth > documentLimits.metadataDepth)
      throw invalid(
        where,
        `The metadata of document "${id}" is too large or nested too deeply`,
        'Keep it small; what is only shown belongs elsewhere.',
      );
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
    if (typeof value === 'number' && Number.isFinite(value)) return;
    if (Array.isArray(value)) {
      for (const [index, member] of value.entries()) check(member, `${path}[${index}]`, depth + 1);
      return;
    }
    const prototype = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
    if (typeof value !== 'object' || (prototype !== null && Object.getPrototypeOf(prototype) !== null))
      throw invalid(
        where,
        `The metadata "${path}" of document "${id}" is ${value instanceof Date ? 'a Date' : kind(value)}`,
        value instanceof Date ? 'Give its getTime(), or toISOString().' : hint,
      );
    for (const [name, member] of Object.entries(value as Record<string, MetadataValue>))
      check(member, path === '' ? name : `${path}.${name}`, depth + 1);
  };
  check(metadata, '', 0);
}
