// What the models element needs from whoever keeps models: so little that a test or a server can stand behind it.
import type { Recommendation } from 'saguim';
import type { FoundFile } from '../documents/dropped-files.js';

export type ModelTask = Recommendation['candidates'][number]['entry']['task'];
export const modelTasks: readonly ModelTask[] = ['chat', 'code', 'embedding', 'classification'];

/** A model that is on this device, whole or in part. */
export interface KeptModel {
  readonly name: string;
  /** On the device. */
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly storedAt: number;
  readonly lastUsed?: number;
  /** What it is for, where that is known of the model itself: of one that the person brought. */
  readonly task?: ModelTask;
  /** A download that is not finished: it goes on with the next `pull`. */
  readonly partial?: { readonly loaded: number; readonly total: number };
}

/** What could be removed, the best first. */
export interface RemovalAdvice {
  readonly name: string;
  readonly bytes: number;
  readonly why: 'unfinished' | 'unused' | 'large';
}

/** How far a download or an import has come. */
export interface PullStep {
  readonly state: 'resolving' | 'waiting' | 'downloading' | 'retrying' | 'verifying' | 'anew' | 'done';
  readonly loaded: number;
  /** Zero while it is not known. */
  readonly total: number;
  readonly bytesPerSecond: number;
  readonly remainingSeconds?: number;
}

export interface PullCall {
  readonly onProgress?: (step: PullStep) => void;
  /** Its abort pauses: what has come is kept. */
  readonly signal?: AbortSignal;
}

export interface ModelsProvider {
  /** All models for a task, the best for this device first; without those of a catalogue of one's own where that is not to be read. */
  recommend(options: { readonly task: ModelTask; readonly language?: string; readonly ownCatalogue?: boolean }): Promise<Recommendation>;
  stored(): Promise<readonly KeptModel[]>;
  pull(name: string, call: PullCall): Promise<unknown>;
  /** Ends a download, and removes what has come. */
  cancel(name: string): Promise<void>;
  remove(name: string): Promise<unknown>;
  /** Keeps a model that the person has: a GGUF file, or the files of a folder. */
  importModel(model: File | readonly FoundFile[], call: PullCall): Promise<{ readonly name: string; readonly task: ModelTask }>;
  /** What could be removed to make room. */
  suggestions(): Promise<readonly RemovalAdvice[]>;
  /** What is used of what the browser allows. */
  estimate(): Promise<{ readonly usage?: number; readonly quota?: number } | undefined>;
}
