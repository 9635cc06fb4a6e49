import type { LocalModel } from './host-worker.js';
import type { Shelf } from './shelf.js';

/** Browsers follow redirects by their own rules, and keep pages of the open network out of private ones. */
export function fetchGuarded(url: string, init: { headers: Record<string, string>; signal: AbortSignal }): Promise<Response> {
  return fetch(url, { ...init, cache: 'no-store' });
}

/** Calls the listener whenever the browser is on a network again. @returns ends it */
export function onlineAgain(listener: () => void): () => void {
  const target = globalThis as unknown as Partial<Pick<Window, 'addEventListener' | 'removeEventListener'>>;
  target.addEventListener?.('online', listener);
  return () => target.removeEventListener?.('online', listener);
}

/** What Node knows and pages do not. */
export const hubEnvironment = (): { readonly endpoint?: string; readonly token?: string; readonly offline: boolean } => ({
  offline: false,
});

interface HubSnapshot {
  readonly folder: string;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256?: string }[];
}

export const hubSnapshot = (_repository: string, _revision: string): HubSnapshot | undefined => undefined;
export const openLocalShelf = (_folder?: string | URL): Shelf | undefined => undefined;
export const storedPath = (_wanted: string, _store?: string | URL): LocalModel | undefined => undefined;
export function markUsed(_path: string): void {}
