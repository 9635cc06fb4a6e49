import { SaguimError } from '@saguim/engine/spec';
import { expect, it } from 'vitest';
import { toStandardError, toWebError } from './exceptions.js';

it.each([
  ['network', 'NetworkError'],
  ['integrity', 'NetworkError'],
  ['not-found', 'NotSupportedError'],
  ['unsupported', 'NotSupportedError'],
] as const)('%s becomes %s, with the whole story as its cause', (code, name) => {
  const cause = new SaguimError(code, 'What happened', { where: 'there' });
  const error = toWebError(cause);
  expect(error).toBeInstanceOf(DOMException);
  expect(error).toMatchObject({ name, message: cause.message, cause });
});

it('says by how much a context overflows', () => {
  const error = toWebError(new SaguimError('context-overflow', 'Too long', { details: { requested: 90, limit: 64 } })) as DOMException;
  expect(error).toMatchObject({ name: 'QuotaExceededError', code: 22, requested: 90, quota: 64 });
  expect(error).toBeInstanceOf(DOMException);
});

it('leaves alone what the platform has no name for', () => {
  const dead = new SaguimError('worker-died', 'Gone');
  const reason = { any: 'thing' };
  expect(toWebError(dead)).toBe(dead);
  expect(toWebError(reason)).toBe(reason);
});

it('has a name for everything where only the standard is spoken', () => {
  const dead = new SaguimError('worker-died', 'Gone');
  const wrong = new SaguimError('invalid-argument', 'No');
  const reason = { any: 'thing' };
  expect(toStandardError(dead)).toMatchObject({ name: 'UnknownError', message: dead.message, cause: dead });
  expect(toStandardError(wrong)).toBeInstanceOf(TypeError);
  expect(toStandardError(wrong)).toMatchObject({ message: wrong.message, cause: wrong });
  expect(toStandardError(new SaguimError('network', 'Away'))).toMatchObject({ name: 'NetworkError' });
  expect(toStandardError(reason)).toBe(reason);
});
