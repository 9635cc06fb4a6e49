import type { TextEmbedder } from '../semantic-embedder/text-embedder.js';
import { labelVectors } from '../text-classifier/zero-shot.js';
import { type Category, categoryTexts, parseTaxonomy } from './categories.js';

export interface LoadedCategories {
  readonly categories: readonly Category[];
  /** (categories, dimensions). */
  readonly vectors: Float32Array;
}

const loaded = new Map<string, Promise<LoadedCategories>>();

const toBytes = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

function toFloats(base64: string): Float32Array {
  const view = new DataView(toBytes(base64).buffer);
  return Float32Array.from({ length: view.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/** Integers of a row and its scale, as the recipe wrote them. */
function unpackVectors(integers: string, scales: string): Float32Array {
  const values = new Int8Array(toBytes(integers).buffer);
  const byRow = toFloats(scales);
  const dimensions = values.length / byRow.length;
  return Float32Array.from(values, (value, i) => value * byRow[Math.floor(i / dimensions)]!);
}

async function load(embedder: TextEmbedder): Promise<LoadedCategories> {
  // Fetched when the first classifier is made: most apps never make one.
  const [{ default: taxonomy }, made] = await Promise.all([import('./taxonomy.js'), import('./category-vectors.js')]);
  const categories = parseTaxonomy(taxonomy);
  const vectors =
    made.fingerprint === embedder.fingerprint
      ? unpackVectors(made.integers, made.scales)
      : await labelVectors(embedder, categoryTexts(categories));
  return { categories, vectors };
}

/** The categories with their directions: made before for the embedder that comes along, with another one embedded once. */
export function loadCategories(embedder: TextEmbedder): Promise<LoadedCategories> {
  const { fingerprint } = embedder;
  let loading = loaded.get(fingerprint);
  if (!loading) {
    loading = load(embedder);
    loaded.set(fingerprint, loading);
    loading.catch(() => loaded.delete(fingerprint));
  }
  return loading;
}
