import { SaguimError } from '@saguim/engine/spec';
import { quotaExceededError } from './quota-exceeded-error.js';

/** A DOMException that keeps the error it stands for as `cause`. */
export function exception(name: string, message: string, cause?: unknown): DOMException {
  const error = new DOMException(message, name);
  if (cause !== undefined) Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true });
  return error;
}

const names: Partial<Record<SaguimError['code'], string>> = {
  network: 'NetworkError',
  integrity: 'NetworkError',
  'not-found': 'NotSupportedError',
  unsupported: 'NotSupportedError',
};

/**
 * An error of ours as the one that the web platform names for it, with ours as `cause`. What the platform has no name for (a dead
 * worker, a full disk, a bad file) stays a `SaguimError`, which says more.
 */
export function toWebError(error: unknown): unknown {
  if (!(error instanceof SaguimError)) return error;
  if (error.code === 'context-overflow') {
    const { requested, limit } = (error.details ?? {}) as { requested?: number; limit?: number };
    const quota = quotaExceededError(error.message, { requested: requested ?? 0, quota: limit ?? 0 });
    Object.defineProperty(quota, 'cause', { value: error, configurable: true, writable: true });
    return quota;
  }
  const name = names[error.code];
  return name ? exception(name, error.message, error) : error;
}

/**
 * As `toWebError`, with a name of the platform's for everything: `TypeError` for what was given wrongly, `UnknownError` for what it has no
 * name for.
 */
export function toStandardError(error: unknown): unknown {
  const named = toWebError(error);
  if (!(named instanceof SaguimError)) return named;
  if (named.code === 'invalid-argument') return new TypeError(named.message, { cause: named });
  return exception('UnknownError', named.message, named);
}
