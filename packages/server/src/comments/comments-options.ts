import type { KeyObject } from 'node:crypto';
import type { CommentSystem } from 'saguim/comments';

/** How tokens of the site's own login are checked (JSON Web Tokens, RFC 7519). */
export interface TokenOptions {
  /** For HS256: at least 32 bytes. */
  readonly secret?: string;
  /** For EdDSA (Ed25519): the public key. */
  readonly publicKey?: KeyObject;
  /** `iss` and `aud` that tokens must have. Default: any. */
  readonly issuer?: string;
  readonly audience?: string;
}

/** Comments over HTTP, as a part of the server's options. */
export interface CommentsOptions {
  /** It stays the caller's. */
  readonly system: CommentSystem;
  /** Signs the tokens of guests: the same for all processes on a database. */
  readonly guestSecret: Uint8Array;
  readonly tokens?: TokenOptions;
  /** A cookie of the site that holds its token. Default: tokens come in `Authorization` alone. */
  readonly cookie?: string;
  /** Keys of moderators and of administrators, beside tokens that say so. */
  readonly moderatorKeys?: readonly string[];
  readonly administratorKeys?: readonly string[];
  /** Live connections at most. Default: 2000. */
  readonly connections?: number;
  /** Guests that one address may make at once, and one more each minute. Default: 10. */
  readonly guestsAtOnce?: number;
}
