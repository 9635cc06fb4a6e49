import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { Keys, keyOf } from './keys.js';
import { Problem } from './problem.js';
import { RateLimiter } from './rate-limiter.js';

export interface Environment {
  // `app.request()` brings none.
  Bindings: Partial<HttpBindings>;
  Variables: {
    /** Whom limits are kept by. */
    client: string;
    id: string;
  };
}

/** Whoever calls: by address where no key tells. Only the address that the nearest proxy saw is worth anything. */
export function addressOf(c: Context<Environment>, trustProxy: boolean): string {
  const forwarded = trustProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  return forwarded || (c.env?.incoming?.socket?.remoteAddress ?? 'unknown');
}

/** As of the server's options. */
export interface GuardOptions {
  readonly keys: readonly string[];
  readonly origins: readonly string[];
  readonly rate: number;
  readonly trustProxy: boolean;
  readonly now: () => number;
}

export interface Guard {
  /** Lets a request in: not too often, with a key where one is asked for, and from no page of a foreign origin. */
  readonly handle: MiddlewareHandler<Environment>;
  /** Counts comments beyond the first of a request. */
  charge(c: Context<Environment>, comments: number): void;
}

export function createGuard({ keys, origins, rate, trustProxy, now }: GuardOptions): Guard {
  const known = new Keys(keys);
  const limiter = new RateLimiter(rate, now);
  return {
    handle: async (c, next) => {
      const origin = c.req.header('origin');
      if (origin !== undefined && !origins.includes(origin) && !origins.includes('*'))
        throw new Problem('origin', 'Pages of this origin may not call: name it with --cors.');
      const key = known.open ? undefined : keyOf(c.req.raw);
      const place = key === undefined ? -1 : known.find(key);
      const client = place >= 0 ? `key ${place}` : `address ${addressOf(c, trustProxy)}`;
      c.set('client', client);
      const retryAfter = limiter.take(client);
      if (retryAfter > 0) throw new Problem('rate', `Too many requests: come back in ${retryAfter} s.`, { retryAfter });
      if (!known.open && place < 0) {
        if (key === undefined) throw new Problem('key-missing', 'The request is missing a valid API key.');
        throw new Problem('key-wrong', 'API key not valid. Please pass a valid API key.');
      }
      await next();
    },
    charge: (c, comments) => limiter.charge(c.get('client'), comments),
  };
}
