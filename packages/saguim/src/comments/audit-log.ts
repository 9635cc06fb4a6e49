import { createSHA256 } from 'hash-wasm';
import type { AuditEntry } from './comment-service.js';

type Hasher = Awaited<ReturnType<typeof createSHA256>>;

const first = '0'.repeat(64);
/** The setting that holds the key of pseudonyms. */
export const auditKey = 'audit-key';

const fromHex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** All but the hash, in one order. */
function canonical(entry: Omit<AuditEntry, 'hash'>): string {
  const { number, time, event, by, actor, comment, from, to, details } = entry;
  const sorted = Object.entries(details).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([number, time, event, by, actor, comment, from, to, sorted]);
}

/** Writes entries that each hold the hash of the one before, and names people and comments by pseudonyms. */
export class AuditLog {
  readonly #pads: readonly [Uint8Array, Uint8Array];

  private constructor(
    private readonly hasher: Hasher,
    key: Uint8Array,
  ) {
    const block = new Uint8Array(64);
    block.set(key.length > 64 ? hasher.init().update(key).digest('binary') : key);
    this.#pads = [block.map((byte) => byte ^ 0x36), block.map((byte) => byte ^ 0x5c)];
  }

  /** @param key for pseudonyms, hexadecimal: kept apart from the log, shared by all processes on a store */
  static async create(key: string): Promise<AuditLog> {
    return new AuditLog(await createSHA256(), fromHex(key));
  }

  /** HMAC-SHA-256 (RFC 2104), its first 128 bits. */
  pseudonym(...parts: readonly string[]): string {
    const text = JSON.stringify(parts);
    const inner = this.hasher.init().update(this.#pads[0]).update(text).digest('binary');
    return this.hasher.init().update(this.#pads[1]).update(inner).digest('hex').slice(0, 32);
  }

  /** The next entry after `last`. */
  entry(last: Pick<AuditEntry, 'number' | 'hash'> | undefined, what: Omit<AuditEntry, 'number' | 'hash'>): AuditEntry {
    const entry = { ...what, number: (last?.number ?? 0) + 1 };
    return { ...entry, hash: hashOf(this.hasher, last?.hash ?? first, entry) };
  }
}

function hashOf(hasher: Hasher, before: string, entry: Omit<AuditEntry, 'hash'>): string {
  return hasher.init().update(before).update('\n').update(canonical(entry)).digest('hex');
}

export interface AuditReport {
  readonly valid: boolean;
  /** Entries that hold. */
  readonly entries: number;
  /** The hash of the last of them: kept elsewhere, it shows that nothing was cut off the end later. */
  readonly head: string;
  /** The first entry that does not hold, and why. */
  readonly problem?: { readonly number: number; readonly what: 'missing' | 'changed' | 'malformed' | 'head' };
}

/**
 * Whether a log is whole: every entry follows the one before, and none was changed, left out or put in.
 * @param expectedHead the hash of an entry that was seen before: the log must still hold it
 */
export async function verifyAudit(entries: Iterable<unknown> | AsyncIterable<unknown>, expectedHead?: string): Promise<AuditReport> {
  const hasher = await createSHA256();
  let head = first;
  let number = 0;
  let seen = expectedHead === undefined || expectedHead === first;
  for await (const value of entries) {
    const problem = (what: 'missing' | 'changed' | 'malformed'): AuditReport => ({
      valid: false,
      entries: number,
      head,
      problem: { number: number + 1, what },
    });
    if (!isEntry(value)) return problem('malformed');
    if (value.number !== number + 1) return problem('missing');
    if (value.hash !== hashOf(hasher, head, value)) return problem('changed');
    number++;
    head = value.hash;
    seen ||= head === expectedHead;
  }
  return seen
    ? { valid: true, entries: number, head }
    : { valid: false, entries: number, head, problem: { number: number + 1, what: 'head' } };
}

function isEntry(value: unknown): value is AuditEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { number, time, event, by, actor, comment, from, to, details, hash } = value as Record<string, unknown>;
  const isOptional = (one: unknown) => one === null || typeof one === 'string';
  return (
    Number.isSafeInteger(number) &&
    Number.isSafeInteger(time) &&
    typeof event === 'string' &&
    typeof by === 'string' &&
    [actor, comment, from, to].every(isOptional) &&
    typeof details === 'object' &&
    details !== null &&
    Object.values(details).every((one) => typeof one === 'string' || typeof one === 'number') &&
    typeof hash === 'string'
  );
}
