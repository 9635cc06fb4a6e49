import type { Context } from 'hono';
import { SaguimError } from 'saguim';
import type { Environment } from './http/guard.js';
import { Problem } from './http/problem.js';
import { openAIErrorOf } from './openai/errors.js';
import { perspectiveErrorOf } from './perspective/errors.js';

/** What failed, as it is told: nothing of what failed inside is, it may quote somebody's text. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof SaguimError && error.code === 'invalid-argument') return new Problem('invalid', error.message, { cause: error });
  if (error instanceof SaguimError && ['worker-died', 'out-of-memory', 'closed', 'not-found', 'storage-full'].includes(error.code))
    return new Problem('unavailable', 'The model does not answer now.', { retryAfter: 5, cause: error });
  return new Problem('internal', 'Something failed inside.', { cause: error });
}

const isPerspective = (path: string) => path.startsWith('/v1alpha1/');

/** A problem in the shape of the route: Google's or OpenAI's. */
export function answerProblem(c: Context<Environment>, problem: Problem): Response {
  const { status, body } = isPerspective(c.req.path) ? perspectiveErrorOf(problem) : openAIErrorOf(problem);
  const { retryAfter } = problem.details;
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter));
  if (problem.reason === 'method') c.header('Allow', 'POST');
  // What is left of the body is not read.
  if (problem.reason === 'too-large') c.header('Connection', 'close');
  return c.json(body, status as 400);
}
