import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { decodeJwt, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { type Person, type Role, refusal, roles } from 'saguim/comments';
import type { Environment } from '../http/guard.js';
import { Keys } from '../http/keys.js';
import type { CommentsOptions } from './comments-options.js';

/** Seconds that two clocks may be apart. */
const clockTolerance = 60;
/** Who issues tokens of guests, and how long they hold. */
const guestIssuer = 'saguim:guest';
const guestDays = 400;
const longestToken = 8192;

const roleNames: Readonly<Record<string, Role>> = Object.fromEntries([...roles.map((role) => [role, role]), ['admin', 'administrator']]);

/** Who calls, and by what it is known. */
export interface Caller {
  readonly person: Person;
  /** Whether a cookie tells, which a browser sends unasked. */
  readonly byCookie: boolean;
}

const wrongToken = (what: string, cause?: unknown) =>
  Object.assign(refusal('login', what, { hint: 'Log in again.' }), cause === undefined ? {} : { cause });

/** Tells who calls: by a key, by a token of the site's login, or by one that a guest was given. */
export class Identity {
  readonly #keys: readonly { readonly role: Role; readonly keys: Keys }[];

  constructor(private readonly options: CommentsOptions) {
    this.#keys = [
      { role: 'administrator', keys: new Keys(options.administratorKeys ?? []) },
      { role: 'moderator', keys: new Keys(options.moderatorKeys ?? []) },
    ];
  }

  /** @throws {SaguimError} refused: `login` for a token that is forged, expired or not valid yet */
  async callerOf(c: Context<Environment>): Promise<Caller> {
    const { cookie } = this.options;
    const bearer = /^Bearer\s+(\S+)\s*$/i.exec(c.req.header('authorization') ?? '')?.[1];
    const fromCookie = bearer === undefined && cookie !== undefined ? cookieOf(c.req.header('cookie'), cookie) : undefined;
    const token = bearer ?? fromCookie;
    if (token === undefined) return { person: { role: 'reader' }, byCookie: false };
    const byKey = fromCookie === undefined ? this.#byKey(token) : undefined;
    return { person: byKey ?? (await this.#byToken(token)), byCookie: fromCookie !== undefined };
  }

  /** A guest's token. */
  async issue(person: Person): Promise<string> {
    return new SignJWT({ name: person.name })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(guestIssuer)
      .setSubject(person.id!)
      .setIssuedAt()
      .setExpirationTime(`${guestDays}d`)
      .sign(this.options.guestSecret);
  }

  #byKey(key: string): Person | undefined {
    for (const { role, keys } of this.#keys) {
      // Each key is a person, by its digest: who has it is the site's to know.
      if (keys.find(key) >= 0) return { id: `key-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`, role };
    }
    return undefined;
  }

  async #byToken(token: string): Promise<Person> {
    if (token.length > longestToken) throw wrongToken('The token is too long');
    let issuer: string | undefined;
    try {
      issuer = decodeJwt(token).iss;
    } catch (cause) {
      throw wrongToken('This is neither a key nor a token that is known here', cause);
    }
    return issuer === guestIssuer ? guestOf(await this.#verify(token, true)) : personOf(await this.#verify(token, false));
  }

  /** The algorithm follows from our key, never from the token. */
  async #verify(token: string, isGuest: boolean): Promise<JWTPayload> {
    const { guestSecret, tokens = {} } = this.options;
    const { secret, publicKey, issuer, audience } = tokens;
    const required = { clockTolerance, requiredClaims: ['sub', 'exp'] };
    try {
      if (isGuest) return (await jwtVerify(token, guestSecret, { ...required, algorithms: ['HS256'], issuer: guestIssuer })).payload;
      const expected = { ...required, ...(issuer !== undefined && { issuer }), ...(audience !== undefined && { audience }) };
      if (publicKey) return (await jwtVerify(token, publicKey, { ...expected, algorithms: ['EdDSA', 'Ed25519'] })).payload;
      if (secret) return (await jwtVerify(token, Buffer.from(secret), { ...expected, algorithms: ['HS256'] })).payload;
    } catch (cause) {
      throw wrongToken(messageOf(cause), cause);
    }
    throw wrongToken('Tokens of a login are not taken here');
  }
}

function messageOf(cause: unknown): string {
  const { code, claim } = cause as { code?: string; claim?: string };
  if (code === 'ERR_JWT_EXPIRED') return 'The token has expired';
  if (claim === 'nbf') return 'The token is not valid yet: a clock is wrong';
  return 'The token is not valid';
}

function guestOf({ sub, name }: JWTPayload): Person {
  if (typeof name !== 'string') throw wrongToken('The token is not valid');
  return { id: sub!, name, role: 'writer', guest: true };
}

/** By the claims `sub`, `name` and `role` (or `roles`, of which the greatest counts). */
function personOf({ sub, name, role, roles: several }: JWTPayload): Person {
  // These are given out here.
  if (!sub || sub.length > 200 || /^(?:guest|key)-/.test(sub)) throw wrongToken('The token is of nobody');
  const said = [role, several].flat().flatMap((one) => (typeof one === 'string' && Object.hasOwn(roleNames, one) ? [roleNames[one]!] : []));
  const greatest = roles.filter((one) => said.includes(one)).at(-1) ?? 'writer';
  return { id: sub, ...(typeof name === 'string' && { name }), role: greatest };
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim() || undefined;
  }
  return undefined;
}
