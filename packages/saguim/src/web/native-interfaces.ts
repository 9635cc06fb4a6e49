/** Under this symbol interfaces say that they are ours; it is the same in every copy of this code. */
const ours = Symbol.for('saguim.polyfill');

const natives = new Map<string, unknown>();

export const isOurs = (face: unknown): boolean => typeof face === 'function' && ours in face;

export function markOurs<T extends object>(face: T): T {
  Object.defineProperty(face, ours, { value: true });
  return face;
}

/** Keeps the browser's own interface before ours takes its name. */
export function rememberNative(name: string, face: unknown): void {
  natives.set(name, face);
}

/** The browser's own interface, if it has one. */
export function nativeInterface<T>(name: string): T | undefined {
  const there = (globalThis as unknown as Record<string, unknown>)[name];
  return (natives.get(name) ?? (isOurs(there) ? undefined : there)) as T | undefined;
}
