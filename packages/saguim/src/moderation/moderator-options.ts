import type { EmbedderOptions } from '../text-classifier/index.js';
import type { Policy } from './policy.js';

/** An earlier comment of the same person. */
export interface RecentComment {
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly time?: number;
}

/** What is known around a text. */
export interface CheckContext {
  /** The writer's earlier comments, for rules about repeats and rates. */
  readonly recent?: readonly RecentComment[];
  /** When this one was written, in milliseconds since 1970. Default: now. */
  readonly time?: number;
  /** The comment or article that is answered: lines that quote it (`> …`) are not held against the writer. */
  readonly parent?: string;
}

/** A text to check, with what is known of it. */
export interface CheckItem {
  readonly text: string;
  readonly context?: CheckContext;
  /** The section of the site, for the policy. */
  readonly section?: string;
  /** The text's language where it is known, as a tag. Default: found from the text. */
  readonly language?: string;
  /** In which language the writer is told. Default: the text's, else English. */
  readonly locale?: string;
}

export interface CheckManyOptions {
  readonly signal?: AbortSignal;
  /** Default `interactive`. */
  readonly priority?: 'interactive' | 'background';
}

export interface CheckOptions extends CheckManyOptions, Omit<CheckItem, 'text'> {}

/** The linear heads on the model's vectors, where they are not those that come along. */
export interface ModeratorHeads {
  readonly moderation: Uint8Array;
  readonly sentiment?: Uint8Array;
}

export interface ModeratorOptions extends EmbedderOptions {
  /** Default: the preset `default`. */
  policy?: Policy;
  /** For a model of one's own: heads that were made for it (`TextClassifier.save()`), with labels of the same names. */
  heads?: ModeratorHeads;
  /** What `saveLearning()` gave. */
  learning?: Uint8Array;
}
