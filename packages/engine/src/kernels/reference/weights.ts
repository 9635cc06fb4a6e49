import type { CompileOptions, Plan, WeightSource } from '../../spec/index.js';
import { SaguimError } from '../../spec/index.js';
import { dequantize } from '../../tensors/dequantize.js';
import { weightsOf } from '../check-plan.js';

/** Rows are read in pieces of about this many bytes, so that the packed and the plain form of a large matrix never lie side by side. */
const PIECE_BYTES = 1 << 22;

/** Every weight that the plan names, as plain float32 in file order: a matrix `[in, out]` is `W (out, in)`, row-major. */
export async function loadWeights(plan: Plan, source: WeightSource, options: CompileOptions): Promise<Map<string, Float32Array>> {
  const names = new Set([...plan.body, ...plan.head].flatMap((operation) => weightsOf(operation, plan).map(({ name }) => name)));
  const tensors = [...names].map((name) => source.tensors.get(name)!);
  const total = tensors.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const weights = new Map<string, Float32Array>();
  let loaded = 0;

  for (const tensor of tensors) {
    const width = tensor.shape[0];
    const rows = tensor.shape.slice(1).reduce((product, size) => product * size, 1);
    const rowBytes = tensor.byteLength / rows;
    const values = allocate(rows * width, tensor.name);
    const step = Math.max(1, Math.floor(PIECE_BYTES / rowBytes));
    for (let row = 0; row < rows; row += step) {
      options.signal?.throwIfAborted();
      const count = Math.min(step, rows - row);
      const bytes = await source.read(tensor, row * rowBytes, count * rowBytes);
      dequantize(tensor.type, bytes, count * width, values.subarray(row * width, (row + count) * width));
      options.onProgress?.((loaded += bytes.byteLength) / total);
    }
    weights.set(tensor.name, values);
  }
  return weights;
}

function allocate(length: number, where: string): Float32Array<ArrayBuffer> {
  try {
    return new Float32Array(length);
  } catch (cause) {
    throw new SaguimError('out-of-memory', `The host refused ${length * 4} bytes for a weight`, {
      where,
      hint: 'The reference backend keeps weights as float32; the wasm backend needs a fifth of that.',
      cause,
    });
  }
}
