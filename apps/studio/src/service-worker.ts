/// <reference lib="webworker" />
// Keeps the app itself (pages, scripts, WASM) so that it opens without a server. Models are not its business: the library keeps them in
// the origin's private files, and a request for one goes to the network untouched.
/** Filled in by the build: every file of the app with a hash of its contents. */
declare const __PRECACHE__: readonly (readonly [path: string, hash: string])[];

const worker = self as unknown as ServiceWorkerGlobalScope;
const files = __PRECACHE__;
const prefix = 'saguim-app-';

/** One name for each set of files: a new version is laid beside the old one and takes over as a whole. */
const version = files.reduce(
  (value, [path, hash]) => Math.imul(value ^ (Number.parseInt(hash.slice(0, 8), 16) + path.length), 16777619) >>> 0,
  2166136261,
);
const cacheName = `${prefix}${version.toString(16)}`;

const addressOf = (path: string) => new URL(path, worker.registration.scope).href;

async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  await Promise.all(
    files.map(async ([path]) => {
      const response = await fetch(addressOf(path), { cache: 'no-cache' });
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      // The response is kept with its headers: isolation and policy hold without a server too.
      await cache.put(addressOf(path), response);
    }),
  );
}

async function removeOldVersions(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(prefix) && name !== cacheName) await caches.delete(name);
}

const known = new Set(files.map(([path]) => path));

/** The kept file that answers a request, if it is one of the app's. */
function keptFor(request: Request): string | undefined {
  const url = new URL(request.url);
  const scope = new URL(worker.registration.scope);
  if (request.method !== 'GET' || url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return undefined;
  const path = decodeURIComponent(url.pathname.slice(scope.pathname.length));
  if (request.mode === 'navigate') return path === '' || path === 'index.html' ? 'index.html' : undefined;
  return known.has(path) ? path : undefined;
}

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(removeOldVersions().then(() => worker.clients.claim())));
worker.addEventListener('message', ({ data }) => {
  if (data === 'take-over') void worker.skipWaiting();
});
worker.addEventListener('fetch', (event) => {
  const path = keptFor(event.request);
  if (path === undefined) return;
  event.respondWith(caches.open(cacheName).then(async (cache) => (await cache.match(addressOf(path))) ?? fetch(event.request)));
});
