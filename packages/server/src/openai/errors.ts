import { type Problem, type ProblemReason, statusOf } from '../http/problem.js';
import type { OpenAIErrorBody } from './schemas.js';

const types: Readonly<Partial<Record<ProblemReason, string>>> = {
  rate: 'requests',
  overload: 'requests',
  timeout: 'server_error',
  unavailable: 'server_error',
  internal: 'server_error',
};

const codes: Readonly<Partial<Record<ProblemReason, string>>> = {
  'key-missing': 'invalid_api_key',
  'key-wrong': 'invalid_api_key',
  rate: 'rate_limit_exceeded',
  overload: 'engine_overloaded',
};

/** A problem as OpenAI's API tells it. */
export function openAIErrorOf({ reason, message, details }: Problem): { status: number; body: OpenAIErrorBody } {
  return {
    status: statusOf[reason],
    body: {
      error: {
        message,
        type: types[reason] ?? 'invalid_request_error',
        param: details.field ?? null,
        code: details.code ?? codes[reason] ?? null,
      },
    },
  };
}
