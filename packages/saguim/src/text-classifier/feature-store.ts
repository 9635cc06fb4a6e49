import type { EmbedTextsOptions, TextEmbedder } from '../semantic-embedder/text-embedder.js';

/** What is read of an embedder: which features, as what kind of text, and so many columns from the beginning of a row. */
export interface FeatureChoice {
  readonly features: 'embedding' | 'layers';
  readonly kind: 'query' | 'document' | 'symmetric';
  readonly columns: number;
}

/** Where rows outlive the page or process. What it cannot keep is computed again. */
export interface FeatureShelf {
  /** Rows (places, columns) of those texts that are kept, and which these are. */
  read(group: string, columns: number, texts: readonly string[]): Promise<{ places: Int32Array; rows: Float32Array } | undefined>;
  add(group: string, columns: number, texts: readonly string[], rows: Float32Array): Promise<void>;
}

/** What all kept rows may take together; the oldest leave first. */
const mostBytes = 256 << 20;
const textsAtOnce = 256;

const rows = new Map<string, Float32Array>();
let bytes = 0;

function keep(key: string, row: Float32Array): void {
  if (rows.has(key)) return;
  rows.set(key, row);
  bytes += row.byteLength;
  for (const [oldest, old] of rows) {
    if (bytes <= mostBytes) break;
    rows.delete(oldest);
    bytes -= old.byteLength;
  }
}

/** Forgets what was kept. */
export function clearFeatures(): void {
  rows.clear();
  bytes = 0;
}

/**
 * Features of texts, (texts, columns). Each text is embedded once in the life of the page or process, or of the shelf: a second training with
 * mostly the same examples embeds only what is new.
 */
export async function featuresOf(
  embedder: TextEmbedder,
  texts: readonly string[],
  { features, kind, columns }: FeatureChoice,
  options: Pick<EmbedTextsOptions, 'signal' | 'onProgress' | 'priority'> = {},
  shelf?: FeatureShelf,
): Promise<Float32Array> {
  const group = `${embedder.fingerprint} ${features} ${kind} ${columns}`;
  const prefix = `${group} `;
  const out = new Float32Array(texts.length * columns);
  const missing = new Map<string, number[]>();
  let done = 0;
  for (const [i, text] of texts.entries()) {
    const row = rows.get(prefix + text);
    if (row) {
      out.set(row, i * columns);
      done++;
    } else if (missing.has(text)) missing.get(text)!.push(i);
    else missing.set(text, [i]);
  }
  const take = (text: string, row: Float32Array) => {
    for (const place of missing.get(text)!) out.set(row, place * columns);
    keep(prefix + text, row);
    done += missing.get(text)!.length;
  };
  const unknown = [...missing.keys()];
  const shelved = unknown.length > 0 ? await shelf?.read(group, columns, unknown) : undefined;
  shelved?.places.forEach((place, i) => void take(unknown[place]!, shelved.rows.slice(i * columns, (i + 1) * columns)));
  const places = new Set(shelved?.places);
  const waiting = unknown.filter((_, place) => !places.has(place));
  options.onProgress?.(done, texts.length);
  for (let first = 0; first < waiting.length; first += textsAtOnce) {
    const batch = waiting.slice(first, first + textsAtOnce);
    const embedded = await embedder.embedTexts(batch, { features, kind, priority: options.priority, signal: options.signal });
    const width = embedded.length / batch.length;
    const added = new Float32Array(batch.length * columns);
    for (const [i, text] of batch.entries()) {
      const row = embedded.slice(i * width, i * width + columns);
      added.set(row, i * columns);
      take(text, row);
    }
    await shelf?.add(group, columns, batch, added);
    options.onProgress?.(done, texts.length);
  }
  return out;
}
