import type { TextEmbedder } from '../semantic-embedder/text-embedder.js';
import type { CommentStore, SearchFilter } from './comment-store.js';
import { refusal } from './refusal.js';

const batch = 16;

/** Vectors of comments, and what is near by them. */
export class Meaning {
  #embedder: TextEmbedder | undefined;
  #opening: Promise<TextEmbedder> | undefined;
  /** The log's end when the last comment had a vector: nothing is without one as long as nothing happens. */
  #doneAt = -1;

  constructor(
    private readonly store: CommentStore,
    private readonly given: TextEmbedder | (() => Promise<TextEmbedder>) | undefined,
  ) {
    if (typeof given === 'object') this.#embedder = given;
  }

  /** Makes vectors for comments that have none, once it is known what makes them. @returns whether there are more */
  async makeSome(signal?: AbortSignal): Promise<boolean> {
    const embedder = this.#embedder;
    if (!embedder) return false;
    const { waiting, end } = await this.store.read(async (reader) => {
      const last = await reader.lastEntry();
      return { end: last, waiting: last === this.#doneAt ? [] : await reader.withoutVector(embedder.fingerprint, batch) };
    });
    if (waiting.length > 0) {
      const texts = waiting.map(({ text }) => text!);
      const vectors = await embedder.embedTexts(texts, { kind: 'document', priority: 'background', signal });
      const width = embedder.dimensions;
      await this.store.transaction(async (transaction) => {
        for (const [i, { id, version }] of waiting.entries()) {
          const now = await transaction.lockComment(id);
          if (now?.text && now.version === version)
            await transaction.putVector(id, version, embedder.fingerprint, vectors.slice(i * width, (i + 1) * width));
        }
      });
    }
    if (waiting.length < batch) this.#doneAt = end;
    return waiting.length === batch;
  }

  /** The ids of the comments that are nearest to a text. @throws {SaguimError} refused: `invalid` where there is no search by meaning */
  async nearest(text: string, filter: SearchFilter, limit: number, signal?: AbortSignal): Promise<string[]> {
    const embedder = await this.#open();
    // Who begins to search makes the vectors that nobody wanted before; a server has made them already, or is about to.
    if (typeof this.given === 'function') while (await this.makeSome(signal));
    const vector = await embedder.embedTexts([text], { kind: 'query', priority: 'interactive', signal });
    const found = await this.store.read((reader) => reader.nearest(embedder.fingerprint, vector, filter, limit));
    return found.map(({ id }) => id);
  }

  async #open(): Promise<TextEmbedder> {
    const { given } = this;
    if (this.#embedder) return this.#embedder;
    if (typeof given !== 'function')
      throw refusal('invalid', 'There is no search by meaning here', { where: 'mode', hint: 'Search by words.' });
    this.#opening ??= given().finally(() => {
      this.#opening = undefined;
    });
    this.#embedder = await this.#opening;
    return this.#embedder;
  }
}
