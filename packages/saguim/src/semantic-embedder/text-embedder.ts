/** What a text is to the model; the prefixes it was trained with are added by us. */
export type EmbeddingKind = 'query' | 'document' | 'symmetric';

export interface EmbedTextsOptions {
  /** Default: `document`. */
  readonly kind?: EmbeddingKind;
  readonly priority?: 'interactive' | 'background';
  /** What happens to a text longer than `maxTokens`. Default: `window`, overlapping windows averaged. */
  readonly overflow?: 'window' | 'truncate' | 'refuse';
  /** `layers` is what heads are trained on: means and maxima of several layers, of width `featureDimensions`. Default: `embedding`. */
  readonly features?: 'embedding' | 'layers';
  readonly signal?: AbortSignal;
  /** Texts done so far. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The narrow contract that search and classification are written against. */
export interface TextEmbedder {
  /** Its name, such as `multilingual-e5-small-en-pt`. */
  readonly model: string;
  /** Changes when vectors would: a checksum of the model's file and of how it is used. */
  readonly fingerprint: string;
  readonly dimensions: number;
  readonly featureDimensions: number;
  readonly maxTokens: number;
  /** @returns (texts, dimensions) f32, row after row; embeddings are of unit length */
  embedTexts(texts: readonly string[], options?: EmbedTextsOptions): Promise<Float32Array>;
}
