import { EngineHost } from './engine-host.js';
import { type Port, portPair } from './rpc.js';

/** The engine in the calling thread, for hosts without workers. @returns the calling end */
export function startInlineHost(): Port {
  const [near, far] = portPair();
  new EngineHost().serve(far);
  return near;
}
