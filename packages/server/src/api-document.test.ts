import { expect, it } from 'vitest';
import { createApp } from './app.js';
import { WordModerator } from './word-moderator.case.js';

interface Schema {
  readonly $ref?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
}
interface Operation {
  readonly operationId?: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}
interface ApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const app = createApp({ moderator: new WordModerator(), rate: 0 });
const read = async (path: string) => (await app.fetch(new Request(`http://127.0.0.1:8765${path}`))).json();
const refs = (value: unknown): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, field]) => (key === '$ref' ? [field as string] : refs(field)));

it('describes every route that answers, by schemas that are all there', async () => {
  const document: ApiDocument = await read('/openapi.json');
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toEqual([
    '/v1/moderations',
    '/infill',
    '/v1/completions',
    '/v1alpha1/comments:analyze',
    '/v1alpha1/comments:suggestscore',
    '/v1/models',
    '/health',
    '/ready',
    '/metrics',
  ]);
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, { responses }] of Object.entries(methods)) {
      const body = method === 'post' ? '{}' : undefined;
      const response = await app.fetch(
        new Request(`http://a${path}`, { method: method.toUpperCase(), body, headers: { 'Content-Type': 'application/json' } }),
      );
      expect(Object.keys(responses), path).toContain(String(response.status));
    }
  }
  const names = Object.keys(document.components.schemas);
  for (const ref of refs(document)) expect(names, ref).toContain(ref.replace('#/components/schemas/', ''));
  const categories = JSON.stringify(document.components.schemas.ModerationResponse);
  for (const name of ['harassment/threatening', 'self-harm/intent', 'saguim']) expect(categories).toContain(`"${name}"`);
  expect(Object.keys(document.components.schemas.AnalyzeCommentRequest!.properties!)).toEqual(
    expect.arrayContaining(['comment', 'requestedAttributes', 'languages', 'spanAnnotations', 'doNotStore', 'clientToken', 'communityId']),
  );
});

it("tells Google's client libraries where the methods are", async () => {
  const document = await read('/$discovery/rest?version=v1alpha1');
  expect(document).toMatchObject({ id: 'commentanalyzer:v1alpha1', rootUrl: 'http://127.0.0.1:8765/', servicePath: '' });
  const { methods } = document.resources.comments;
  expect(Object.keys(methods)).toEqual(['analyze', 'suggestscore']);
  for (const { path, httpMethod } of Object.values<{ path: string; httpMethod: string }>(methods)) {
    const response = await app.fetch(
      new Request(`${document.rootUrl}${path}`, { method: httpMethod, body: '{}', headers: { 'Content-Type': 'application/json' } }),
    );
    expect(response.status).toBe(400);
  }
  for (const { $ref } of Object.values<Record<'request' | 'response', { $ref: string }>>(methods).flatMap(({ request, response }) => [
    request,
    response,
  ]))
    expect(document.schemas).toHaveProperty($ref);
});

it('names the address that a trusted proxy was asked by', async () => {
  const origin = async (trustProxy: boolean) => {
    const own = createApp({ moderator: new WordModerator(), trustProxy });
    const headers = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'moderation.example.org' };
    return (await (await own.fetch(new Request('http://127.0.0.1:8765/$discovery/rest', { headers }))).json()).rootUrl;
  };
  expect([await origin(true), await origin(false)]).toEqual(['https://moderation.example.org/', 'http://127.0.0.1:8765/']);
});
