import type { Catalogue, CatalogueEntry } from './catalogue-entry.js';
import type { ModelFolder } from './model-folder.js';

/** What a download is doing. */
export type PullState =
  /** Asks what there is. */
  | 'resolving'
  /** Another tab or process fetches the same; its progress is told. */
  | 'waiting'
  | 'downloading'
  /** Nothing comes for now: the server or the network is asked again at `retryAt`. */
  | 'retrying'
  /** Bytes that are here are hashed. */
  | 'verifying'
  /** What came was not right, or another file lies there now: what is useless is fetched anew. `reason` says why. */
  | 'anew'
  | 'done';

/** How far a download has come. Bytes are those of all files of the model. */
export interface PullProgress {
  readonly state: PullState;
  readonly loaded: number;
  /** Zero while no server has told. */
  readonly total: number;
  /** Bytes that were here when this began. */
  readonly from: number;
  /** Over the last seconds. */
  readonly bytesPerSecond: number;
  /** Undefined while the speed or the size is unknown. */
  readonly remainingSeconds?: number;
  /** Path of the file in the model's folder. */
  readonly file?: string;
  readonly reason?: string;
  /** Milliseconds since 1970. */
  readonly retryAt?: number;
}

export interface PullOptions {
  readonly onProgress?: (progress: PullProgress) => void;
  /** Its abort pauses: what has come is kept, and the next call goes on from there. */
  readonly signal?: AbortSignal;
  /** In browsers, whether it pauses while nobody can see the page. Default: it goes on. */
  readonly whenHidden?: 'pause' | 'go-on';
}

/** A file of a stored model. */
export interface StoredFile {
  readonly path: string;
  readonly bytes: number;
  /** What its bytes came to when they were fetched; absent for a file that is used in place. */
  readonly sha256?: string;
}

/** A model that is on this device, whole or in part. */
export interface StoredModel {
  /** What `model` takes. */
  readonly name: string;
  /** What it was asked for as, where that is not its name: `hf:…` or an address. */
  readonly source: string;
  readonly files: readonly StoredFile[];
  /** Bytes on the device. */
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly storedAt: number;
  readonly lastUsed: number;
  /** A download that is not finished: it goes on with the next `pull`. */
  readonly partial?: { readonly loaded: number; readonly total: number };
  /** The files are another program's (a Hugging Face cache), and stay when the model is removed here. */
  readonly inPlace?: boolean;
  /** What it can be asked for; known of what was imported. */
  readonly task?: 'generation' | 'embedding' | 'classification';
  /** Absolute path of what can be loaded (Node). */
  readonly path?: string;
}

/** A file as it is to be fetched. */
export interface ResolvedFile {
  readonly path: string;
  readonly url: string;
  readonly bytes?: number;
  readonly sha256?: string;
  readonly chunkSha256?: readonly string[];
}

/** What a name or source leads to. Nothing was fetched yet but descriptions. */
export interface ResolvedModel {
  readonly name: string;
  readonly source: string;
  readonly files: readonly ResolvedFile[];
  /** Bytes of all files, where they are known. */
  readonly bytes?: number;
  readonly entry?: CatalogueEntry;
  /** Its page, where licences are accepted. */
  readonly page?: string;
  readonly gated?: boolean;
}

export interface VerifyResult {
  readonly ok: boolean;
  readonly files: readonly {
    readonly path: string;
    /** `unknown`: nothing is known that it could be compared with. */
    readonly state: 'right' | 'damaged' | 'missing' | 'unknown';
    readonly expected?: string;
    readonly found?: string;
  }[];
}

/** What could be removed, the best first. */
export interface Suggestion {
  readonly model: StoredModel;
  /** Its removal frees so much. */
  readonly bytes: number;
  readonly why: 'unfinished' | 'unused' | 'large';
}

export interface HubOptions {
  /** A catalogue of your own beside the one that comes along: its entries, or its address. */
  readonly catalogue?: Catalogue | readonly CatalogueEntry[] | string | URL;
  /** The folder of stored models (Node). Default: `SAGUIM_CACHE`, else `saguim/models` in the user's cache. */
  readonly store?: string | URL;
  /** The base of models that the app serves itself, as `models` of `configure()`. */
  readonly base?: string | URL;
  /** For the Hugging Face hub. Default in Node: `HF_TOKEN`, else what its own tools saved. */
  readonly token?: string;
  /** The Hugging Face hub, or a mirror. Default: `HF_ENDPOINT`, else https://huggingface.co. */
  readonly endpoint?: string | URL;
}

/** The one way to bring models to this device and to keep them there: `ModelHub.open()` of `saguim/hub`. */
export interface Hub {
  /** What can be pulled by name. */
  catalogue(): Promise<readonly CatalogueEntry[]>;
  /** @throws {SaguimError} `not-found`, `invalid-argument`, `network` */
  resolve(nameOrSource: string, options?: { readonly signal?: AbortSignal }): Promise<ResolvedModel>;
  /** @throws {SaguimError} `not-found`, `network`, `integrity`, `storage-full`; the signal's reason */
  pull(nameOrSource: string, options?: PullOptions): Promise<StoredModel>;
  /** Ends the download of this model that this object began; what has come stays. */
  pause(nameOrSource: string): Promise<void>;
  /** As `pause`, and removes what has come. */
  cancel(nameOrSource: string): Promise<void>;
  stored(): Promise<StoredModel[]>;
  verify(name: string, options?: PullOptions): Promise<VerifyResult>;
  /** @returns whether it was there */
  remove(name: string): Promise<boolean>;
  suggestions(options?: { readonly needed?: number }): Promise<Suggestion[]>;
  /**
   * Stores a GGUF file, or a folder of safetensors, that a person chose or dropped.
   * @throws {SaguimError} `bad-file` for what is no model, `unsupported` for one that cannot be run here, `storage-full`
   */
  importFile(file: Blob | ArrayLike<File> | ModelFolder, options?: PullOptions & { readonly name?: string }): Promise<StoredModel>;
}
