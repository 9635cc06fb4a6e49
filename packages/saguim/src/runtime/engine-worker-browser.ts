// The worker that hosts the engine in browsers.
import { SaguimError } from '@saguim/engine/spec';
import { storageChannel } from '../hub/lock.js';
import { EngineHost } from './engine-host.js';
import { serveTabs } from './tabs/tab-server.js';

const scope = globalThis as unknown as Pick<Worker, 'postMessage' | 'addEventListener'>;
const host = new EngineHost();

// Messages that come before this line ran wait in the worker's queue: nothing above may wait for anything.
host.serve({
  post: (message, transfer) => scope.postMessage(message, transfer ?? []),
  onMessage: (listener) => scope.addEventListener('message', (event) => listener(event.data)),
});

// A lock held as long as this worker lives tells all who use it when it is gone; the browser itself would not.
if (navigator.locks) {
  const lock = `saguim-worker-${Math.random().toString(36).slice(2)}`;
  const held = new Promise<void>((resolve) => {
    void navigator.locks.request(lock, () => {
      scope.postMessage({ type: 'alive', lock });
      resolve();
      return new Promise(() => {});
    });
  });
  // Its page holds the lock of the engine for all tabs.
  scope.addEventListener('message', ({ data }) => {
    if (data?.type === 'lead') void held.then(() => serveTabs(data, lock, host));
  });
}

// A tab erases what is stored: downloads and loading end and indexes close, so that no file is held.
if (typeof BroadcastChannel !== 'undefined') {
  new BroadcastChannel(storageChannel).onmessage = ({ data }) => {
    if (data === 'erase')
      host.letGo(new SaguimError('closed', 'All that is stored in this browser is being erased', { hint: 'Begin anew.' }));
  };
}
