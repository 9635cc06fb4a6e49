// Compiles the AssemblyScript kernels: one module for plain memory, one for shared memory.
// A module is compiled again only when a source is newer.
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const sources = fileURLToPath(new URL('../src/kernels/wasm/assembly/', import.meta.url));
const target = fileURLToPath(new URL('../dist/kernels/wasm/build/', import.meta.url));
mkdirSync(target, { recursive: true });

const newest = Math.max(...readdirSync(sources).map((name) => statSync(sources + name).mtimeMs));
const isFresh = (file) => {
  try {
    return statSync(file).mtimeMs > newest;
  } catch {
    return false;
  }
};

// `stub`: nothing is ever allocated inside; the data segment stays below the control words (byte 1024).
const common = [
  `${sources}index.ts`,
  '-O3',
  '--converge',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--enable',
  'bulk-memory',
  '--importMemory',
  '--use',
  'abort=',
  '--memoryBase',
  '256',
];
const builds = {
  plain: [],
  shared: ['--enable', 'threads', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
};
for (const [name, flags] of Object.entries(builds)) {
  const file = `${target}${name}.wasm`;
  if (isFresh(file) && !process.argv.includes('--force')) continue;
  const extra = process.argv.includes('--text') ? ['--textFile', `${target}${name}.wat`] : [];
  const { error, stderr } = await asc.main([...common, ...flags, ...extra, '--outFile', file]);
  if (error) {
    console.error(`kernels (${name}):\n${stderr.toString()}`);
    process.exit(1);
  }
  console.log(`kernels: ${name}.wasm, ${statSync(file).size} bytes`);
}
