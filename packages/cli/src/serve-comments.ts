import { createPublicKey, type KeyObject } from 'node:crypto';
import { SaguimError } from '@saguim/engine';
import type { OpenComments } from '@saguim/server';
import { type Command, InvalidArgumentError } from 'commander';
import type { Moderator } from 'saguim';
import { readWhole } from './file-errors.js';
import { openEmbedder } from './open-embedder.js';
import { type ModelOptions, number } from './options.js';
import type { Terminal } from './terminal.js';

export interface CommentOptions {
  readonly comments?: boolean;
  readonly database?: string;
  readonly moderatorKey?: readonly string[];
  readonly adminKey?: readonly string[];
  readonly tokenKey?: string;
  readonly tokenIssuer?: string;
  readonly tokenAudience?: string;
  readonly cookie?: string;
  readonly guests: boolean;
  readonly perMinute: number;
  readonly hideAfter: number;
  readonly learn: boolean;
  readonly meaning?: boolean;
}

/** Texts between commas, from the option given once or several times. */
export const collect = (text: string, all: readonly string[] | undefined): string[] => {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.includes('')) throw new InvalidArgumentError('Give texts that are not empty.');
  return [...(all ?? []), ...parts];
};

/** Keys from the environment, where other users of the machine do not see them. */
export const keysFrom = (name: string): string[] =>
  process.env[name]
    ?.split(',')
    .map((part) => part.trim())
    .filter(Boolean) ?? [];

/** Options of comments, all without effect where `--comments` is not given. */
export function withCommentOptions(command: Command): Command {
  return command
    .option('--comments', 'serve comments too: their own routes, kept in a database')
    .option('--database <address|folder>', 'a PostgreSQL, or a folder for the one that comes along (default: DATABASE_URL, else --data)')
    .option('--moderator-key <key,…>', 'keys of moderators (better: in SAGUIM_MODERATOR_KEYS)', collect)
    .option('--admin-key <key,…>', 'keys of administrators (better: in SAGUIM_ADMIN_KEYS)', collect)
    .option('--token-key <file>', "the public key (PEM, Ed25519) of your site's tokens; a secret for HS256 goes into SAGUIM_TOKEN_SECRET")
    .option('--token-issuer <name>', 'the issuer that tokens must name')
    .option('--token-audience <name>', 'the audience that tokens must name')
    .option('--cookie <name>', 'take the token from this cookie too')
    .option('--no-guests', 'nobody writes without a login')
    .option('--per-minute <count>', 'comments a minute that one person may write; 0 sets no limit', number(0, 10_000, 'whole'), 5)
    .option('--hide-after <count>', 'reports after which a comment waits for a moderator; 0: never', number(0, 10_000, 'whole'), 5)
    .option('--no-learn', 'do not learn from decisions (of several processes on a database, let one learn)')
    .option('--meaning', 'let moderators search by meaning: loads a second model (about 150 MB)');
}

function publicKeyOf(file: string | undefined): KeyObject | undefined {
  if (file === undefined) return undefined;
  const pem = Buffer.from(readWhole(file));
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Told below.
  }
  throw new SaguimError('invalid-argument', 'This is no public key of Ed25519', {
    where: file,
    hint: 'Make one: openssl genpkey -algorithm ed25519 -out private.pem && openssl pkey -in private.pem -pubout -out public.pem',
  });
}

export interface ServedComments {
  readonly comments: OpenComments;
  /** Says where they are, and what is amiss. */
  announce(url: string, origins: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens what `--comments` asks for. @throws {SaguimError} */
export async function openServedComments(
  terminal: Terminal,
  options: CommentOptions & Pick<ModelOptions, 'models' | 'backend' | 'threads'> & { readonly data?: string },
  moderator: Moderator,
  signal: AbortSignal,
): Promise<ServedComments> {
  const database = options.database ?? (process.env.DATABASE_URL || options.data);
  const publicKey = publicKeyOf(options.tokenKey);
  const secret = process.env.SAGUIM_TOKEN_SECRET || undefined;
  const { databaseAt, openComments } = await import('@saguim/server');
  const embedder = options.meaning ? await openEmbedder(terminal, { ...options, model: 'multilingual-e5-small-en-pt' }, signal) : undefined;
  try {
    const comments = await openComments({
      moderator,
      database,
      embedder: embedder?.saguim.textEmbedder,
      tokens: { publicKey, secret, issuer: options.tokenIssuer, audience: options.tokenAudience },
      cookie: options.cookie,
      moderatorKeys: options.moderatorKey ?? keysFrom('SAGUIM_MODERATOR_KEYS'),
      administratorKeys: options.adminKey ?? keysFrom('SAGUIM_ADMIN_KEYS'),
      guests: options.guests,
      limits: { submit: { most: options.perMinute, seconds: 60 } },
      hideAfter: options.hideAfter,
      learn: options.learn,
      onError: (error) => terminal.warn(`comments: ${error instanceof Error ? error.message : String(error)}`),
    });
    return {
      comments,
      announce: async (url, origins) => {
        const place = database === undefined ? 'memory' : databaseAt(database).name;
        await terminal.line(terminal.paint('dim', `Comments: ${url}/v1/comments · kept in ${place} · for machines: ${url}/openapi.json`));
        if (database === undefined)
          terminal.warn('comments are gone at the end: name a folder with --data, or a PostgreSQL in DATABASE_URL.');
        if (origins.length === 0) terminal.warn('no page may call: name yours with --cors, such as --cors https://example.org.');
      },
      close: async () => {
        await comments.close();
        embedder?.destroy();
      },
    };
  } catch (error) {
    embedder?.destroy();
    throw error;
  }
}
