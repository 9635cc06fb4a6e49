import type { Backend, CompileOptions, Plan, TensorInfo, WeightSource } from '../spec/index.js';

/** Rows at a time: what follows from them is wide. */
const ROWS = 64;
const NO_PAGES = new Int32Array(0);

/** The weights of a plan, with the tables that follow from them. */
export async function withDerived(
  backend: Backend,
  { derived }: Plan,
  weights: WeightSource,
  { threads, signal }: Pick<CompileOptions, 'threads' | 'signal'>,
): Promise<WeightSource> {
  if (!derived) return weights;
  const { plan, tables } = derived;
  const rows = plan.vocabularySize;
  const values = tables.map(({ width }) => new Float32Array(rows * width));
  const executor = await backend.compile(plan, weights, { threads, signal, maxRows: ROWS });
  try {
    for (let first = 0; first < rows; first += ROWS) {
      signal?.throwIfAborted();
      const tokens = Int32Array.from({ length: Math.min(ROWS, rows - first) }, (_, i) => first + i);
      const segments = Array.from(tokens, (_, start) => ({ start, length: 1, position: 0, pages: NO_PAGES }));
      const result = await executor.run({ tokens, segments, outputs: tokens.map((_, row) => row) });
      for (const [i, { start, width }] of tables.entries()) {
        for (let row = 0; row < tokens.length; row++) {
          const from = row * plan.result.width + start;
          values[i]!.set(result.subarray(from, from + width), (first + row) * width);
        }
      }
    }
  } finally {
    executor.close();
  }
  const made = new Map(tables.map(({ name, width }, i) => [name, new DerivedTable(name, [width, rows], values[i]!)]));
  return {
    tensors: new Map([...weights.tensors, ...made]),
    async read(tensor, start, length, target) {
      const table = made.get(tensor.name);
      if (!table) return weights.read(tensor, start, length, target);
      const bytes = new Uint8Array(table.values.buffer, start, length);
      if (!target) return bytes;
      target.set(bytes);
      return target;
    },
  };
}

class DerivedTable implements TensorInfo {
  readonly type = 'F32';
  /** Behind all that is in the file. */
  readonly offset = Number.MAX_SAFE_INTEGER;
  readonly byteLength: number;

  constructor(
    readonly name: string,
    readonly shape: readonly number[],
    readonly values: Float32Array,
  ) {
    this.byteLength = values.byteLength;
  }
}
