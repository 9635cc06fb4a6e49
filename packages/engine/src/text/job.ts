import type { CachedSequence } from './cached-sequence.js';

export type Priority = 'interactive' | 'background';

/** Work for the scheduler: a list of tokens to compute, which may grow while it is worked on. */
export interface Job {
  readonly priority: Priority;
  /** All tokens so far, those of an answer included (tokens,). What lies beyond the sequence's length is still to be computed. */
  readonly tokens: readonly number[];
  /** Whose logits are wanted: of the last token, whenever there is nothing left to compute, or of every one. */
  readonly outputs: 'last' | 'all';
  /** Of `all`: the first position whose logits are wanted; what comes before may be found. Default 0. */
  readonly outputsFrom?: number;
  /** Whether computed pages may be found by others, and those of others be used. */
  readonly reuse: boolean;
  /** Whether an answer has begun: its next row goes before pieces of prompts. */
  readonly answering: boolean;
  /** Finished, failed or aborted. */
  readonly done: boolean;
  /** It is worked on from now on. Called again after it had to give its pages back. */
  begin(): void;
  /** So many positions of `tokens` are computed, of which the last `found` were found and not computed for it. */
  progress(computed: number, found: number): void;
  /**
   * Tokens that may come after `tokens`; computed in the same step as the last of them, and dropped where `take` adds others.
   * @param most of them at most
   * @param cost of a step of so many rows, in any unit
   */
  guess?(most: number, cost: (rows: number) => number): readonly number[];
  /** How many of the guess came true. */
  learn?(accepted: number, guessed: number): void;
  /** Takes the logits (vocabulary,) of the token at `position`, valid during the call; may add to `tokens` or finish. */
  take(logits: Float32Array, position: number): void;
  /** Its sequence cannot grow further than `limit` positions: finishes with what there is, or fails. */
  exhaust(limit: number): void;
  fail(error: unknown): void;
}

/** A job in the scheduler's hands. */
export interface Task {
  readonly job: Job;
  /** Order of arrival. */
  readonly number: number;
  /** While it is worked on. */
  sequence: CachedSequence | undefined;
}

/** Interactive work first, then what came first. */
export function compareTasks(a: Task, b: Task): number {
  if (a.job.priority !== b.job.priority) return a.job.priority === 'interactive' ? -1 : 1;
  return a.number - b.number;
}

/** Tokens still to be computed. */
export function pendingTokens({ job, sequence }: Task): number {
  return job.tokens.length - (sequence?.length ?? 0);
}

/** Whether its next step is one row of an answer. */
export function isDecoding(task: Task): boolean {
  return task.job.answering && pendingTokens(task) === 1;
}
