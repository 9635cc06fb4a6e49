import { SaguimError } from '@saguim/engine/spec';
import type { EmbedTextsOptions, TextEmbedder } from '../semantic-embedder/index.js';
import { orAborted } from '../web/signals.js';

/** Texts in which nothing can be read: white space, control characters, marks that are not seen. */
export const blankText = /^[\s\p{Cc}\p{Cf}]*$/u;

/**
 * Vectors of texts, row after row; zeros for those in which the embedder finds nothing to read: a library of documents has such pages, and
 * they must not keep out the others.
 */
export async function embedReadable(embedder: TextEmbedder, texts: readonly string[], options: EmbedTextsOptions): Promise<Float32Array> {
  const { dimensions } = embedder;
  const { signal } = options;
  const all = new Float32Array(texts.length * dimensions);
  let places = texts.flatMap((text, place) => (blankText.test(text) ? [] : [place]));
  const embed = (some: readonly number[]) =>
    orAborted(
      embedder.embedTexts(
        some.map((place) => texts[place]!),
        options,
      ),
      signal,
    );
  if (places.length === 0) return all;
  let rows: Float32Array;
  try {
    rows = await embed(places);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    // Which one it is shows when each is tried alone; that is rare.
    const readable: number[] = [];
    for (const place of places) {
      try {
        await embed([place]);
        readable.push(place);
      } catch (alone) {
        if (!isUnreadable(alone)) throw alone;
      }
    }
    places = readable;
    rows = places.length === 0 ? new Float32Array(0) : await embed(places);
  }
  if (rows.length !== places.length * dimensions) return rows; // the index says what is wrong with it
  for (const [row, place] of places.entries()) all.set(rows.subarray(row * dimensions, (row + 1) * dimensions), place * dimensions);
  return all;
}

/** The embedder names the text that it refuses. */
const isUnreadable = (error: unknown): boolean =>
  error instanceof SaguimError && error.code === 'invalid-argument' && typeof error.details?.text === 'number';
