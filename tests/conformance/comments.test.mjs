// The cases of comments on both databases: PGlite, and a real PostgreSQL.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moderatingCases } from '../../packages/saguim/dist/comments/moderating.case.js';
import { writingCases } from '../../packages/saguim/dist/comments/writing.case.js';
import { PGliteDatabase, PostgresDatabase, SqlCommentStore } from '../../packages/server/dist/comments/index.js';
import { startPostgres } from '../../scripts/lib/postgres.mjs';
import { storeCases } from './comments.case.mjs';
import { sendHostile } from './comments-hostile.case.mjs';

const tables = 'comment person report decision page vector audit setting'.split(' ').map((name) => `saguim_${name}`);
const empty = `TRUNCATE ${tables.join(', ')} RESTART IDENTITY; UPDATE saguim_audit_end SET number = 0, hash = ''`;

let server;
let pglite;
beforeAll(async () => {
  pglite = new PGliteDatabase();
  [server] = await Promise.all([startPostgres(), pglite.open()]);
});
afterAll(async () => {
  await pglite?.close();
  await server?.stop();
});

/** A store on tables that are empty, and a clock that can be moved. */
async function stageOn(database, close) {
  let skew = 0;
  const store = new SqlCommentStore(database, { skew: () => skew });
  await store.open();
  for (const statement of empty.split(';')) await database.transaction((connection) => connection.query(statement));
  return { store, advance: (milliseconds) => void (skew += milliseconds), end: close };
}

const databases = {
  PGlite: () => stageOn(pglite, async () => {}),
  PostgreSQL: async () => {
    const database = new PostgresDatabase(server.url);
    return stageOn(database, () => database.close());
  },
};

describe.each(Object.entries(databases))('%s', (_name, makeStore) => {
  it.each([...writingCases, ...moderatingCases, ...storeCases])('$name', ({ run }) => run(makeStore));
});

const hostile = process.env.SAGUIM_LONG ? Object.entries(databases) : [['PostgreSQL', databases.PostgreSQL]];
it.each(hostile)('on %s answers or refuses whatever is sent, and keeps whatever is typed', async (_name, makeStore) => {
  const { store, end } = await makeStore();
  await sendHostile(store);
  await end();
});

describe('PostgreSQL', () => {
  it('makes its tables once, however many start at once, and refuses those of a newer version', async () => {
    const client = new pg.Client(server.url);
    await client.connect();
    await client.query('CREATE DATABASE fresh');
    const url = server.url.replace(/postgres$/, 'fresh');
    const stores = Array.from({ length: 4 }, () => new SqlCommentStore(new PostgresDatabase(url)));
    await Promise.all(stores.map((store) => store.open()));
    const fresh = new pg.Client(url);
    await fresh.connect();
    await fresh.query('INSERT INTO saguim_migration (version) VALUES (1000)');
    await expect(stores[0].open()).rejects.toMatchObject({ code: 'unsupported' });
    await Promise.all([fresh.end(), client.end(), ...stores.map((store) => store.close())]);
  });

  it('says in one line that it cannot be reached, without the password', async () => {
    const store = new SqlCommentStore(new PostgresDatabase('postgres://me:secret@127.0.0.1:1/nothing'));
    const error = await store.open().catch((thrown) => thrown);
    expect([error.code, error.where, error.message.includes('secret')]).toEqual(['network', '127.0.0.1:1/nothing', false]);
    await store.close();
  });
});
