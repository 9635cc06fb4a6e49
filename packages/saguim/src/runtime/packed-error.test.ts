import { SaguimError } from '@saguim/engine/spec';
import { expect, it } from 'vitest';
import { packError, unpackError } from './packed-error.js';

const across = (error: unknown) => unpackError(structuredClone(packError(error)));

it('keeps the class and name of what the platform knows', () => {
  const abort = across(new DOMException('Stopped', 'AbortError'));
  expect(abort).toBeInstanceOf(DOMException);
  expect(abort.name).toBe('AbortError');
  expect(across(new RangeError('Too long'))).toBeInstanceOf(RangeError);
  expect(across('only a text').message).toBe('only a text');
});

it('keeps the causes of an error of ours, and drops details that cannot be copied', () => {
  const error = new SaguimError('network', 'Broken', { where: 'there', details: { call: () => {} }, cause: new TypeError('refused') });
  const received = across(error) as SaguimError;
  expect(received.message).toBe(error.message);
  expect(received.details).toBeUndefined();
  expect(received.cause).toBeInstanceOf(TypeError);
});
