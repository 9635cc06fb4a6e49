// The worker that hosts the engine in browsers.
import { storageChannel } from '../hub/lock.js';
import { serveEngine } from './engine-host.js';

const scope = globalThis as unknown as Pick<Worker, 'postMessage' | 'addEventListener'>;

// Messages that come before this line ran wait in the worker's queue: nothing above may wait for anything.
const letGo = serveEngine({
  post: (message, transfer) => scope.postMessage(message, transfer ?? []),
  onMessage: (listener) => scope.addEventListener('message', (event) => listener(event.data)),
});

// A lock held as long as this worker lives tells the page when it is gone; the browser itself would not.
if (navigator.locks) {
  const lock = `saguim-worker-${Math.random().toString(36).slice(2)}`;
  void navigator.locks.request(lock, () => {
    scope.postMessage({ type: 'alive', lock });
    return new Promise(() => {});
  });
}

// Another tab erases what is stored: downloads and loading end and indexes close, so that no file is held.
if (typeof BroadcastChannel !== 'undefined') {
  new BroadcastChannel(storageChannel).onmessage = ({ data }) => {
    if (data === 'erase') letGo();
  };
}
