/** Where statements go. */
export interface SqlConnection {
  /** @param values for `$1` … */
  query<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]>;
}

/** A PostgreSQL, embedded or not: the same statements go to both. */
export interface SqlDatabase {
  /** For messages: without passwords. */
  readonly name: string;
  /** @throws {SaguimError} where it cannot be opened */
  open(): Promise<void>;
  /** All or nothing; run again where another transaction was in its way. */
  transaction<T>(work: (connection: SqlConnection) => Promise<T>, mode?: 'write' | 'snapshot'): Promise<T>;
  /** Payloads of a channel, of all processes. @returns ends it */
  listen(channel: string, onPayload: (payload: string) => void, onConnection?: (connected: boolean) => void): Promise<() => void>;
  close(): Promise<void>;
}
