import { SaguimError } from '@saguim/engine/spec';
import type { ModelHandle } from '../runtime/index.js';
import { toEnum, toSignal } from '../web/dictionary.js';
import { untilAborted } from '../web/until-aborted.js';
import type { EmbeddingPrefixes } from './prefixes.js';
import type { EmbeddingKind, EmbedTextsOptions, TextEmbedder } from './text-embedder.js';

/** Texts of one message to the worker, and their characters: small enough that nothing large is copied at once. */
const textsAtOnce = 1024;
const charactersAtOnce = 1 << 20;

export const embeddingKinds: readonly EmbeddingKind[] = ['query', 'document', 'symmetric'];
export const priorities = ['interactive', 'background'] as const;
export const overflows = ['window', 'truncate', 'refuse'] as const;
const features = ['embedding', 'layers'] as const;

export interface EmbeddedTexts {
  /** (texts, dimensions). */
  readonly rows: Float32Array;
  readonly dimensions: number;
  /** Of each text: its tokens, and whether it was cut. */
  readonly tokens: Int32Array;
  readonly truncated: Uint8Array;
}

export interface ModelEmbedderParts {
  readonly handle: ModelHandle;
  readonly model: string;
  readonly fingerprint: string;
  readonly prefixes: EmbeddingPrefixes;
  /** Aborted when the session is destroyed. */
  readonly destroyed: AbortSignal;
}

/** The embedder of one loaded model. A text that comes several times in a call is computed once. */
export class ModelEmbedder implements TextEmbedder {
  readonly model: string;
  readonly fingerprint: string;
  readonly dimensions: number;
  readonly featureDimensions: number;
  readonly maxTokens: number;
  readonly #parts: ModelEmbedderParts;

  constructor(parts: ModelEmbedderParts) {
    const { contextLength, embedding } = parts.handle.info;
    this.#parts = parts;
    this.model = parts.model;
    this.fingerprint = parts.fingerprint;
    this.dimensions = embedding!.dimensions;
    this.featureDimensions = embedding!.featureDimensions;
    this.maxTokens = contextLength;
  }

  async embedTexts(texts: readonly string[], options: EmbedTextsOptions = {}): Promise<Float32Array> {
    return (await this.embedAll(texts, options)).rows;
  }

  /**
   * As `embedTexts`, with what became of each text.
   * @throws {TypeError} for malformed options; {SaguimError} `invalid-argument` for what is no list of texts, and for a text in which
   * nothing can be read unless `allowBlank`; {DOMException} `QuotaExceededError` for a text that is refused for its length; the signal's
   * reason
   */
  async embedAll(texts: readonly string[], options: EmbedTextsOptions & { readonly allowBlank?: boolean } = {}): Promise<EmbeddedTexts> {
    const { onProgress, allowBlank = false } = options;
    const request = {
      prefix: this.#parts.prefixes[toEnum(options.kind ?? 'document', embeddingKinds, 'kind')],
      overflow: toEnum(options.overflow ?? 'window', overflows, 'overflow'),
      features: toEnum(options.features ?? 'embedding', features, 'features'),
      priority: toEnum(options.priority ?? 'interactive', priorities, 'priority'),
      allowBlank,
    };
    checkTexts(texts, allowBlank);
    const dimensions = request.features === 'layers' ? this.featureDimensions : this.dimensions;
    const work = async (signal: AbortSignal) => {
      const places = new Map<string, number>();
      for (const text of texts) if (!places.has(text)) places.set(text, places.size);
      const distinct = [...places.keys()];
      const rows = new Float32Array(distinct.length * dimensions);
      const tokens = new Int32Array(distinct.length);
      const truncated = new Uint8Array(distinct.length);
      for (let first = 0; first < distinct.length; ) {
        const batch = takeBatch(distinct, first);
        const tell = (done: number) => onProgress?.(Math.floor(((first + done) / distinct.length) * texts.length), texts.length);
        const result = await this.#parts.handle.call(
          'embed',
          { ...request, texts: batch },
          // The last one is told when the rows are here.
          { signal, onItem: ({ done }) => (done < batch.length ? tell(done) : undefined) },
        );
        rows.set(result.rows, first * dimensions);
        tokens.set(result.tokens, first);
        truncated.set(result.truncated, first);
        tell(batch.length);
        first += batch.length;
      }
      if (distinct.length === texts.length) return { rows, dimensions, tokens, truncated };
      const order = texts.map((text) => places.get(text)!);
      const all = new Float32Array(texts.length * dimensions);
      order.forEach((from, to) => void all.set(rows.subarray(from * dimensions, (from + 1) * dimensions), to * dimensions));
      return {
        rows: all,
        dimensions,
        tokens: Int32Array.from(order, (from) => tokens[from]!),
        truncated: Uint8Array.from(order, (from) => truncated[from]!),
      };
    };
    return untilAborted(work, [this.#parts.destroyed, toSignal(options.signal)]);
  }
}

function takeBatch(texts: readonly string[], first: number): string[] {
  const batch: string[] = [];
  let characters = 0;
  for (let i = first; i < texts.length && batch.length < textsAtOnce && characters < charactersAtOnce; i++) {
    batch.push(texts[i]!);
    characters += texts[i]!.length;
  }
  return batch;
}

const blank = /^[\s\p{Cc}\p{Cf}]*$/u;

/** The worker also refuses what the model's own normalisation leaves nothing of. */
function checkTexts(texts: readonly string[], allowBlank: boolean): void {
  if (!Array.isArray(texts)) throw new SaguimError('invalid-argument', 'The texts to embed are no list', { where: 'texts' });
  for (const [i, text] of texts.entries()) {
    if (typeof text !== 'string') throw new SaguimError('invalid-argument', `\`texts[${i}]\` is no text`, { where: 'texts' });
    if (allowBlank || !blank.test(text)) continue;
    throw new SaguimError('invalid-argument', text === '' ? `\`texts[${i}]\` is empty` : `There is nothing to read in \`texts[${i}]\``, {
      where: 'texts',
      hint: 'Leave out texts that are empty, or hold only spaces and control characters.',
      details: { text: i },
    });
  }
}
