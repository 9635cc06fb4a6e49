// Conversions of Web IDL (https://webidl.spec.whatwg.org/) for what people pass in: undefined and null are empty dictionaries, a member
// that is undefined is absent, and what getters throw reaches the caller unchanged.

import { allowListeners } from '#platform';

/** @throws {TypeError} when it is no object */
export function toDictionary<T extends object>(value: T | null | undefined, name: string): Partial<T> {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' && typeof value !== 'function') throw new TypeError(`${name} must be an object.`);
  return value;
}

/** What is ours alone is refused where it is misspelt; the standard's dictionaries ignore what they do not know. @throws {TypeError} */
export function refuseOthers(others: object, where: string): void {
  for (const name in others) throw new TypeError(`${where} has no "${name.slice(0, 40)}".`);
}

/** As Web IDL converts to a DOMString. @throws {TypeError} for a symbol */
export function toText(value: unknown): string {
  return `${value as string}`;
}

/** What Web IDL takes for a sequence in a union with texts: anything else becomes a text. */
export function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && (value as Partial<Iterable<unknown>>)[Symbol.iterator] != null;
}

/** @throws {TypeError} */
export function toSignal(value: unknown): AbortSignal | undefined {
  if (value === undefined) return undefined;
  const own = typeof AbortSignal !== 'undefined' && value instanceof AbortSignal;
  // A signal of another realm (an iframe's) is as good.
  if (!own && Object.prototype.toString.call(value) !== '[object AbortSignal]') throw new TypeError('signal must be an AbortSignal.');
  allowListeners(value as AbortSignal);
  return value as AbortSignal;
}

/** @throws {TypeError} */
export function toCallback<T>(value: T | undefined, name: string): T | undefined {
  if (value !== undefined && typeof value !== 'function') throw new TypeError(`${name} must be a function.`);
  return value;
}

/** @throws {TypeError} for what is none of the values */
export function toEnum<T extends string>(value: unknown, values: readonly T[], name: string): T {
  const text = toText(value) as T;
  if (!values.includes(text)) throw new TypeError(`${name} is "${text}"; it must be one of: ${values.join(', ')}.`);
  return text;
}

/** @throws {TypeError} when it cannot be iterated */
export function toSequence(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null || typeof (value as Iterable<unknown>)[Symbol.iterator] !== 'function') {
    throw new TypeError(`${name} must be a list.`);
  }
  return [...(value as Iterable<unknown>)];
}

/** Canonical language tags, each once. @throws {RangeError} for a malformed one */
export function toLanguages(value: unknown, name: string): string[] {
  return value === undefined ? [] : Intl.getCanonicalLocales(toSequence(value, name).map(toText));
}

/** Whether a language is covered by one of a list: `en-US` is by `en`. */
export function covers(supported: readonly string[], language: string): boolean {
  for (let tag = language; tag !== ''; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) {
    if (supported.includes(tag)) return true;
  }
  return false;
}
