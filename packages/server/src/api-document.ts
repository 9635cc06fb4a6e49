import type { OpenAPIHono } from '@hono/zod-openapi';
import { completionRequest, completionResponse } from './completion/completion-schemas.js';
import { infillRequest, infillResponse } from './completion/infill-schemas.js';
import { moderationRequest, moderationResponse, openAIError } from './openai/schemas.js';
import { analyzeRequest, analyzeResponse, perspectiveError, suggestRequest, suggestResponse } from './perspective/schemas.js';

type Schema = typeof moderationRequest | typeof analyzeResponse | typeof openAIError;
const json = (schema: unknown) => ({ 'application/json': { schema: schema as Schema } });

const refusals = {
  400: 'The request is wrong; the message says where.',
  413: 'The request is too large.',
  415: 'The request is not JSON.',
  429: 'Too many requests, or too many comments or completions wait: come back after `Retry-After` seconds.',
  503: 'The server is shutting down.',
  504: 'The comment could not be judged, or the completion not written, in time.',
} as const;

const failures = (schema: unknown, more: Readonly<Record<number, string>>) =>
  Object.fromEntries(
    Object.entries({ ...refusals, ...more }).map(([status, description]) => [status, { description, content: json(schema) }]),
  );

/** Describes the routes for OpenAPI, by the schemas that requests are read with. */
export function describeRoutes(registry: OpenAPIHono['openAPIRegistry']): void {
  registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  registry.registerComponent('securitySchemes', 'key', { type: 'apiKey', in: 'query', name: 'key' });
  const security: Record<string, string[]>[] = [{ bearer: [] }, { key: [] }];
  registry.registerPath({
    method: 'post',
    path: '/v1/moderations',
    operationId: 'moderate',
    summary: "Judges texts, in the shape of OpenAI's moderations",
    security,
    request: { body: { required: true, content: json(moderationRequest) } },
    responses: {
      200: { description: 'A result for every text, in order.', content: json(moderationResponse) },
      ...failures(openAIError, { 401: 'The key is missing or wrong.', 404: 'There is no such model here.' }),
    },
  });
  const completion = (path: string, operationId: string, summary: string, request: unknown, response: unknown) =>
    registry.registerPath({
      method: 'post',
      path,
      operationId,
      summary,
      security,
      request: { body: { required: true, content: json(request) } },
      responses: {
        200: {
          description: 'Done; with `stream`, pieces of it as server-sent events.',
          content: { ...json(response), 'text/event-stream': { schema: { type: 'string' } } },
        },
        ...failures(openAIError, { 401: 'The key is missing or wrong.', 404: 'There is no such model here, or nothing completes.' }),
      },
    });
  completion('/infill', 'infill', "Completes code at a caret, in the shape of llama.cpp's server", infillRequest, infillResponse);
  completion(
    '/v1/completions',
    'complete',
    "Goes on from a text, or fills in before a suffix, in OpenAI's shape",
    completionRequest,
    completionResponse,
  );
  const perspective = (name: 'analyze' | 'suggestscore', summary: string, request: unknown, response: unknown) =>
    registry.registerPath({
      method: 'post',
      path: `/v1alpha1/comments:${name}`,
      operationId: name,
      summary,
      security,
      request: { body: { required: true, content: json(request) } },
      responses: { 200: { description: 'Done.', content: json(response) }, ...failures(perspectiveError, { 403: 'The key is missing.' }) },
    });
  perspective('analyze', 'Scores a comment, in the shape of the Perspective API', analyzeRequest, analyzeResponse);
  perspective('suggestscore', "Says what a comment should have scored: the site's head learns from it", suggestRequest, suggestResponse);
  const plain = (path: string, summary: string, responses: Record<number, string>) =>
    registry.registerPath({
      method: 'get',
      path,
      summary,
      responses: Object.fromEntries(Object.entries(responses).map(([status, description]) => [status, { description }])),
    });
  plain('/v1/models', 'Which models answer', { 200: "In OpenAI's shape.", 401: 'The key is missing or wrong.' });
  plain('/health', 'Whether the process answers', { 200: 'It does.' });
  plain('/ready', 'Whether comments are taken', { 200: 'They are.', 503: 'The queue is full, or the server is shutting down.' });
  plain('/metrics', 'Figures for Prometheus', { 200: 'In its text format.', 401: 'The key is missing or wrong.' });
}
