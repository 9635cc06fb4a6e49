import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { OpenAPIHono } from '@hono/zod-openapi';
import { cors } from 'hono/cors';
import { secureHeaders } from 'hono/secure-headers';
import { answerProblem, problemOf } from './answer-problem.js';
import { describeRoutes } from './api-document.js';
import { commentErrorOf } from './comments/comment-errors.js';
import { commentPathOf, describeComments, isCommentPath, mountComments } from './comments/mount-comments.js';
import { addCompletionRoutes, completionRoutes } from './completion/routes.js';
import { addressOf, createGuard, type Environment } from './http/guard.js';
import { Problem } from './http/problem.js';
import { readJson } from './http/read-json.js';
import { Teacher } from './learning/teacher.js';
import { Metrics } from './metrics.js';
import { openAIErrorOf } from './openai/errors.js';
import { modelList } from './openai/models.js';
import { checkModel, moderationResponseOf, readInput } from './openai/moderations.js';
import { analysisResponse, readAnalysis } from './perspective/analyze.js';
import { discoveryDocument } from './perspective/discovery.js';
import { readRequest } from './perspective/read-request.js';
import { analyzeRequest, type SuggestResponse, suggestRequest } from './perspective/schemas.js';
import { readSuggestion } from './perspective/suggest.js';
import { CheckQueue } from './queue/check-queue.js';
import { Turns } from './queue/turns.js';
import { checkOptions, type ServerOptions } from './server-options.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

const callRoutes = ['/v1/moderations', '/v1alpha1/comments:analyze', '/v1alpha1/comments:suggestscore', ...completionRoutes] as const;
/** Completions that the engine works on together; interactive ones of few people, so that each is soon done. */
const completionsAtOnce = 4;
/** Whoever asked is gone: nobody reads this answer, and figures tell it from others. */
const gone = 499;

export interface App {
  /** A handler of the web's kind: a `Request` in, a `Response` out. */
  readonly fetch: (request: Request, environment?: object) => Response | Promise<Response>;
  /** Lets in no more comments. Resolves when those that were let in are answered, and all decisions are kept. */
  close(): Promise<void>;
}

/** Moderation and completion over HTTP, without a socket. @throws {SaguimError} `invalid-argument` */
export function createApp(serverOptions: ServerOptions): App {
  const options = checkOptions(serverOptions);
  const { moderator, now } = options;
  let closing = false;
  const queue = new CheckQueue(moderator, {
    most: options.queue,
    batch: options.batch,
    timeout: options.timeout,
    now,
    onBatch: (verdicts) => metrics.judged(verdicts),
  });
  const turns = new Turns({ atOnce: completionsAtOnce, most: options.queue, timeout: options.completionTimeout });
  const metrics = new Metrics(moderator, () => queue.waiting, turns);
  const teacher = new Teacher(moderator, options.keepLearning);
  const guard = createGuard(options);
  const app = new OpenAPIHono<Environment>();

  app.use(async (c, next) => {
    const begun = now();
    c.set('id', randomUUID());
    c.header('X-Request-Id', c.get('id'));
    await next();
    const milliseconds = now() - begun;
    const path = c.req.path;
    const status = c.req.raw.signal.aborted ? gone : c.res.status;
    const route = isCommentPath(path)
      ? commentPathOf(path)
      : (callRoutes as readonly string[]).includes(path) || /^\/(?:health|ready|metrics|openapi\.json|v1\/models)$/.test(path)
        ? path
        : 'other';
    metrics.answered(route, status, milliseconds);
    options.log?.({ time: new Date().toISOString(), id: c.get('id'), method: c.req.method, path: route, status, milliseconds });
  });
  app.use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      crossOriginResourcePolicy: 'cross-origin',
    }),
  );
  app.use(async (c, next) => {
    c.header('Cache-Control', 'no-store');
    await next();
  });
  if (options.origins.length > 0) {
    app.use(
      cors({
        origin: (origin) => (options.origins.includes('*') || options.origins.includes(origin) ? origin : null),
        allowMethods: options.comments ? ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] : ['POST'],
        allowHeaders: ['Authorization', 'Content-Type', 'Last-Event-ID', 'X-Goog-Api-Key'],
        credentials: options.comments?.cookie !== undefined,
        exposeHeaders: ['Retry-After', 'X-Request-Id'],
        maxAge: 600,
      }),
    );
  }
  app.onError((error, c) => {
    if (c.req.raw.signal.aborted) return new Response(null, { status: gone });
    if (isCommentPath(c.req.path)) {
      const { status, retryAfter, body, reason } = commentErrorOf(error);
      metrics.refused(reason);
      if (reason === 'internal' || reason === 'unavailable') options.comments?.onError?.(error);
      if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter));
      return c.json(body, status as 400);
    }
    const problem = problemOf(error);
    metrics.refused(problem.reason);
    return answerProblem(c, problem);
  });
  app.notFound((c) => answerProblem(c, new Problem('not-found', 'There is nothing at this address. What there is: /openapi.json.')));

  options.comments?.judge.attach(queue, teacher);
  const live = options.comments
    ? mountComments(app, { ...options, comments: options.comments, addressOf: (c) => addressOf(c, options.trustProxy) })
    : undefined;

  const read = (request: Request) => readJson(request, options.bodyLimit);
  for (const route of callRoutes) app.use(route, guard.handle);

  app.post('/v1/moderations', async (c) => {
    const json = await read(c.req.raw);
    checkModel(json, options.model);
    const texts = readInput(json);
    guard.charge(c, texts.length - 1);
    const verdicts = await queue.check(
      texts.map((text) => ({ text })),
      c.req.raw.signal,
    );
    return c.json(moderationResponseOf(verdicts, options.model));
  });

  app.post('/v1alpha1/comments:analyze', async (c) => {
    const analysis = readAnalysis(readRequest(analyzeRequest, await read(c.req.raw)), moderator);
    guard.charge(c, analysis.items.length - 1);
    return c.json(analysisResponse(analysis, await queue.check(analysis.items, c.req.raw.signal)));
  });

  app.post('/v1alpha1/comments:suggestscore', async (c) => {
    const request = readRequest(suggestRequest, await read(c.req.raw));
    const decision = readSuggestion(request, moderator);
    if (closing) throw new Problem('unavailable', 'The server is shutting down.', { retryAfter: 5 });
    if (await teacher.teach(decision)) metrics.decided(decision.action);
    const { clientToken, languages } = request;
    return c.json({
      ...(clientToken !== undefined && { clientToken }),
      ...(languages && { requestedLanguages: languages }),
    } satisfies SuggestResponse);
  });

  addCompletionRoutes(app, {
    source: options.completion,
    turns,
    guard,
    read,
    told: (error) => {
      const problem = problemOf(error);
      metrics.refused(problem.reason);
      return openAIErrorOf(problem).body;
    },
    onWritten: (route, generated) => metrics.completed(route, generated),
  });
  app.get('/v1/models', guard.handle, (c) => c.json(modelList([options.model, options.completion?.model])));

  for (const route of callRoutes) {
    app.all(route, () => {
      throw new Problem('method', 'This address is called with POST.');
    });
  }

  app.get('/health', (c) => c.json({ status: 'ok' }));
  app.get('/ready', (c) => {
    const ready = !closing && !queue.full;
    // Without a model it is ready all the same: what it answers is what the policy says, and the next comment tries again.
    const model = moderator.failure ? 'failing' : 'answers';
    return c.json({ status: ready ? 'ready' : closing ? 'closing' : 'full', waiting: queue.waiting, model }, ready ? 200 : 503);
  });
  app.get('/metrics', guard.handle, async (c) => {
    const { type, body } = await metrics.text();
    return c.body(body, 200, { 'Content-Type': type });
  });
  app.get('/$discovery/rest', (c) => {
    const { protocol, host } = new URL(c.req.url);
    const said = (name: string) => (options.trustProxy ? c.req.header(name) : undefined);
    const scheme = said('x-forwarded-proto') === 'https' ? 'https:' : protocol;
    return c.json(discoveryDocument(`${scheme}//${said('x-forwarded-host') ?? host}`));
  });
  describeRoutes(app.openAPIRegistry);
  if (options.comments) describeComments(app.openAPIRegistry);
  app.get('/openapi.json', (c) => c.json(app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'Saguim server', version } })));

  return {
    fetch: app.fetch,
    close: async () => {
      closing = true;
      live?.streams.close();
      await Promise.all([queue.close(), turns.close()]);
      await teacher.close();
    },
  };
}
