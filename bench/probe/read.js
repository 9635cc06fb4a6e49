// Reads memory again and again, alone or together with other threads, and tells the best rate. The same in a page's workers and in Node's.
import { readModule } from './module.js';

const pageBytes = 65_536;

/** Memory for `bytes` (rounded up to whole pages), and the words that threads meet at. */
export const makeMemory = (bytes, shared) => {
  const pages = Math.ceil(bytes / pageBytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
  return { pages, shared, memory: shared ? memory : undefined, meeting: shared ? new SharedArrayBuffer(4) : undefined };
};

/**
 * One thread's part. `passes` times: all threads begin together, each reads its part, and all are done before the clock stops.
 * @returns GB/s of the best pass, over all threads together.
 */
export const readRate = ({ pages, shared, memory, meeting, index, threads, passes }) => {
  memory ??= new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
  const words = new Int32Array(meeting ?? new ArrayBuffer(4));
  const part = (Math.floor((pages * pageBytes) / threads) >> 6) << 6;
  const from = index * part;
  // Untouched pages would all be the same page of zeros.
  new Uint8Array(memory.buffer, from, part).fill(index + 1);
  const { read } = new WebAssembly.Instance(new WebAssembly.Module(readModule(pages, shared)), { env: { memory } }).exports;

  let meetings = 0;
  const meet = () => {
    meetings++;
    Atomics.add(words, 0, 1);
    while (Atomics.load(words, 0) < meetings * threads);
  };
  let best = 0;
  let sum = 0;
  for (let pass = 0; pass < passes; pass++) {
    meet();
    const begin = performance.now();
    sum ^= read(from, from + part);
    meet();
    best = Math.max(best, (part * threads) / 1e6 / (performance.now() - begin));
  }
  const lanes = part / 64;
  const expected = (Math.imul(Math.imul(index + 1, 0x01010101), lanes * 4) * (passes & 1)) | 0;
  if (sum !== expected) throw new Error('the probe did not read what was written');
  return best;
};
