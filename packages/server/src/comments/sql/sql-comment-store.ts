import { type CommentStore, refusal, type StoreChange, type StoreReader, type StoreTransaction } from 'saguim/comments';
import { migrate } from './migrate.js';
import type { SqlDatabase } from './sql-database.js';
import { SqlReader } from './sql-reader.js';
import { channel, SqlTransaction } from './sql-transaction.js';

/** What a database can keep nowhere, such as the character of code 0 in an id, or a number out of range (SQLSTATE class 22), is the caller's mistake. */
function refuseData(error: unknown): never {
  const { code } = (error ?? {}) as { code?: unknown };
  if (typeof code === 'string' && /^22...$/.test(code)) throw refusal('invalid', 'Something in this can be kept in no database');
  throw error;
}

/** Comments in a PostgreSQL, embedded or not. */
export class SqlCommentStore implements CommentStore {
  readonly #database: SqlDatabase;
  readonly #skew: () => number;
  #vectors = false;

  /** @param options.skew milliseconds that are added to the database's clock, for tests */
  constructor(database: SqlDatabase, { skew = () => 0 }: { readonly skew?: () => number } = {}) {
    this.#database = database;
    this.#skew = skew;
  }

  /** Opens the database, which may be open already. */
  async open(): Promise<void> {
    await this.#database.open();
    this.#vectors = await migrate(this.#database);
  }

  transaction<T>(work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
    return this.#database.transaction((connection) => work(new SqlTransaction(connection, this.#context))).catch(refuseData);
  }

  read<T>(work: (reader: StoreReader) => Promise<T>): Promise<T> {
    return this.#database.transaction((connection) => work(new SqlReader(connection, this.#context)), 'snapshot').catch(refuseData);
  }

  watch(onChange: (change: StoreChange) => void, onConnection?: (connected: boolean) => void): Promise<() => void> {
    return this.#database.listen(channel, (payload) => onChange(JSON.parse(payload) as StoreChange), onConnection);
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  get #context() {
    return { skew: this.#skew, vectors: this.#vectors };
  }
}
