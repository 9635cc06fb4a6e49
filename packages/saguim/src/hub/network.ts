import { fetchGuarded, onlineAgain } from '#platform';

/** What downloads need of the world; tests bring their own. */
export interface Network {
  /** Follows redirects, in Node never from a public to a private address. */
  fetch(url: string, init: { headers: Record<string, string>; signal: AbortSignal }): Promise<Response>;
  /** Ends early when the host is on a network again. @throws the signal's reason */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
  now(): number;
  random(): number;
  /** Ranges that are fetched at the same time. */
  readonly lanes: number;
  /** Bytes of one at least, the last of a file aside: asking must not cost more than fetching. */
  readonly runBytes: number;
  /** A line on which almost nothing came for so long is given up. */
  readonly stallMilliseconds: number;
  /** So many bytes may have to be fetched again after a crash. */
  readonly saveEvery: number;
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      stopListening();
      signal.removeEventListener('abort', abort);
    };
    const done = () => {
      end();
      resolve();
    };
    const abort = () => {
      end();
      reject(signal.reason);
    };
    const timer = setTimeout(done, milliseconds);
    const stopListening = onlineAgain(done);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  });
}

export const network: Network = {
  fetch: fetchGuarded,
  wait,
  now: () => Date.now(),
  random: () => Math.random(),
  lanes: 4,
  runBytes: 8 << 20,
  stallMilliseconds: 30_000,
  saveEvery: 8 << 20,
};

/** The next task of the event loop, after what waits there. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
