// Transformers.js in a worker, as its own guides advise.
import { page } from './page.js';

const worker = new Worker(new URL('./transformers-worker.js', import.meta.url), { type: 'module' });
const calls = new Map();
let next = 0;
worker.onerror = (event) => {
  for (const { reject } of calls.values()) reject(new Error(event.message));
};
worker.onmessage = ({ data: { id, value, error } }) => {
  const { resolve, reject } = calls.get(id);
  calls.delete(id);
  if (error) reject(new Error(error));
  else resolve(value);
};
const call = (method, argument) =>
  new Promise((resolve, reject) => {
    calls.set(next, { resolve, reject });
    worker.postMessage({ id: next++, method, argument });
  });

page({
  load: ({ threads, batch }) => call('load', { threads, batch }),
  embed: (texts) => call('embed', texts),
  versions: () => call('versions'),
});
