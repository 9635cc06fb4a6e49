import { SaguimError } from '@saguim/engine/spec';
import { applyHead, decodeHead, type Head, matrix } from '../heads/index.js';
import type { TextEmbedder } from '../semantic-embedder/text-embedder.js';
import { type OpenedEmbedder, openEmbedder } from '../text-classifier/open-embedder.js';
import { LabelScores } from './label-scores.js';
import type { CheckManyOptions, ModeratorHeads, ModeratorOptions } from './moderator-options.js';

/** Vectors that are kept: of what was typed a moment ago, and of what many people write. */
const mostKept = 1000;

/** Reads texts with the model: one pass of the encoder gives a text's vector, and all labels come from it. */
export class ModelReader {
  readonly embedder: TextEmbedder;
  readonly labelScores: LabelScores;
  readonly #opened: OpenedEmbedder;
  readonly #moderation: Head;
  readonly #sentiment: Head | undefined;
  /** The newest last. */
  readonly #kept = new Map<string, Float32Array | undefined>();

  private constructor(opened: OpenedEmbedder, moderation: Head, sentiment: Head | undefined) {
    this.#opened = opened;
    this.embedder = opened.embedder;
    this.#moderation = moderation;
    this.#sentiment = sentiment;
    this.labelScores = new LabelScores(moderation.labels);
  }

  /** @throws {SaguimError} `bad-file`, `unsupported` for heads that were made for another model; as `SemanticEmbedder.create()` */
  static async open(options: ModeratorOptions, heads: ModeratorHeads): Promise<ModelReader> {
    const moderation = decodeHead(heads.moderation, 'heads.moderation');
    const sentiment = heads.sentiment && decodeHead(heads.sentiment, 'heads.sentiment');
    const opened = await openEmbedder({ ...options, model: options.model ?? moderation.input.model });
    try {
      for (const head of [moderation, sentiment]) if (head) checkHead(head, opened.embedder);
      const reader = new ModelReader(opened, moderation, sentiment);
      if (reader.labelScores.labels.length === 0) {
        throw new SaguimError('unsupported', 'The moderation head has none of our labels', {
          where: 'heads.moderation',
          hint: 'Name its labels as ours: toxicity, insult, obscene, identity-attack, spam.',
          details: { labels: [...moderation.labels] },
        });
      }
      return reader;
    } catch (error) {
      opened.release();
      throw error;
    }
  }

  /**
   * The vectors of texts, each of length 1; nothing for a text in which the model reads nothing.
   * @throws {SaguimError} `worker-died`, …; the signal's reason
   */
  async vectors(texts: readonly string[], { signal, priority }: CheckManyOptions = {}): Promise<(Float32Array | undefined)[]> {
    const found = new Map<string, Float32Array | undefined>();
    const missing: string[] = [];
    for (const text of new Set(texts)) {
      if (!this.#kept.has(text)) missing.push(text);
      else {
        found.set(text, this.#kept.get(text));
        this.#kept.delete(text);
      }
    }
    const options = { kind: 'symmetric', features: 'embedding', priority, signal } as const;
    const { dimensions } = this.embedder;
    const embed = async (some: readonly string[]) => {
      const rows = await this.embedder.embedTexts(some, options);
      // Copies: a part of the rows would keep all of them in memory.
      for (const [i, text] of some.entries()) found.set(text, rows.slice(i * dimensions, (i + 1) * dimensions));
    };
    try {
      if (missing.length > 0) await embed(missing);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      // One of them holds nothing that the model reads, and the others are judged all the same.
      for (const text of missing) {
        await embed([text]).catch((one) => {
          if (!isUnreadable(one)) throw one;
          found.set(text, undefined);
        });
      }
    }
    for (const [text, vector] of found) this.#kept.set(text, vector);
    for (const [oldest] of this.#kept) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(oldest);
    }
    return texts.map((text) => found.get(text));
  }

  /** Probabilities of the moderation head's outputs, for `labelScores.of()`. */
  outputs(vector: Float32Array): Float64Array {
    return applyHead(this.#moderation, matrix(vector, vector.length)).probabilities;
  }

  /** Probabilities of the sentiment head by its labels, where there is one. */
  sentiment(vector: Float32Array): ReadonlyMap<string, number> | undefined {
    if (!this.#sentiment) return undefined;
    const { probabilities } = applyHead(this.#sentiment, matrix(vector, vector.length));
    return new Map(this.#sentiment.labels.map((label, k) => [label, probabilities[k]!]));
  }

  release(): void {
    this.#opened.release();
  }
}

const isUnreadable = (error: unknown) => error instanceof SaguimError && error.code === 'invalid-argument';

/** @throws {SaguimError} `unsupported` */
function checkHead({ input, words }: Head, embedder: TextEmbedder): void {
  const fits =
    input.fingerprint === embedder.fingerprint && input.features === 'embedding' && input.columns === embedder.dimensions && !words;
  if (fits) return;
  throw new SaguimError('unsupported', `The moderation head was made for other vectors than those of ${embedder.model}`, {
    hint: "Give heads that were made for this model, from its embedding (`features: 'embedding'`, without words).",
    details: { made: input.fingerprint, found: embedder.fingerprint },
  });
}
