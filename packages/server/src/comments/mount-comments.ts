import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, Handler } from 'hono';
import { type Person, refusal } from 'saguim/comments';
import type { Environment } from '../http/guard.js';
import { Problem } from '../http/problem.js';
import { RateLimiter } from '../http/rate-limiter.js';
import { readJson } from '../http/read-json.js';
import { EventStreams } from './comment-events.js';
import type { Call, CommentRoute } from './comment-route.js';
import { commentRoutes } from './comment-routes.js';
import type { CommentsOptions } from './comments-options.js';
import { Identity } from './identity.js';
import * as schemas from './schemas.js';

/** Where comments are: paths of their own. */
export const isCommentPath = (path: string): boolean => /^\/v1\/(?:comments|moderation|administration)(?:\/|$)/.test(path);

/** A path without what is somebody's in it, for figures and logs. */
export function commentPathOf(path: string): string {
  const named = new Set([...commentRoutes.map((one) => one.path), '/v1/comments/events', '/v1/moderation/events', '/v1/comments/guests']);
  if (named.has(path)) return path;
  const general = path.replace(/^(\/v1\/comments|\/v1\/moderation\/items)\/[^/]+/, '$1/{id}');
  return named.has(general) ? general : 'other';
}

export interface MountOptions {
  readonly comments: CommentsOptions;
  readonly origins: readonly string[];
  readonly rate: number;
  readonly bodyLimit: number;
  readonly addressOf: (c: Context<Environment>) => string;
  readonly now: () => number;
}

type Schema = (typeof schemas)['comment'];

/** Checks part of a request. @throws {SaguimError} refused: `invalid`, with the place */
function checked(schema: { safeParse(value: unknown): ReturnType<Schema['safeParse']> }, value: unknown): unknown {
  const { data, error } = schema.safeParse(value);
  if (!error) return data;
  const [issue] = error.issues;
  const where = issue!.path.map(String).join('.').slice(0, 200);
  throw refusal('invalid', `${where === '' ? 'The request' : `\`${where}\``} is not as it must be`, { where, hint: 'See /openapi.json.' });
}

/** Names that may come several times. */
const lists = new Set(['state']);

function queryOf(url: string): Record<string, unknown> {
  const search = new URL(url).searchParams;
  return Object.fromEntries([...new Set(search.keys())].map((key) => [key, lists.has(key) ? search.getAll(key) : search.get(key)]));
}

/** Mounts the routes of comments. @returns what ends their live connections */
export function mountComments(app: OpenAPIHono<Environment>, options: MountOptions): { readonly streams: EventStreams } {
  const { comments, origins, rate, bodyLimit, addressOf, now } = options;
  const identity = new Identity(comments);
  const limiter = new RateLimiter(rate, now);
  const streams = new EventStreams(comments.connections ?? 2000);
  const most = comments.guestsAtOnce ?? 10;
  // The limiter's bucket holds four seconds' worth.
  const guests = new RateLimiter(most / 4, () => (now() * (1 / 60)) / (most / 4));

  /** Who calls; not too often, and from no page that may not. */
  async function admit(c: Context<Environment>): Promise<Person> {
    const origin = c.req.header('origin');
    if (origin !== undefined && !origins.includes(origin) && !origins.includes('*'))
      throw new Problem('origin', 'Pages of this origin may not call: name it with --cors.');
    const { person, byCookie } = await identity.callerOf(c);
    // A browser sends a cookie for whatever page: what changes something must tell which one asks.
    if (byCookie && c.req.method !== 'GET' && origin === undefined)
      throw new Problem('origin', 'A request with a cookie must tell its origin.');
    const client = person.id === undefined ? `address ${addressOf(c)}` : `person ${person.id}`;
    c.set('client', client);
    const retryAfter = limiter.take(client);
    if (retryAfter > 0) throw new Problem('rate', `Too many requests: come back in ${retryAfter} s.`, { retryAfter });
    return person;
  }

  const handle =
    (row: CommentRoute): Handler<Environment> =>
    async (c) => {
      const person = await admit(c);
      const call = {
        comments: comments.system.as(person),
        id: c.req.param('id') ?? '',
        query: checked(row.query as never, queryOf(c.req.url)),
        body: row.body === undefined ? await refuseBody(c) : checked(row.body as never, await readJson(c.req.raw, bodyLimit)),
        signal: c.req.raw.signal,
      } as Call<never, never>;
      const answer = await row.run(call);
      if (row.answer === undefined) return c.body(null, 204);
      // Kept, and not judged yet.
      const isWaiting = row.method !== 'get' && (answer as { state?: string }).state === 'checking';
      return c.json(answer as object, isWaiting ? 202 : 200);
    };

  /** What changes something is JSON: pages of other origins cannot send that unasked. */
  async function refuseBody(c: Context<Environment>): Promise<undefined> {
    if (c.req.method !== 'GET' && !/^application\/json\b/i.test(c.req.header('content-type') ?? ''))
      throw new Problem('media-type', 'Send Content-Type: application/json.');
    return undefined;
  }

  app.post('/v1/comments/guests', async (c) => {
    const person = await admit(c);
    const { name } = checked(schemas.guest as never, await readJson(c.req.raw, bodyLimit)) as { name: string };
    const service = comments.system.as(person);
    if (person.id === undefined) {
      const retryAfter = guests.take(addressOf(c));
      if (retryAfter > 0) throw new Problem('rate', 'Too many guests come from here: come back in a minute.', { retryAfter: 60 });
    }
    const guest = await service.enter(name);
    return c.json({ token: await identity.issue(guest), person: guest });
  });

  app.get('/v1/comments/events', async (c) => {
    const person = await admit(c);
    const { page, after } = checked(schemas.queries.events as never, queryOf(c.req.url)) as { page: string; after?: number };
    const last = Number(c.req.header('last-event-id') ?? Number.NaN);
    const from = Number.isSafeInteger(last) && last >= 0 ? last : after;
    return streams.open(c.req.raw.signal, (send, signal) =>
      comments.system
        .as(person)
        .watch(page, (change) => send(change.kind, change, change.kind === 'comment' ? change.comment.changed : change.changed), {
          signal,
          ...(from !== undefined && { after: from }),
        }),
    );
  });

  app.get('/v1/moderation/events', async (c) => {
    const person = await admit(c);
    return streams.open(c.req.raw.signal, (send, signal) =>
      comments.system.as(person).watchQueue((change) => send('queue', change), {
        signal,
        // What was missed is not told: whoever looks at the queue looks again.
        onConnection: (connected) => connected && send('again', {}),
      }),
    );
  });

  for (const row of commentRoutes) app.on(row.method.toUpperCase(), row.path.replace('{id}', ':id'), handle(row));
  return { streams };
}

const refusals = {
  400: 'Something is not as it must be; `error.reason` and `error.where` say what.',
  401: 'Who calls is not known, or the token is not valid.',
  403: 'Who calls may not, or no page of this origin.',
  404: 'There is no such comment.',
  409: 'That cannot happen now; `error.reason` says why.',
  413: 'The request is too large.',
  415: 'The request is not JSON.',
  429: 'Too often: come back after `Retry-After` seconds.',
  503: 'The database cannot be reached, or the server is shutting down.',
} as const;

const json = (schema: unknown) => ({ 'application/json': { schema: schema as Schema } });

/** Describes the routes for OpenAPI, by the schemas that requests are read with. */
export function describeComments(registry: OpenAPIHono['openAPIRegistry']): void {
  const failures = Object.fromEntries(
    Object.entries(refusals).map(([status, description]) => [status, { description, content: json(schemas.commentError) }]),
  );
  const security: Record<string, string[]>[] = [{ bearer: [] }, {}];
  const register = (row: Omit<CommentRoute, 'run'>, answer: Record<string, object>) =>
    registry.registerPath({
      method: row.method,
      path: row.path,
      operationId: row.operationId,
      summary: row.summary,
      security,
      request: {
        query: row.query,
        ...(row.path.includes('{id}') && { params: schemas.queries.person }),
        ...(row.body && { body: { required: true, content: json(row.body) } }),
      },
      responses: { ...answer, ...failures } as never,
    });
  for (const row of commentRoutes) {
    const answer = row.answer && { description: 'Done.', content: json(row.answer) };
    const isJudged = row.answer === schemas.comment && row.method !== 'get';
    register(row, {
      ...(answer ? { 200: answer } : { 204: { description: 'Done.' } }),
      ...(isJudged && { 202: { description: 'Kept, and not judged yet.', content: json(row.answer) } }),
    });
  }
  register(
    {
      method: 'post',
      path: '/v1/comments/guests',
      operationId: 'enter',
      summary: 'Takes part under a name, without a login',
      query: schemas.queries.none,
      body: schemas.guest,
    },
    { 200: { description: 'A token, to be sent from now on.', content: json(schemas.guestToken) } },
  );
  const stream = (schema: unknown) => ({
    description: 'Events, until the connection ends.',
    content: { 'text/event-stream': { schema: schema as Schema } },
  });
  register(
    {
      method: 'get',
      path: '/v1/comments/events',
      operationId: 'watchPage',
      summary: 'Changes of a page as they happen',
      query: schemas.queries.events,
    },
    { 200: stream(schemas.change) },
  );
  register(
    {
      method: 'get',
      path: '/v1/moderation/events',
      operationId: 'watchQueue',
      summary: 'Changes of the queue as they happen',
      query: schemas.queries.none,
    },
    { 200: stream(schemas.queueChange) },
  );
}
