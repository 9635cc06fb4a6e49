// An embedder for tests of what is done with vectors: each word is a direction that looks random and is always the same, a text is their
// sum. Texts that share words are near each other.

export interface HashingOptions {
  readonly dimensions?: number;
  readonly fingerprint?: string;
}

interface EmbedOptions {
  readonly kind?: 'query' | 'document' | 'symmetric';
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export class HashingEmbedder {
  readonly model = 'hashing';
  readonly fingerprint: string;
  readonly dimensions: number;
  readonly featureDimensions: number;
  readonly maxTokens = 1_000_000;
  /** All texts that were embedded, in order. */
  readonly embedded: string[] = [];

  constructor({ dimensions = 32, fingerprint = 'hashing-1' }: HashingOptions = {}) {
    this.dimensions = dimensions;
    this.featureDimensions = dimensions;
    this.fingerprint = fingerprint;
  }

  async embedTexts(texts: readonly string[], { kind = 'document', signal, onProgress }: EmbedOptions = {}): Promise<Float32Array> {
    signal?.throwIfAborted();
    const all = new Float32Array(texts.length * this.dimensions);
    for (const [index, text] of texts.entries()) {
      if (kind === 'document') this.embedded.push(text);
      all.set(this.embed(text), index * this.dimensions);
      onProgress?.(index + 1, texts.length);
    }
    return all;
  }

  /** (dimensions,) of unit length. */
  embed(text: string): Float32Array {
    const sum = new Float32Array(this.dimensions);
    for (const word of text.toLowerCase().split(/[^\p{L}\p{N}]+/u)) {
      let state = this.fingerprint.length + 1;
      for (const unit of word) state = Math.imul(state ^ unit.codePointAt(0)!, 0x01000193) >>> 0;
      for (let at = 0; at < this.dimensions; at++) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
        sum[at]! += state / 2 ** 31;
      }
    }
    const length = Math.hypot(...sum) || 1;
    return sum.map((number) => number / length);
  }
}
