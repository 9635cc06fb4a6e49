import { SaguimError } from '@saguim/engine/spec';

/** One that names the place in the policy, such as `labels.toxicity.review`. */
export const wrong = (what: string, where: string, hint: string) => new SaguimError('invalid-argument', what, { where, hint });

type Fields = Readonly<Record<string, unknown>>;

/** @throws {SaguimError} for what is no object, and for members that are not among `known` */
export function toObject(value: unknown, where: string, known?: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('This is no object', where, 'Write it in braces.');
  const unknown = known && Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw wrong(`There is no "${unknown.slice(0, 60)}" here`, at(where, unknown), `There are: ${known!.join(', ')}.`);
  }
  return value as Fields;
}

/** @throws {SaguimError} */
export function toList(value: unknown, where: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong('This is no list', where, 'Write it in square brackets.');
  if (value.length > most) throw wrong(`There are ${value.length} of them`, where, `Give at most ${most}.`);
  return value;
}

const blank = /^[\s\p{Cc}\p{Cf}]*$/u;

/** @throws {SaguimError} for what is no text, or an empty one */
export function toText(value: unknown, where: string, most: number): string {
  if (typeof value !== 'string' || blank.test(value)) throw wrong('This is no text', where, 'Write a text that is not empty.');
  if (value.length > most) throw wrong(`This text has ${value.length} characters`, where, `Write at most ${most}.`);
  return value;
}

/** Texts, each at most `longest` characters. @throws {SaguimError} */
export function toTexts(value: unknown, where: string, most: number, longest: number): string[] {
  return toList(value, where, most).map((text, i) => toText(text, `${where}[${i}]`, longest));
}

const whatIs = (value: unknown) => (value === undefined ? 'This is missing' : `This is ${JSON.stringify(value)?.slice(0, 60)}`);

/** @throws {SaguimError} */
export function toNumber(value: unknown, where: string, low: number, high: number, whole = false): number {
  if (typeof value === 'number' && value >= low && value <= high && (!whole || Number.isInteger(value))) return value;
  throw wrong(whatIs(value), where, `Give a ${whole ? 'whole ' : ''}number from ${low} to ${high}.`);
}

/** @throws {SaguimError} */
export function toOneOf<T extends string>(value: unknown, where: string, values: readonly T[]): T {
  if (values.includes(value as T)) return value as T;
  throw wrong(whatIs(value), where, `Give one of: ${values.join(', ')}.`);
}

const namePattern = /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,99}$/u;

/** A name of letters, digits, `-`, `_` and `.`. @throws {SaguimError} */
export function toName(value: unknown, where: string): string {
  // A name becomes a member of objects, and this one is not just a member.
  if (typeof value === 'string' && namePattern.test(value) && value !== '__proto__') return value;
  throw wrong(value === undefined ? whatIs(value) : 'This is no name', where, 'Write letters, digits, "-", "_" and ".", at most 100.');
}

/** Members of an object, each read by `read`. @throws {SaguimError} */
export function toRecord<T>(
  value: unknown,
  where: string,
  read: (value: unknown, where: string, key: string) => T,
  most = 1000,
): Record<string, T> {
  const entries = Object.entries(toObject(value, where));
  if (entries.length > most) throw wrong(`There are ${entries.length} of them`, where, `Give at most ${most}.`);
  return Object.fromEntries(entries.map(([key, one]) => [toName(key, at(where, key)), read(one, at(where, key), key)]));
}

/** A path such as `labels.toxicity`, and `["…"]` for names that a dot would not tell apart. */
export function at(where: string, key: string): string {
  const short = key.length > 60 ? `${key.slice(0, 57)}…` : key;
  return /^[\p{L}\p{N}_-]+$/u.test(short) ? (where === 'policy' ? short : `${where}.${short}`) : `${where}[${JSON.stringify(short)}]`;
}

/** The object without members that are undefined. */
export function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}
