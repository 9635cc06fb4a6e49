/**
 * What went wrong, as a word that a program can compare.
 *
 * - `invalid-argument`: the caller passed something out of range
 * - `not-found`: a file, model or tensor is not there
 * - `bad-file`: a model file is damaged, cut off or inconsistent
 * - `unsupported`: well formed, but nothing here can run it
 * - `bad-template`: a chat template failed or asked for too much
 * - `context-overflow`: more tokens than the context holds (`details`: `requested`, `limit`)
 * - `out-of-memory`: the host refused memory
 * - `storage-full`: the host has no room to store a file (`details`: `needed`, `room`, in bytes)
 * - `worker-died`: a worker or helper thread is gone
 * - `network`: a transfer failed or gave something else than the file
 * - `integrity`: bytes arrived whole but are not the expected ones
 * - `refused`: well formed, and not allowed, or not now (`details.reason`)
 * - `closed`: used after `close()`
 * - `internal`: a mistake of ours
 */
export type SaguimErrorCode =
  | 'invalid-argument'
  | 'not-found'
  | 'bad-file'
  | 'unsupported'
  | 'bad-template'
  | 'context-overflow'
  | 'out-of-memory'
  | 'storage-full'
  | 'worker-died'
  | 'network'
  | 'integrity'
  | 'refused'
  | 'closed'
  | 'internal';

export interface SaguimErrorOptions {
  /** Where it happened: a file, tensor, key or URL. */
  where?: string;
  /** What the reader can do about it, one sentence. */
  hint?: string;
  /** Numbers and names a program may want (must survive structured clone). */
  details?: Record<string, unknown>;
  cause?: unknown;
}

/** The one error class of the project: a code, what happened, where, and what to do. */
export class SaguimError extends Error {
  override readonly name = 'SaguimError';
  readonly code: SaguimErrorCode;
  readonly where?: string;
  readonly hint?: string;
  readonly details?: Record<string, unknown>;

  constructor(code: SaguimErrorCode, what: string, options: SaguimErrorOptions = {}) {
    const where = options.where ? ` (${options.where})` : '';
    const hint = options.hint ? ` ${options.hint}` : '';
    super(`${what}${where}.${hint}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.where = options.where;
    this.hint = options.hint;
    this.details = options.details;
  }
}

/** `invalid-argument` for an option that is not what it must be. */
export const outOfRange = (name: string, range: string): SaguimError =>
  new SaguimError('invalid-argument', `\`${name}\` is out of range`, {
    where: name,
    hint: `It must be ${range}.`,
    details: { option: name },
  });
