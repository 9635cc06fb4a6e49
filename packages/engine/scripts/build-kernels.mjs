// Compiles the AssemblyScript kernels: of the engine one module for plain memory and one for shared memory, and the one that scans vectors.
// A module is compiled again only when a source is newer.
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = (path) => fileURLToPath(new URL(`../${path}/`, import.meta.url));
const engine = { sources: folder('src/kernels/wasm/assembly'), target: folder('dist/kernels/wasm/build') };
const vectors = { sources: folder('src/kernels/vectors/assembly'), target: folder('dist/kernels/vectors/build') };

const isFresh = (file, sources) => {
  const newest = Math.max(...readdirSync(sources).map((name) => statSync(sources + name).mtimeMs));
  try {
    return statSync(file).mtimeMs > newest;
  } catch {
    return false;
  }
};

// `stub`: nothing is ever allocated inside; the data segment stays below the control words (byte 1024).
const common = [
  // More would move loads and products away from each other, and registers spill: -O3 made products by a fifth slower in Chromium.
  '-O1',
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
const threads = ['--enable', 'threads', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'];
const bytes = ['--enable', 'relaxed-simd'];
const builds = {
  plain: { ...engine, flags: [] },
  shared: { ...engine, flags: threads },
  'bytes-plain': { ...engine, flags: bytes },
  'bytes-shared': { ...engine, flags: [...bytes, ...threads] },
  vectors: { ...vectors, flags: [] },
};
for (const [name, { sources, target, flags }] of Object.entries(builds)) {
  mkdirSync(target, { recursive: true });
  const file = `${target}${name}.wasm`;
  if (isFresh(file, sources) && !process.argv.includes('--force')) continue;
  const extra = process.argv.includes('--text') ? ['--textFile', `${target}${name}.wat`] : [];
  const { error, stderr } = await asc.main([`${sources}index.ts`, ...common, ...flags, ...extra, '--outFile', file]);
  if (error) {
    console.error(`kernels (${name}):\n${stderr.toString()}`);
    process.exit(1);
  }
  console.log(`kernels: ${name}.wasm, ${statSync(file).size} bytes`);
}
