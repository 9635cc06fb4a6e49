import { afterEach, expect, it } from 'vitest';
import { configure, configured } from './configuration.js';

afterEach(() => configure({ models: undefined, threads: undefined }));

it('keeps what is set, lets a call say otherwise, and takes back what is undefined', () => {
  configure({ models: 'here', threads: 2 });
  configure({ threads: 3 });
  expect(configured()).toEqual({ models: 'here', threads: 3 });
  expect(configured({ models: 'there', threads: undefined })).toEqual({ models: 'there', threads: 3 });
  configure({ models: undefined });
  expect(configured()).toEqual({ threads: 3 });
});
