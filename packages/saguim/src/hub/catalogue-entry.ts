/** One file of a model in a catalogue. */
export interface CatalogueFile {
  /** Path in the model's folder: plain names, `/` between them. */
  readonly path: string;
  /** Where it comes from: `hf:owner/repo/file`, `hf:owner/repo@revision/file`, an http(s) address, or an address relative to the catalogue. */
  readonly source: string;
  readonly bytes?: number;
  /** 64 hexadecimal digits. */
  readonly sha256?: string;
  /** SHA-256 of every 4 MiB (2^22 bytes) of the file, in order; the last piece may be shorter. */
  readonly chunkSha256?: readonly string[];
}

/** A sentence in the languages of the apps. */
export interface Wording {
  readonly en: string;
  readonly 'pt-BR': string;
}

/** A model that can be fetched by name. */
export interface CatalogueEntry {
  /** Lower case letters, digits, `-`, `_` and `.`. */
  readonly name: string;
  /** What people read. Default: its name. */
  readonly title?: string;
  readonly aliases?: readonly string[];
  readonly task: 'chat' | 'code' | 'embedding' | 'classification';
  readonly family: string;
  /** How many weights it has. */
  readonly parameters: number;
  /** Language tags it was trained for. */
  readonly languages: readonly string[];
  readonly licence: {
    /** SPDX identifier, or the name its makers give it. */
    readonly id: string;
    readonly url: string;
    /** Must be accepted on its page, and asks for a token, before a file can be fetched. */
    readonly gated?: boolean;
    /** Whether anybody may use it for anything. */
    readonly free: boolean;
  };
  /** Tokens it was made for. */
  readonly context: number;
  /** Bytes of memory it needs. */
  readonly memory: number;
  /** About so many bytes, where not every file's are known. */
  readonly approximateBytes?: number;
  readonly files: readonly CatalogueFile[];
  readonly good: Wording;
  readonly not: Wording;
  /** What of it ran on our engine: its real weights, random ones of its shape, or nothing yet. */
  readonly verified: { readonly what: 'weights' | 'shape' | 'nothing'; readonly when?: string };
}

/** Models by name. */
export interface Catalogue {
  readonly entries: readonly CatalogueEntry[];
  /** By its name or one of its aliases, in any case. */
  find(name: string): CatalogueEntry | undefined;
}
