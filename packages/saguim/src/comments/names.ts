import { fold } from '../moderation/fold.js';
import { readingsOf } from '../moderation/plain-reading/symbols.js';
import type { StoredPerson } from './comment-store.js';
import type { Person } from './person.js';
import { refusal } from './refusal.js';

/** In UTF-16 units. */
const longestName = 80;
// Signs that nobody sees, that turn text around, or that end a line.
const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/u;
const heapedMarks = /\p{M}{4}/u;

/**
 * A name as it is shown.
 * @throws {SaguimError} refused: `name-missing`, `name-invalid`
 */
export function checkName(name: unknown): string {
  if (typeof name !== 'string' || name.trim() === '') throw refusal('name-missing', 'There is no name');
  const shown = name.normalize('NFC').trim().replace(/\s+/gu, ' ');
  if (shown.length > longestName || hidden.test(shown) || heapedMarks.test(shown) || !/[\p{L}\p{N}]/u.test(shown))
    throw refusal('name-invalid', 'The name cannot be shown', {
      hint: `Give at most ${longestName} characters that can be seen, a letter or digit among them.`,
    });
  return shown;
}

const digits: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's', '!': 'i', '|': 'i' };
const joined: readonly (readonly [RegExp, string])[] = [
  [/l/g, 'i'],
  [/rn/g, 'm'],
  [/vv/g, 'w'],
];

/** What a word looks like: letters of other scripts, digits and signs as the Latin letters that they look like; `i` and `l` are one. */
function likeness(word: string): string {
  let key = '';
  for (const sign of word.normalize('NFKD').replace(/\p{M}+/gu, '')) {
    const readings = readingsOf(sign);
    const plain = digits[sign] ?? (readings.find(({ kind }) => kind !== 'leet') ?? { letters: sign.toLowerCase() }).letters;
    if (/[\p{L}\p{N}]/u.test(plain)) key += plain;
  }
  return joined.reduce((all, [signs, letter]) => all.replace(signs, letter), key);
}

/** Equal where two names look alike. */
export const nameKey = (name: string): string => likeness(name);

/** Words that tell of an office. */
const offices = (
  'moderator moderators moderation moderador moderadora moderadores moderação mod admin administrator administrador administradora administração ' +
  'staff equipe suporte support official oficial sistema system sysop owner editor redação saguim'
).split(' ');
/** Found inside longer words too: no name has them. */
const unmistakable = ['moderator', 'moderador', 'moderacao', 'administrator', 'administrador', 'administracao'].map(likeness);

/** Whether a name claims an office: of words that come along, and of the site's own. */
export function claimsOffice(name: string, reserved: readonly string[] = []): boolean {
  const taken = new Set([...offices, ...reserved].map(likeness));
  const words = name.split(/[\s._\-–—|/()[\]{}:;,*~+]+/u).filter((word) => word !== '');
  const keys = [name, ...words, ...words.map((word) => word.replace(/^\d+|\d+$/g, ''))].map(likeness);
  return keys.some((key) => taken.has(key)) || unmistakable.some((word) => keys[0]!.includes(word));
}

/**
 * What a name is to be suspected of, beside those who have names that look like it.
 * Two people may well be called João Silva; who spells it with a Cyrillic `а`, or has a moderator's name, wants to be taken for another.
 */
export function nameDoubt(person: Person & { readonly name: string }, alike: readonly StoredPerson[], reserved: readonly string[]) {
  if (person.role === 'moderator' || person.role === 'administrator') return null;
  if (claimsOffice(person.name, reserved)) return 'reserved';
  const others = alike.filter((other) => other.id !== person.id && other.name !== null);
  if (others.some(({ moderator }) => moderator)) return 'reserved';
  const isOther = ({ name, guest }: StoredPerson) => fold(name!) !== fold(person.name) || (person.guest === true && !guest);
  return others.some(isOther) ? 'taken' : null;
}
