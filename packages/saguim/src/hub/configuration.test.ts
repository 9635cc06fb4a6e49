import { afterEach, expect, it } from 'vitest';
import { type Configuration, configure, configured } from './configuration.js';

afterEach(() => configure({ models: undefined, threads: undefined }));

it('keeps what is set, lets a call say otherwise, and takes back what is undefined', () => {
  configure({ models: 'here', threads: 2 });
  configure({ threads: 3 });
  expect(configured()).toEqual({ models: 'here', threads: 3 });
  expect(configured({ models: 'there', threads: undefined })).toEqual({ models: 'there', threads: 3 });
  configure({ models: undefined });
  expect(configured()).toEqual({ threads: 3 });
});

const wrong: [name: keyof Configuration, values: unknown[]][] = [
  ['runtime', ['thread', null, true, {}]],
  ['tabs', ['both', '', 1, null]],
  ['backend', ['cuda', '', null, 0]],
  ['threads', [0, -1, 1.5, Number.NaN, Infinity, '2', null, 2n]],
  ['contextLength', [0, -1, 1.5, Number.NaN, Infinity, 2 ** 53, '512']],
  ['cacheLength', [0, -1, 1.5, Number.NaN, Infinity, 2 ** 53, '512']],
  ['downloads', ['never', true]],
  ['whenHidden', ['stop', 1]],
  ['idleTime', [0, -1, Number.NaN, '1000', null]],
];

it.each(wrong)('refuses a %s that is none, by name, and keeps what held', (name, values) => {
  const before = configured();
  for (const value of values) {
    const refused = expect.objectContaining({ code: 'invalid-argument', where: name, details: { option: name } });
    expect(() => configured({ [name]: value } as Configuration)).toThrow(refused);
    expect(() => configure({ [name]: value } as Configuration)).toThrow(refused);
  }
  expect(configured()).toEqual(before);
});

it('takes what may be given', () => {
  const given: Configuration = {
    models: new URL('https://example.org/models/'),
    runtime: 'inline',
    tabs: 'own',
    backend: 'auto',
    threads: 'auto',
    contextLength: 1,
    cacheLength: 1,
    downloads: 'at-once',
    whenHidden: 'go-on',
    idleTime: Infinity,
    onModelChoice() {},
    workerUrl: 'worker.js',
  };
  expect(configured(given)).toEqual(given);
});
