import { SaguimError } from 'saguim';
import { type RefusalReason, refusalReason } from 'saguim/comments';
import { Problem, type ProblemReason, statusOf } from '../http/problem.js';

const refusals = {
  login: 401,
  forbidden: 403,
  'not-found': 404,
  state: 409,
  changed: 409,
  claimed: 409,
  own: 403,
  already: 409,
  rate: 429,
  replayed: 409,
  'parent-gone': 409,
  'too-deep': 409,
  closed: 403,
  empty: 400,
  'too-long': 400,
  'name-missing': 400,
  'name-taken': 409,
  'name-reserved': 409,
  'name-invalid': 400,
  invalid: 400,
} as const satisfies Record<RefusalReason, number>;

export interface CommentErrorBody {
  readonly error: {
    readonly reason: RefusalReason | ProblemReason;
    readonly message: string;
    readonly where?: string;
    readonly details?: Readonly<Record<string, unknown>>;
  };
}

/** What failed, as these routes tell it. */
export function commentErrorOf(error: unknown): { status: number; retryAfter?: number; body: CommentErrorBody; reason: ProblemReason } {
  const reason = refusalReason(error);
  if (reason) {
    const { message, where, details = {} } = error as SaguimError;
    const { reason: _reason, retryAfter, ...rest } = details;
    const status = refusals[reason];
    return {
      status,
      ...(typeof retryAfter === 'number' && { retryAfter }),
      body: { error: { reason, message, ...(where !== undefined && { where }), ...(Object.keys(rest).length > 0 && { details: rest }) } },
      reason: status === 429 ? 'rate' : status === 404 ? 'not-found' : 'invalid',
    };
  }
  const problem = toProblem(error);
  const { field, retryAfter } = problem.details;
  return {
    status: statusOf[problem.reason],
    ...(retryAfter !== undefined && { retryAfter }),
    body: { error: { reason: problem.reason, message: problem.message, ...(field !== undefined && { where: field }) } },
    reason: problem.reason,
  };
}

/** Nothing of what failed inside is told: it may quote somebody's words. */
function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof SaguimError && ['network', 'closed', 'worker-died', 'out-of-memory', 'storage-full'].includes(error.code))
    return new Problem('unavailable', 'Comments cannot be reached now.', { retryAfter: 5, cause: error });
  return new Problem('internal', 'Something failed inside.', { cause: error });
}
