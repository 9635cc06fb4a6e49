// One product, measured the same way in Node and in a page: a plan of nothing but products over a table of matrices too large for the
// caches when there is one row (weights stream from memory, as in decoding).
const BYTES = {
  F32: [1, 4],
  F16: [1, 2],
  Q4_0: [32, 18],
  Q4_1: [32, 20],
  Q5_0: [32, 22],
  Q5_1: [32, 24],
  Q8_0: [32, 34],
  Q4_K: [256, 144],
  Q6_K: [256, 210],
  Q5_K: [256, 176],
  Q3_K: [256, 110],
  Q2_K: [256, 84],
};

export async function benchKernels(WasmBackend, { type, rows, threads, k, n, seconds, options }) {
  const [values, bytes] = BYTES[type];
  const rowBytes = (k / values) * bytes;
  const matrices = Math.max(1, Math.min(32, Math.ceil(100e6 / (rowBytes * n))));
  const tensors = new Map();
  const add = (name, t, shape, byteLength) => tensors.set(name, { name, type: t, shape, offset: 0, byteLength });
  add('table', 'F32', [k, 8], k * 8 * 4);
  for (let i = 0; i < matrices; i++) add(`w${i}`, type, [k, n], rowBytes * n);
  let seed = 1;
  const source = {
    tensors,
    read: async (_info, _start, length, target = new Uint8Array(length)) => {
      for (let i = 0; i < length; i += 4) {
        seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
        // Every odd byte is that of a small normal half, wherever a scale may stand.
        target[i] = seed >> 24;
        if (i + 1 < length) target[i + 1] = 0x20 | ((seed >> 16) & 0x0f);
        if (i + 2 < length) target[i + 2] = seed >> 8;
        if (i + 3 < length) target[i + 3] = 0x20 | ((seed >> 3) & 0x0f);
      }
      return target;
    },
  };
  const x = { buffer: 'x', start: 0, width: k };
  const y = { buffer: 'y', start: 0, width: n };
  const plan = {
    architecture: 'bench',
    vocabularySize: 8,
    embeddingLength: k,
    contextLength: 128,
    buffers: { x: k, y: n },
    caches: [],
    body: [
      { op: 'embed', table: 'table', out: x, scale: 1 },
      ...Array.from({ length: matrices }, (_, i) => ({ op: 'matmul', weight: `w${i}`, in: x, out: y, add: false })),
    ],
    head: [],
    result: y,
  };
  const executor = await new WasmBackend(options).compile(plan, source, { threads, maxRows: Math.max(rows, 4), maxPages: 4 });
  const batch = {
    tokens: new Int32Array(rows).fill(3),
    segments: [{ start: 0, length: rows, position: 0, pages: Int32Array.of(0, 1, 2, 3) }],
    outputs: new Int32Array(0),
  };
  for (let i = 0; i < 5; i++) await executor.run(batch);
  const times = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end || times.length < 5) {
    const start = performance.now();
    await executor.run(batch);
    times.push(performance.now() - start);
  }
  executor.close();
  times.sort((a, b) => a - b);
  const median = times[times.length >> 1] / 1000;
  return { gmacs: (matrices * n * k * rows) / median / 1e9, gigabytes: (matrices * n * rowBytes) / median / 1e9, runs: times.length };
}
