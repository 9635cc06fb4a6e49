import { SaguimError, type TextModerator } from 'saguim';
import type { OpenComments } from './comments/open-comments.js';
import type { CompletionSource } from './completion/code-writer.js';

/** What is written down about a request: neither texts nor keys nor addresses. */
export interface LogEntry {
  /** ISO 8601. */
  readonly time: string;
  readonly id: string;
  readonly method: string;
  /** Without what follows `?`: keys travel there. */
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
}

export interface ServerOptions {
  /** It stays the caller's. */
  readonly moderator: TextModerator;
  /** The model's name in answers. Default: `moderation-en-pt`. */
  readonly model?: string;
  /** What completes code, opened when it is first asked for. Default: nothing does. */
  readonly completion?: CompletionSource;
  /** Keys that may call. Default: whoever reaches the server may. */
  readonly keys?: readonly string[];
  /** Origins of pages that may call from browsers, such as `https://example.org`; `*` for all. Default: none. */
  readonly origins?: readonly string[];
  /** Comments, or completions, a second that one key, or one address, may send; four seconds' worth may come at once. Default: 50. 0 sets no limit. */
  readonly rate?: number;
  /** Comments that may wait, and as many completions; more are told to come back. Default: 256. */
  readonly queue?: number;
  /** Comments judged together. Default: 16. */
  readonly batch?: number;
  /** Milliseconds that a request may wait and be judged. Default: 10,000. */
  readonly timeout?: number;
  /** Milliseconds that a completion may wait and be written. Default: 120,000. */
  readonly completionTimeout?: number;
  /** Bytes of a request's body. Default: 1 MiB. */
  readonly bodyLimit?: number;
  /** Whether the last address of `X-Forwarded-For` is the caller's: behind a proxy of one's own. Default: false. */
  readonly trustProxy?: boolean;
  /** Keeps what was learned, called after decisions with what `saveLearning()` gave. Default: it is forgotten with the process. */
  keepLearning?(learning: Uint8Array): Promise<void>;
  log?(entry: LogEntry): void;
  /** Comments, with their own routes: what `openComments()` gave. They stay the caller's. */
  readonly comments?: OpenComments;
  /** Milliseconds of a clock that only goes forward. Default: `performance.now`. */
  now?(): number;
}

type Optional = 'comments' | 'completion' | 'keepLearning' | 'log';
export type CheckedOptions = Required<Omit<ServerOptions, Optional>> & Pick<ServerOptions, Optional>;

const wrong = (where: string, what: string, hint: string) => new SaguimError('invalid-argument', what, { where, hint });

function whole(value: number, low: number, high: number, where: string): number {
  if (!Number.isInteger(value) || value < low || value > high)
    throw wrong(where, `\`${where}\` is ${String(value)}`, `Give a whole number from ${low} to ${high}.`);
  return value;
}

function checkOrigin(origin: string): string {
  if (origin === '*') return origin;
  const url = URL.parse?.(origin) ?? (URL.canParse(origin) ? new URL(origin) : null);
  if (!url || !/^https?:$/.test(url.protocol) || url.origin !== origin)
    throw wrong('origins', `"${origin}" is not an origin`, 'Give one as browsers send it, such as https://example.org, without a path.');
  return origin;
}

function checkKey(key: string, where = 'keys'): string {
  if (typeof key !== 'string' || !/^[\x21-\x7e]{8,256}$/.test(key))
    throw wrong(
      where,
      'A key is too short, too long, or has characters that headers cannot carry',
      'Give 8 to 256 visible ASCII characters.',
    );
  return key;
}

/** @throws {SaguimError} `invalid-argument` */
function checkComments(comments: OpenComments | undefined, origins: readonly string[]): OpenComments | undefined {
  if (!comments) return undefined;
  const { tokens, cookie, moderatorKeys = [], administratorKeys = [] } = comments;
  for (const key of [...moderatorKeys, ...administratorKeys]) checkKey(key, 'comments');
  if (tokens?.secret !== undefined && Buffer.byteLength(tokens.secret) < 32)
    throw wrong('comments.tokens.secret', 'The secret of tokens is too short', 'Give at least 32 bytes.');
  if (cookie !== undefined && !/^[\w!#$%&'*+.^`|~-]{1,100}$/.test(cookie))
    throw wrong('comments.cookie', 'That is no name of a cookie', 'Give one such as session.');
  if (cookie !== undefined && origins.includes('*'))
    throw wrong('comments.cookie', 'Where a cookie tells who calls, not every page may call', 'Name the pages of yours with --cors.');
  return comments;
}

/** Fills in what is absent. @throws {SaguimError} `invalid-argument` */
export function checkOptions(options: ServerOptions): CheckedOptions {
  const { rate = 50 } = options;
  if (!(typeof rate === 'number' && rate >= 0 && rate <= 1e6))
    throw wrong('rate', `\`rate\` is ${String(rate)}`, 'Give a number from 0 to 1000000.');
  return {
    moderator: options.moderator,
    model: options.model ?? 'moderation-en-pt',
    keys: (options.keys ?? []).map((key) => checkKey(key)),
    origins: (options.origins ?? []).map(checkOrigin),
    rate,
    queue: whole(options.queue ?? 256, 1, 100_000, 'queue'),
    batch: whole(options.batch ?? 16, 1, 256, 'batch'),
    timeout: whole(options.timeout ?? 10_000, 1, 600_000, 'timeout'),
    completionTimeout: whole(options.completionTimeout ?? 120_000, 1, 3_600_000, 'completionTimeout'),
    completion: options.completion,
    bodyLimit: whole(options.bodyLimit ?? 1 << 20, 1024, 1 << 26, 'bodyLimit'),
    trustProxy: options.trustProxy ?? false,
    keepLearning: options.keepLearning?.bind(options),
    log: options.log?.bind(options),
    comments: checkComments(options.comments, options.origins ?? []),
    now: options.now?.bind(options) ?? (() => performance.now()),
  };
}
