import { resolveAddress } from '#platform';
import type { Configuration } from '../hub/configuration.js';
import { EngineClient } from './engine-client.js';
import type { LoadSettings } from './engine-messages.js';
import { canShareEngine } from './tabs/shared-engine.js';

const clients = new Map<string, EngineClient>();
const standIns = new WeakMap<object, EngineClient>();

/** The engine's host for a configuration: one for the whole process (or origin), unless different places are named for its script. */
export function engineClient(configuration: Configuration): EngineClient {
  const client = findClient(configuration);
  client.idleTime = configuration.idleTime;
  return client;
}

function findClient({ runtime = 'worker', workerUrl, tabs = 'shared' }: Configuration): EngineClient {
  if (typeof runtime === 'object') {
    let client = standIns.get(runtime);
    if (!client) standIns.set(runtime, (client = new EngineClient({ runtime })));
    return client;
  }
  const shared = tabs === 'shared' && runtime === 'worker' && canShareEngine();
  const key = `${runtime} ${shared} ${workerUrl ?? ''}`;
  let client = clients.get(key);
  if (!client) clients.set(key, (client = new EngineClient({ runtime, workerUrl, tabs: shared ? 'shared' : 'own' })));
  return client;
}

export const allClients = (): EngineClient[] => [...clients.values()];

/** What the engine is told of a configuration. Addresses become whole here: in a worker they would start from its script. */
export function loadSettings({ backend, threads, contextLength, cacheLength, wasmUrl, helperUrl }: Configuration): LoadSettings {
  const address = (url: string | URL | undefined) => (url === undefined ? undefined : (resolveAddress(url) ?? String(url)));
  const folder = address(wasmUrl)?.replace(/\/?$/, '/');
  const kernels = backend === 'wasm' || backend === 'reference' ? backend : undefined;
  const settings: LoadSettings = { backend: kernels, threads, contextLength, cacheLength, wasmUrl: folder, helperUrl: address(helperUrl) };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
