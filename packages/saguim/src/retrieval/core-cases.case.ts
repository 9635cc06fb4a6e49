import { PlainScanner } from '@saguim/engine';
import type { Folder } from '../platform/folder.js';
import type { DocumentInput } from './check-documents.js';
import type { HashingEmbedder } from './hashing-embedder.case.js';
import { type CoreOptions, IndexCore } from './index-core.js';
import type { AddMode } from './prepared-batches.js';
import type { SearchRequest } from './query/search-segments.js';

export const modelOf = ({ model: name, fingerprint, dimensions }: HashingEmbedder) => ({ name, fingerprint, dimensions });

export const openCore = (folder: Folder, embedder: HashingEmbedder, options: Partial<CoreOptions> = {}) =>
  IndexCore.open({
    folder,
    model: modelOf(embedder),
    makeScanner: async (count, dimensions) => new PlainScanner(count, dimensions),
    ...options,
  });

/** Adds documents as a page does: prepare, embed, commit. */
export async function addTo(core: IndexCore, embedder: HashingEmbedder, documents: readonly DocumentInput[], mode: AddMode = 'add') {
  const { batch, texts } = await core.prepare(documents, mode);
  return core.commit(batch, await embedder.embedTexts(texts));
}

export const request = (text: string, embedder: HashingEmbedder | undefined, options: Partial<SearchRequest> = {}): SearchRequest => ({
  text,
  vector: embedder?.embed(text),
  mode: embedder ? 'hybrid' : 'words',
  limit: 10,
  group: 'documents',
  partial: false,
  ...options,
});

/** Numbers from 0 to 1 that look random and are the same for a seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39);
    mixed ^= mixed >>> 15;
    return (mixed >>> 0) / 2 ** 32;
  };
}

const vocabulary =
  'rio mata sagui macaco folha fruta árvore floresta cidade rua casa porta livro página letra palavra ciência método teste erro rede dado tempo espaço luz som river forest monkey leaf fruit tree city street house door book page letter word science method test error network data time space light sound install printer driver update'.split(
    ' ',
  );

/** A text of words, that repeats for a seed. */
export function randomText(random: () => number, words: number): string {
  return Array.from({ length: words }, () => vocabulary[Math.floor(random() ** 1.5 * vocabulary.length)]).join(' ');
}
