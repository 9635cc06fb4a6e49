import { SaguimError } from '@saguim/engine/spec';

/**
 * Why something was not done, as a word that programs and interfaces compare.
 *
 * - `login`: who calls is not known; `forbidden`: known, and may not
 * - `not-found`: there is no such comment, or not for this person
 * - `state`: that cannot happen to a comment that is where this one is
 * - `changed`: it was edited since it was read
 * - `claimed`: another moderator has it
 * - `own`: that is not for one's own comments
 * - `already`: it was done before, and counts once
 * - `rate`: too often; `retryAfter` says when (seconds)
 * - `replayed`: the key belongs to another comment
 * - `parent-gone`: what is answered is not there any more; `too-deep`: nor may it be answered
 * - `closed`: no new comments on this page
 * - `empty`, `too-long`: the text
 * - `name-missing`, `name-taken`, `name-reserved`, `name-invalid`: the name
 * - `invalid`: anything else that is not as it must be
 */
export type RefusalReason =
  | 'login'
  | 'forbidden'
  | 'not-found'
  | 'state'
  | 'changed'
  | 'claimed'
  | 'own'
  | 'already'
  | 'rate'
  | 'replayed'
  | 'parent-gone'
  | 'too-deep'
  | 'closed'
  | 'empty'
  | 'too-long'
  | 'name-missing'
  | 'name-taken'
  | 'name-reserved'
  | 'name-invalid'
  | 'invalid';

export interface RefusalOptions {
  readonly where?: string;
  readonly hint?: string;
  /** Seconds. */
  readonly retryAfter?: number;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An error that says no: code `refused`, and the reason in `details.reason`. It never quotes what somebody wrote. */
export function refusal(reason: RefusalReason, what: string, { where, hint, retryAfter, details }: RefusalOptions = {}): SaguimError {
  return new SaguimError('refused', what, {
    where,
    hint,
    details: { ...details, reason, ...(retryAfter !== undefined && { retryAfter }) },
  });
}

/** The reason of a refusal; nothing for any other error. */
export function refusalReason(error: unknown): RefusalReason | undefined {
  return error instanceof SaguimError && error.code === 'refused' ? (error.details?.reason as RefusalReason) : undefined;
}
