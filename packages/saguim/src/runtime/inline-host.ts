import { createEngineHost } from './engine-host.js';
import { type Port, portPair, serve } from './rpc.js';

/** The engine in the calling thread, for hosts without workers. @returns the calling end */
export function startInlineHost(): Port {
  const [near, far] = portPair();
  serve(far, createEngineHost());
  return near;
}
