import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { SaguimError } from 'saguim';
import { makeFolder } from 'saguim/node';
import type { SqlConnection, SqlDatabase } from './sql-database.js';

const begin = { write: undefined, snapshot: 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY' } as const;

/** A PostgreSQL in this process, in a folder of its own. One process at a time may have it. */
export class PGliteDatabase implements SqlDatabase {
  readonly name: string;
  readonly #folder: string | undefined;
  #opening: Promise<PGlite> | undefined;
  #holdsLock = false;

  /** @param folder without one all is gone with the process */
  constructor(folder?: string) {
    this.name = folder ?? 'memory';
    this.#folder = folder;
  }

  async open(): Promise<void> {
    await this.#database();
  }

  async transaction<T>(work: (connection: SqlConnection) => Promise<T>, mode: 'write' | 'snapshot' = 'write'): Promise<T> {
    const database = await this.#database();
    const first = begin[mode];
    return database.transaction(async (transaction) => {
      if (first) await transaction.query(first);
      return work({ query: async (text, values = []) => (await transaction.query(text, values as unknown[])).rows as never });
    });
  }

  async listen(channel: string, onPayload: (payload: string) => void): Promise<() => void> {
    const database = await this.#database();
    const end = await database.listen(channel, onPayload);
    return () => void end().catch(() => {});
  }

  async close(): Promise<void> {
    const database = await this.#opening?.catch(() => undefined);
    this.#opening = undefined;
    await database?.close();
    this.#unlock();
  }

  #database(): Promise<PGlite> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async #open(): Promise<PGlite> {
    this.#lock();
    try {
      return await PGlite.create({
        ...(this.#folder !== undefined && { dataDir: join(this.#folder, 'postgres') }),
        extensions: { vector },
      });
    } catch (cause) {
      this.#opening = undefined;
      this.#unlock();
      throw new SaguimError('bad-file', 'The database cannot be opened', {
        where: this.name,
        hint: 'Name another folder, or move this one away.',
        cause,
      });
    }
  }

  /** Two processes would ruin it. A lock whose process is gone does not count. */
  #lock(): void {
    if (this.#folder === undefined) return;
    try {
      makeFolder(this.#folder);
      const path = this.#lockPath;
      if (existsSync(path)) {
        const holder = Number(readFileSync(path, 'utf8').split(' ')[0]);
        if (isAlive(holder, readFileSync(path, 'utf8')))
          throw new SaguimError('invalid-argument', 'Another process has this database', {
            where: this.name,
            hint: `End process ${holder}, name another folder, or use PostgreSQL (DATABASE_URL) for several processes.`,
          });
        rmSync(path, { force: true });
      }
      writeFileSync(path, stampOf(process.pid), { flag: 'wx' });
      this.#holdsLock = true;
    } catch (cause) {
      if (cause instanceof SaguimError) throw cause;
      throw new SaguimError('invalid-argument', 'The folder of the database cannot be used', {
        where: this.name,
        hint: 'Name a folder that can be read and written.',
        cause,
      });
    }
  }

  #unlock(): void {
    if (this.#holdsLock) rmSync(this.#lockPath, { force: true });
    this.#holdsLock = false;
  }

  get #lockPath(): string {
    return join(this.#folder!, 'postgres.lock');
  }
}

/** A process's number and when it began, where the system tells: numbers are used again. */
function stampOf(id: number): string {
  try {
    return `${id} ${readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').pop()!.split(' ')[19]}`;
  } catch {
    return `${id} `;
  }
}

function isAlive(id: number, stamp: string): boolean {
  if (!Number.isInteger(id) || id <= 0) return false;
  try {
    process.kill(id, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = stampOf(id);
  return now === stamp || now === `${id} ` || stamp.trim() === String(id);
}
