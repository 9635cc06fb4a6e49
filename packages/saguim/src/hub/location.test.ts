import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { locateModel, modelNames } from './location.js';

const models = new URL('../../../../models/', import.meta.url);
const file = fileURLToPath(new URL('smollm2-135m-instruct/smollm2-135m-instruct-q4_1.gguf', models));

describe('locateModel in Node', () => {
  it('finds a model by name in a named folder, in an installed package, and by path', () => {
    const found = { kind: 'path', path: file };
    expect(locateModel('smollm2-135m-instruct', models)).toMatchObject(found);
    expect(locateModel('smollm2-135m-instruct')).toMatchObject({ kind: 'path', path: expect.stringMatching(/q4_1\.gguf$/) });
    expect(locateModel(file)).toMatchObject(found);
    expect(modelNames(models)).toContain('all-minilm-l6-v2');
  });

  it('takes bytes as they are', () => {
    const blob = new Blob(['GGUF']);
    expect(locateModel(blob)).toEqual({ kind: 'blob', name: 'model', blob });
  });

  it.each([
    ['nope', 'not-found'],
    ['./nope.gguf', 'not-found'],
    ['', 'invalid-argument'],
    ['two words', 'invalid-argument'],
    ['..', 'invalid-argument'],
  ])('refuses "%s" as %s', (name, code) => {
    expect(() => locateModel(name, models)).toThrowError(expect.objectContaining({ code }));
  });

  it.each(['https://example.org/model.gguf', 'hf:owner/repository/model.gguf', 'owner/repository'])('leaves %s to the hub', (name) => {
    expect(locateModel(name)).toEqual({ kind: 'hub', name });
  });

  it('leaves a name that is not here to the hub, unless one folder alone is meant', () => {
    expect(locateModel('nope')).toEqual({ kind: 'hub', name: 'nope' });
  });

  it('says what there is', () => {
    expect(() => locateModel('nope', models)).toThrowError(/There are: .*smollm2-135m-instruct/);
  });
});
