import { SaguimError } from '@saguim/engine/spec';
import type { Filter, SearchMode, SearchRequest } from '../retrieval/index.js';
import { toSignal } from '../web/dictionary.js';

export interface SearchOptions {
  /** Hits at most, 1 to 1,000. Default: 10. */
  readonly limit?: number;
  /** `hybrid` (default where there is an embedder), by meaning alone (`vectors`), or by words alone (`words`). */
  readonly mode?: SearchMode;
  /** Which documents count, by their metadata. */
  readonly filter?: Filter;
  /** One hit for each document, its best passage (default), or one for each passage. */
  readonly group?: 'documents' | 'passages';
  /** The query is still being typed: its last word may be unfinished, and the next search like this aborts this one with an `AbortError`. */
  readonly typing?: boolean;
  readonly signal?: AbortSignal;
}

const invalid = (what: string, hint: string) => new SaguimError('invalid-argument', what, { hint });

function oneOf<T extends string>(value: unknown, values: readonly T[], name: string, otherwise: T): T {
  if (value === undefined) return otherwise;
  if (!values.includes(value as T)) throw invalid(`The ${name} "${String(value)}" is not known`, `It is one of ${values.join(', ')}.`);
  return value as T;
}

/** @throws {SaguimError} `invalid-argument`; {TypeError} for a signal that is none */
export function toRequest(text: unknown, options: SearchOptions | undefined, hasEmbedder: boolean) {
  if (typeof text !== 'string') throw invalid(`The query is of type ${typeof text}`, 'Give it as a string.');
  if (options !== undefined && (typeof options !== 'object' || options === null))
    throw invalid('The options are no object', 'Give { limit, filter }.');
  const { limit = 10, mode, filter, group, typing, signal } = options ?? {};
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000)
    throw invalid(`The limit ${String(limit)} cannot be`, 'Give a whole number from 1 to 1,000.');
  const request: Omit<SearchRequest, 'vector'> = {
    text,
    mode: oneOf(mode, ['hybrid', 'vectors', 'words'], 'mode', hasEmbedder ? 'hybrid' : 'words'),
    limit,
    group: oneOf(group, ['documents', 'passages'], 'group', 'documents'),
    partial: typing === true,
    ...(filter === undefined ? {} : { filter }),
  };
  if (request.mode !== 'words' && !hasEmbedder)
    throw invalid('The index was opened without an embedder', "Search with mode: 'words', or open it with one.");
  return { request, typing: typing === true, signal: toSignal(signal) };
}
