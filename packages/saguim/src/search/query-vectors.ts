import type { TextEmbedder } from '../semantic-embedder/text-embedder.js';
import { orAborted } from '../web/signals.js';

/** Queries whose vectors are remembered: what is typed, and deleted again, comes back. */
const remembered = 64;

/** Vectors of queries, ahead of all other embedding. */
export class QueryVectors {
  readonly #embedder: TextEmbedder;
  readonly #known = new Map<string, Float32Array>();

  constructor(embedder: TextEmbedder) {
    this.#embedder = embedder;
  }

  async vector(text: string, signal: AbortSignal | undefined): Promise<Float32Array> {
    const known = this.#known.get(text);
    if (known) return known;
    const vector = await orAborted(
      this.#embedder.embedTexts([text], { kind: 'query', priority: 'interactive', overflow: 'window', signal }),
      signal,
    );
    if (this.#known.size >= remembered) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(text, vector);
    return vector;
  }
}
