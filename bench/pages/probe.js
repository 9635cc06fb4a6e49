import { makeMemory } from '../probe/read.js';

globalThis.run = async ({ threads, bytes, passes }) => {
  const space = makeMemory(bytes, threads > 1);
  const workers = Array.from({ length: threads }, () => new Worker(new URL('../probe/worker.js', import.meta.url), { type: 'module' }));
  const rates = workers.map(
    (worker, index) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = (event) => reject(new Error(event.message));
        worker.postMessage({ ...space, index, threads, passes });
      }),
  );
  return Math.min(...(await Promise.all(rates)));
};
document.body.dataset.ready = 'yes';
