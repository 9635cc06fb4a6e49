/** Values that metadata may have: what JSON has. */
export type MetadataValue = string | number | boolean | null | readonly MetadataValue[] | { readonly [name: string]: MetadataValue };
export type Metadata = { readonly [field: string]: MetadataValue };

/** A document as it is kept. */
export interface StoredDocument {
  readonly id: string;
  readonly text: string;
  readonly title?: string;
  readonly metadata?: Metadata;
}
