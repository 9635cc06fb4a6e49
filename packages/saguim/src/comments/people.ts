import type { CommentContext } from './comment-context.js';
import type { Bucket, StoredPerson, StoreTransaction } from './comment-store.js';
import { checkName, nameDoubt, nameKey } from './names.js';
import { mayModerate, type Person } from './person.js';
import { type LimitedEvent, takeToken } from './rate-limits.js';
import { refusal } from './refusal.js';

/** Somebody who is known by an id. */
export type KnownPerson = Person & { readonly id: string };

/** @throws {SaguimError} refused: `login` */
export function known(person: Person): KnownPerson {
  if (person.id === undefined || person.id === '') throw refusal('login', 'Who calls is not known', { hint: 'Log in first.' });
  return person as KnownPerson;
}

/** Who writes. @throws {SaguimError} refused: `login`, `forbidden` */
export function writer(person: Person, { guests }: Pick<CommentContext, 'guests'>): KnownPerson {
  const someone = known(person);
  if (person.role === 'reader' || (person.guest && !guests))
    throw refusal('forbidden', 'This person may not write', { hint: 'Log in first.' });
  return someone;
}

/** @throws {SaguimError} refused: `login`, `forbidden` */
export function moderator(person: Person): KnownPerson {
  const someone = known(person);
  if (!mayModerate(person)) throw refusal('forbidden', 'That is for moderators');
  return someone;
}

/** @throws {SaguimError} refused: `login`, `forbidden` */
export function administrator(person: Person): KnownPerson {
  const someone = known(person);
  if (person.role !== 'administrator') throw refusal('forbidden', 'That is for administrators');
  return someone;
}

function draw(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The person's row, locked; made where there is none, and brought up to date with what the login says. */
export async function lockedPerson(transaction: StoreTransaction, person: KnownPerson, name = person.name): Promise<StoredPerson> {
  const row = await transaction.lockPerson(person.id);
  if (row?.erasing) throw refusal('forbidden', 'This person is being erased');
  const shown = name === undefined ? (row?.name ?? null) : checkName(name);
  const next: StoredPerson = {
    id: person.id,
    name: shown,
    nameKey: shown === null ? null : nameKey(shown),
    guest: person.guest ?? false,
    moderator: mayModerate(person),
    since: row?.since ?? (await transaction.now()),
    salt: row?.salt ?? draw(),
    buckets: row?.buckets ?? {},
    erasing: false,
  };
  if (!row || row.name !== next.name || row.guest !== next.guest || row.moderator !== next.moderator) await transaction.putPerson(next);
  return next;
}

/** As `lockedPerson`, for somebody whose name appears: says what the name is suspected of. @throws {SaguimError} refused: `name-…` */
export async function lockedWriter(
  transaction: StoreTransaction,
  person: KnownPerson,
  { reservedNames }: Pick<CommentContext, 'reservedNames'>,
): Promise<{ row: StoredPerson; doubt: 'taken' | 'reserved' | null }> {
  const name = checkName(person.name);
  const doubt = nameDoubt({ ...person, name }, await transaction.peopleNamed(nameKey(name)), reservedNames);
  // Who has no login can choose another name; who has one cannot, so a moderator looks.
  if (doubt && person.guest)
    throw refusal(
      doubt === 'taken' ? 'name-taken' : 'name-reserved',
      doubt === 'taken' ? "The name looks like somebody else's" : 'The name looks like that of a moderator',
      { hint: 'Choose another name.' },
    );
  return { row: await lockedPerson(transaction, person, name), doubt };
}

/** Takes one from a limit. Moderators have none. @throws {SaguimError} refused: `rate` */
export async function spend(
  transaction: StoreTransaction,
  row: StoredPerson,
  event: LimitedEvent,
  { limits }: Pick<CommentContext, 'limits'>,
): Promise<void> {
  if (row.moderator) return;
  const buckets: Readonly<Record<string, Bucket>> = takeToken(row, event, limits[event], await transaction.now());
  if (buckets !== row.buckets) await transaction.putPerson({ ...row, buckets });
}
