import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { TextModerator } from 'saguim';
import { type CommentOptions, CommentSystem } from 'saguim/comments';
import { Problem } from '../http/problem.js';
import type { CommentsOptions } from './comments-options.js';
import { QueueJudge } from './queue-judge.js';
import { PGliteDatabase } from './sql/pglite-database.js';
import { PostgresDatabase } from './sql/postgres-database.js';
import { SqlCommentStore } from './sql/sql-comment-store.js';
import type { SqlDatabase } from './sql/sql-database.js';

export interface OpenCommentsOptions
  extends Omit<CommentOptions, 'store' | 'moderator' | 'admit'>,
    Omit<CommentsOptions, 'system' | 'guestSecret'> {
  readonly moderator: TextModerator;
  /** The address of a PostgreSQL, or a folder for the one that comes along; default: all is gone with the process. */
  readonly database?: string;
}

/** Comments that are open, for `startServer({ comments })`. */
export interface OpenComments extends CommentsOptions {
  readonly judge: QueueJudge;
  /** Told what failed inside. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** Ends what runs and closes the database. The moderator stays the caller's. */
  close(): Promise<void>;
}

export const isAddress = (place: string): boolean => /^postgres(?:ql)?:\/\//.test(place);
/** Where comments lie in a folder that is given for data. */
export const commentsFolder = (folder: string): string => join(folder, 'comments');

/** The database at an address, or in a folder. */
export function databaseAt(place: string | undefined): SqlDatabase {
  if (place !== undefined && isAddress(place)) return new PostgresDatabase(place);
  return new PGliteDatabase(place === undefined ? undefined : commentsFolder(place));
}

/** Opens comments on a database. @throws {SaguimError} where it cannot be opened */
export async function openComments(options: OpenCommentsOptions): Promise<OpenComments> {
  const { moderator, database, tokens, cookie, moderatorKeys, administratorKeys, connections, guestsAtOnce, ...rest } = options;
  const store = new SqlCommentStore(databaseAt(database));
  const judge = new QueueJudge(moderator);
  try {
    const system = await CommentSystem.open({
      ...rest,
      store,
      moderator: judge,
      admit: () => {
        if (judge.full) throw new Problem('overload', 'Too many comments wait: come back in 2 s.', { retryAfter: 2 });
      },
    });
    const secret = await store.transaction((transaction) => transaction.initialSetting('guest-secret', randomBytes(32).toString('hex')));
    return {
      system,
      judge,
      onError: options.onError?.bind(options),
      guestSecret: Buffer.from(secret, 'hex'),
      tokens,
      cookie,
      moderatorKeys,
      administratorKeys,
      connections,
      guestsAtOnce,
      close: async () => {
        await system.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close().catch(() => {});
    throw error;
  }
}
