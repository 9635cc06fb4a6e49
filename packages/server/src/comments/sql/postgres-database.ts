import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { SaguimError } from 'saguim';
import type { SqlConnection, SqlDatabase } from './sql-database.js';

const int8 = 20;
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text')) as pg.CustomTypesConfig['getTypeParser'],
};

/** Serialization failure, deadlock. */
const inTheWay = new Set(['40001', '40P01']);
const tries = 5;
const longestPause = 10_000;

const begin = { write: 'BEGIN', snapshot: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' } as const;

/** The address without a password. */
function nameOf(url: string): string {
  if (!URL.canParse(url)) return 'PostgreSQL';
  const { hostname, port, pathname } = new URL(url);
  return `${hostname || 'localhost'}${port && `:${port}`}${pathname}`;
}

class PostgresConnection implements SqlConnection {
  constructor(private readonly client: pg.ClientBase) {}

  async query<R extends object>(text: string, values: readonly unknown[] = []): Promise<R[]> {
    return (await this.client.query(text, values as unknown[])).rows as R[];
  }
}

/** A PostgreSQL somewhere, by its address. */
export class PostgresDatabase implements SqlDatabase {
  readonly name: string;
  readonly #url: string;
  readonly #pool: pg.Pool;
  readonly #listeners = new AbortController();

  /** @param url such as `postgres://user:password@host/database` @param connections at most, beside one for news */
  constructor(url: string, { connections = 10 }: { readonly connections?: number } = {}) {
    this.name = nameOf(url);
    this.#url = url;
    this.#pool = new pg.Pool({
      connectionString: url,
      max: connections,
      types,
      application_name: 'saguim',
      connectionTimeoutMillis: 10_000,
    });
    // A connection that waits here and is lost is replaced when the next is needed.
    this.#pool.on('error', () => {});
  }

  async open(): Promise<void> {
    try {
      (await this.#pool.connect()).release();
    } catch (cause) {
      throw this.#unreachable(cause);
    }
  }

  async transaction<T>(work: (connection: SqlConnection) => Promise<T>, mode: 'write' | 'snapshot' = 'write'): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const client = await this.#pool.connect().catch((cause) => {
        throw this.#unreachable(cause);
      });
      let isBroken = false;
      try {
        await client.query(begin[mode]);
        const result = await work(new PostgresConnection(client));
        await client.query('COMMIT');
        return result;
      } catch (error) {
        // What cannot even be rolled back is lost, and not used again.
        await client.query('ROLLBACK').catch(() => (isBroken = true));
        const isInTheWay = error instanceof pg.DatabaseError && inTheWay.has(error.code ?? '');
        if (!isInTheWay || attempt === tries) throw isLost(error) ? this.#unreachable(error) : error;
      } finally {
        client.release(isBroken);
      }
      await sleep(Math.random() * 20 * attempt);
    }
  }

  async listen(channel: string, onPayload: (payload: string) => void, onConnection?: (connected: boolean) => void): Promise<() => void> {
    const { signal } = this.#listeners;
    const ended = new AbortController();
    let client: pg.Client | undefined;
    const connect = async (): Promise<void> => {
      const next = new pg.Client({ connectionString: this.#url, types, application_name: 'saguim news', keepAlive: true });
      next.on('notification', ({ payload = '' }) => onPayload(payload));
      const lost = () => {
        if (client !== next || ended.signal.aborted) return;
        client = undefined;
        onConnection?.(false);
        void again();
      };
      next.on('error', lost);
      next.on('end', lost);
      await next.connect();
      await next.query(`LISTEN ${channel}`);
      client = next;
      if (ended.signal.aborted) await next.end();
    };
    const again = async (): Promise<void> => {
      for (let pause = 100; !ended.signal.aborted; pause = Math.min(longestPause, pause * 2)) {
        try {
          await connect();
          return onConnection?.(true);
        } catch {
          await sleep(pause, undefined, { signal: ended.signal }).catch(() => {});
        }
      }
    };
    const end = () => {
      ended.abort();
      signal.removeEventListener('abort', end);
      void client?.end().catch(() => {});
    };
    signal.addEventListener('abort', end, { once: true });
    await connect().catch((cause) => {
      throw this.#unreachable(cause);
    });
    return end;
  }

  async close(): Promise<void> {
    this.#listeners.abort();
    await this.#pool.end();
  }

  #unreachable(cause: unknown): SaguimError {
    if (cause instanceof SaguimError) return cause;
    return new SaguimError('network', 'The database cannot be reached', {
      where: this.name,
      hint: 'Look whether PostgreSQL runs, and at the address in DATABASE_URL.',
      cause,
    });
  }
}

/** Whether the connection broke, or the server is going down (class 57, 08). */
function isLost(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^(?:57P|08)/.test(error.code ?? '');
  return error instanceof Error && !(error instanceof SaguimError) && /connection|ECONN|EPIPE|terminated/i.test(error.message);
}
