import { SaguimError } from '@saguim/engine/spec';
import { placeText } from '#platform/device';
import type { Catalogue, CatalogueEntry } from '../catalogue-entry.js';
import { checkCatalogue } from './check-catalogue.js';
import { ModelCatalogue } from './model-catalogue.js';

/** Where a catalogue of one's own comes from: its address, its path (Node), a file that a person chose, or its entries. */
export type CatalogueSource = string | URL | Blob | Catalogue | readonly CatalogueEntry[];

/** A list of models is small. */
const mostBytes = 8 << 20;

let builtIn: Promise<Catalogue> | undefined;

/** The catalogue that comes along; fetched when it is first asked for. */
export function loadCatalogue(): Promise<Catalogue> {
  builtIn ??= import('./catalogue.json', { with: { type: 'json' } })
    .then(({ default: data }) => new ModelCatalogue(checkCatalogue(data, 'the catalogue that comes along')))
    .catch((error) => {
      builtIn = undefined; // the next call tries again
      throw error;
    });
  return builtIn;
}

/**
 * The catalogue that comes along, after one of one's own: that one's names and aliases come first.
 * @throws {SaguimError} `network` and `not-found` when it cannot be had, `bad-file` with what is wrong in it; the signal's reason
 */
export async function openCatalogue(own?: CatalogueSource, { signal }: { readonly signal?: AbortSignal } = {}): Promise<Catalogue> {
  const [entries, common] = await Promise.all([own === undefined ? [] : readEntries(own, signal), loadCatalogue()]);
  return new ModelCatalogue([...entries, ...common.entries]);
}

async function readEntries(own: CatalogueSource, signal: AbortSignal | undefined): Promise<readonly CatalogueEntry[]> {
  if (typeof own === 'object' && 'entries' in own && typeof own.entries !== 'function') return own.entries;
  // Through JSON, so that what was checked is what is used.
  if (Array.isArray(own)) return checkCatalogue(JSON.parse(JSON.stringify({ format: 1, entries: own })), 'the catalogue given');
  const { text, where, base } = own instanceof Blob ? await readBlob(own) : await readAt(own as string | URL, signal);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SaguimError('bad-file', 'The catalogue is not JSON', {
      where,
      hint: 'docs/models.md says what a catalogue is made of.',
      cause,
    });
  }
  return checkCatalogue(value, where, base);
}

interface Read {
  readonly text: string;
  readonly where: string;
  readonly base?: string;
}

const tooLarge = (where: string) => new SaguimError('bad-file', 'The catalogue is larger than 8 MB', { where });

async function readBlob(blob: Blob): Promise<Read> {
  const where = (blob as Partial<File>).name || 'the file';
  if (blob.size > mostBytes) throw tooLarge(where);
  return { text: await blob.text(), where };
}

async function readAt(place: string | URL, signal: AbortSignal | undefined): Promise<Read> {
  const given = String(place);
  const { url: where, text } = placeText(place, mostBytes);
  if (text !== undefined) return { text, where: given, base: where };
  if (!/^https?:/i.test(where)) {
    throw new SaguimError('not-found', 'There is no such catalogue', {
      where: given,
      hint: 'Give its path, or an address that begins with https:.',
    });
  }
  const problem = (what: string, cause?: unknown) =>
    new SaguimError('network', what, { where, hint: 'Check the address, and that its server lets this page read it (CORS).', cause });
  try {
    const response = await fetch(where, { signal, cache: 'no-cache' });
    if (!response.ok) throw problem(`The server answered ${response.status} instead of the catalogue`);
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let bytes = 0;
    for (const reader = response.body!.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.length;
      if (bytes > mostBytes) {
        await reader.cancel();
        throw tooLarge(where);
      }
      parts.push(value);
    }
    return { text: await new Blob(parts).text(), where, base: response.url || where };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof SaguimError) throw error;
    throw problem('The catalogue cannot be fetched', error);
  }
}
