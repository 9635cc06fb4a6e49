// Our kernels alone: GMAC/s of one product, W (n, k) by 1, 8, 64 … rows of x, by type, on one thread and on all.
//   node bench/kernels.mjs [--types Q4_1,Q8_0] [--rows 1,8,64] [--k 576] [--threads 1,2] [--n 4096]
import { parseArgs } from 'node:util';
import { WasmBackend } from '../packages/engine/dist/kernels/wasm/index.js';
import { benchKernels } from './kernel-bench.mjs';

const { values } = parseArgs({
  options: {
    types: { type: 'string', default: 'Q4_1,Q4_0,Q8_0' },
    rows: { type: 'string', default: '1,4,8,64' },
    threads: { type: 'string', default: '1,2' },
    k: { type: 'string', default: '576' },
    n: { type: 'string', default: '8192' },
    seconds: { type: 'string', default: '0.3' },
  },
});
const list = (text) => text.split(',');
for (const threads of list(values.threads).map(Number)) {
  for (const type of list(values.types)) {
    for (const rows of list(values.rows).map(Number)) {
      const result = await benchKernels(WasmBackend, {
        type,
        rows,
        threads,
        k: Number(values.k),
        n: Number(values.n),
        seconds: Number(values.seconds),
      });
      console.log(
        `${type.padEnd(7)} ${String(rows).padStart(3)} rows  ${threads} threads  ${result.gmacs.toFixed(1).padStart(6)} GMAC/s  ${result.gigabytes.toFixed(1).padStart(5)} GB/s`,
      );
    }
  }
}
process.exit(0);
