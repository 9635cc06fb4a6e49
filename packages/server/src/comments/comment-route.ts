import type { z } from '@hono/zod-openapi';
import type { PersonalComments } from 'saguim/comments';

/** What a route is given: checked, and for whom. */
export interface Call<Query, Body> {
  readonly comments: PersonalComments;
  /** What `{id}` in the path stands for. */
  readonly id: string;
  readonly query: Query;
  readonly body: Body;
  readonly signal: AbortSignal;
}

/** A route as one row: what serves it, and what OpenAPI says of it. */
export interface CommentRoute {
  readonly method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly query: z.ZodObject;
  readonly body?: z.ZodType;
  /** Nothing: 204. */
  readonly answer?: z.ZodType;
  readonly run: (call: Call<never, never>) => Promise<unknown>;
}

/** Fits a row's types together. */
export function route<Query extends z.ZodObject, Body extends z.ZodType = z.ZodUndefined, Answer extends z.ZodType = z.ZodVoid>(
  method: CommentRoute['method'],
  path: string,
  operationId: string,
  summary: string,
  row: {
    readonly query: Query;
    readonly body?: Body;
    readonly answer?: Answer;
    readonly run: (call: Call<z.infer<Query>, z.infer<Body>>) => Promise<z.infer<Answer> | Readonly<z.infer<Answer>>>;
  },
): CommentRoute {
  return { method, path, operationId, summary, ...row };
}
