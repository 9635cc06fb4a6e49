import { SaguimError } from 'saguim';
import { migrations } from './migrations.js';
import type { SqlDatabase } from './sql-database.js';

/** An advisory lock's number: whoever else locks by numbers on this database uses another. */
const lock = 7_265_774_821;

/**
 * Brings a database's tables up to date; of several processes that start at once one does it. Where pgvector is there, vectors get a column of
 * its own kind.
 * @returns whether there is pgvector
 * @throws {SaguimError} `unsupported` for tables of a newer version
 */
export function migrate(database: SqlDatabase): Promise<boolean> {
  return database.transaction(async (connection) => {
    await connection.query('SELECT pg_advisory_xact_lock($1)', [lock]);
    await connection.query(
      'CREATE TABLE IF NOT EXISTS saguim_migration (version integer PRIMARY KEY, time timestamptz NOT NULL DEFAULT now())',
    );
    const [{ version }] = (await connection.query<{ version: number }>(
      'SELECT coalesce(max(version), 0)::integer AS version FROM saguim_migration',
    )) as [{ version: number }];
    if (version > migrations.length)
      throw new SaguimError('unsupported', 'The tables of comments are of a newer version', {
        where: database.name,
        hint: 'Update Saguim.',
        details: { version, known: migrations.length },
      });
    for (let next = version; next < migrations.length; next++) {
      for (const statement of migrations[next]!.split(/;\s*(?:\n|$)/)) if (statement.trim() !== '') await connection.query(statement);
      await connection.query('INSERT INTO saguim_migration (version) VALUES ($1)', [next + 1]);
    }
    return addVectors(connection);
  });
}

async function addVectors(connection: Parameters<Parameters<SqlDatabase['transaction']>[0]>[0]): Promise<boolean> {
  const has = async (text: string) => (await connection.query(text)).length > 0;
  const installed = "SELECT 1 FROM pg_extension WHERE extname = 'vector'";
  if (!(await has(installed))) {
    if (!(await has("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'"))) return false;
    await connection.query('SAVEPOINT vectors');
    try {
      await connection.query('CREATE EXTENSION vector');
    } catch {
      // Not allowed to this user: vectors are scanned here instead.
      await connection.query('ROLLBACK TO SAVEPOINT vectors');
      return false;
    }
  }
  await connection.query('ALTER TABLE saguim_vector ADD COLUMN IF NOT EXISTS embedding vector');
  return true;
}
