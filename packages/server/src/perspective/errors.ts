import { Problem, type ProblemReason, statusOf } from '../http/problem.js';
import type { PerspectiveErrorBody } from './schemas.js';

/** `errorType` in Perspective's error bodies; `INVALID_REQUEST` is any other. */
export type ErrorType =
  | 'COMMENT_EMPTY'
  | 'COMMENT_TOO_LONG'
  | 'NO_REQUESTED_ATTRIBUTES'
  | 'LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE'
  | 'LANGUAGE_DETECTION_FAILED'
  | 'INVALID_REQUEST';

export const invalid = (code: ErrorType, message: string, extra?: Readonly<Record<string, unknown>>, field?: string) =>
  new Problem('invalid', message, { code, extra, field });

/** Names of `google.rpc.Code`. */
const statuses: Readonly<Partial<Record<ProblemReason, string>>> = {
  'key-missing': 'PERMISSION_DENIED',
  origin: 'PERMISSION_DENIED',
  'not-found': 'NOT_FOUND',
  rate: 'RESOURCE_EXHAUSTED',
  overload: 'RESOURCE_EXHAUSTED',
  timeout: 'DEADLINE_EXCEEDED',
  unavailable: 'UNAVAILABLE',
  internal: 'INTERNAL',
};

/** Google answers keys with other numbers than OpenAI: none is forbidden, a wrong one is a wrong argument. */
const codes: Readonly<Partial<Record<ProblemReason, number>>> = { 'key-missing': 403, 'key-wrong': 400 };

function detailsOf({ reason, details, message }: Problem): Record<string, unknown>[] | undefined {
  if (reason === 'key-wrong')
    return [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID', domain: 'googleapis.com' }];
  if (reason !== 'invalid') return undefined;
  const found: Record<string, unknown>[] = [];
  if (details.field !== undefined)
    found.push({ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field: details.field, description: message }] });
  if (details.code !== undefined)
    found.push({ '@type': 'type.googleapis.com/google.commentanalyzer.v1alpha1.Error', errorType: details.code, ...details.extra });
  return found.length > 0 ? found : undefined;
}

/** A problem as Google's APIs tell it. */
export function perspectiveErrorOf(problem: Problem): { status: number; body: PerspectiveErrorBody } {
  const code = codes[problem.reason] ?? statusOf[problem.reason];
  const details = detailsOf(problem);
  return {
    status: code,
    body: {
      error: { code, message: problem.message, status: statuses[problem.reason] ?? 'INVALID_ARGUMENT', ...(details && { details }) },
    },
  };
}
