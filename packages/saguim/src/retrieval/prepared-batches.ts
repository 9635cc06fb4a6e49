import { SaguimError } from '@saguim/engine/spec';
import { passageText } from './passages/passage-text.js';
import { splitPassages } from './passages/split-passages.js';
import type { Segment } from './segment/segment.js';
import type { BuiltDocument, BuiltPassage } from './segment/segment-builder.js';
import { textHash } from './segment/text-hash.js';
import type { StoredDocument } from './stored-document.js';
import { unitVector } from './unit-vector.js';

export type AddMode = 'add' | 'update';

interface PreparedDocument {
  readonly document: StoredDocument;
  /** For each passage which of the texts it is, its vector where that is known, or neither where there is nothing to embed. */
  readonly passages: { start: number; end: number; hash: readonly [number, number]; text: number; vector?: Float32Array }[];
}

interface Prepared {
  readonly documents: readonly PreparedDocument[];
  readonly texts: number;
  readonly mode: AddMode | 'reindex';
}

/** Documents between the two halves of adding them: cut into passages, and waiting for the vectors of what was not embedded before. */
export class PreparedBatches {
  readonly #batches = new Map<number, Prepared>();
  readonly #onDamage: (error: unknown) => void;
  /** Begins anywhere: a batch of an index that another worker held is none of this one's. */
  #next = Math.floor(Math.random() * 2 ** 40);

  constructor(onDamage: (error: unknown) => void) {
    this.#onDamage = onDamage;
  }

  /** @param known segments whose vectors are of the same model @returns the batch's number and the texts to embed, each once */
  prepare(documents: readonly StoredDocument[], mode: Prepared['mode'], known: readonly Segment[]): { batch: number; texts: string[] } {
    const texts: string[] = [];
    const places = new Map<string, number>();
    const prepared = documents.map((document): PreparedDocument => {
      const { title = '', text } = document;
      const passages = splitPassages(text).map(({ start, end }) => {
        const embedded = passageText(title, text, start, end);
        const hash = textHash(embedded);
        if (embedded.trim() === '') return { start, end, hash, text: -1 };
        let place = places.get(embedded);
        if (place !== undefined) return { start, end, hash, text: place };
        const vector = this.#knownVector(embedded, hash, known);
        if (vector) return { start, end, hash, text: -1, vector };
        place = texts.push(embedded) - 1;
        places.set(embedded, place);
        return { start, end, hash, text: place };
      });
      return { document, passages };
    });
    const batch = this.#next++;
    this.#batches.set(batch, { documents: prepared, texts: texts.length, mode });
    return { batch, texts };
  }

  /** A vector that was made of exactly this text. */
  #knownVector(text: string, hash: readonly [number, number], segments: readonly Segment[]): Float32Array | undefined {
    for (const segment of segments) {
      try {
        for (const passage of segment.passagesWithHash(hash)) {
          const document = segment.document(segment.passageDocuments[passage]!);
          const [start, end] = [segment.passageStarts[passage]!, segment.passageEnds[passage]!];
          if (passageText(document.title ?? '', document.text, start, end) === text) return segment.vector(passage);
        }
      } catch (error) {
        this.#onDamage(error);
      }
    }
    return undefined;
  }

  forget(batch: number): void {
    this.#batches.delete(batch);
  }

  /**
   * A batch with its vectors; it is forgotten.
   * @param vectors (texts, dimensions) f32, in the order of the texts
   * @throws {SaguimError} `invalid-argument` for too few, too many, or numbers that are not finite
   */
  take(batch: number, vectors: Float32Array, dimensions: number): { documents: BuiltDocument[]; mode: Prepared['mode'] } {
    const prepared = this.#batches.get(batch);
    if (!prepared) throw new SaguimError('closed', 'There are no such prepared documents', { details: { unknownBatch: batch } });
    this.#batches.delete(batch);
    const { documents, texts, mode } = prepared;
    if (!(vectors instanceof Float32Array) || vectors.length !== texts * dimensions) {
      throw new SaguimError(
        'invalid-argument',
        `The embedder gave ${vectors?.length} numbers for ${texts} texts of ${dimensions} dimensions`,
        {
          hint: 'embedTexts gives (texts, dimensions) numbers, row after row.',
        },
      );
    }
    const units = Array.from({ length: texts }, (_, text) => unitVector(vectors.subarray(text * dimensions, (text + 1) * dimensions)));
    const empty = new Float32Array(dimensions);
    const built = documents.map(({ document, passages }) => ({
      document,
      passages: passages.map(
        ({ start, end, hash, text, vector }): BuiltPassage => ({ start, end, hash, vector: vector ?? units[text] ?? empty }),
      ),
    }));
    return { documents: built, mode };
  }
}
