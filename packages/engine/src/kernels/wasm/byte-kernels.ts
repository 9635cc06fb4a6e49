import type { Plan, WeightSource } from '../../spec/index.js';

/** Kernels that multiply bytes, and what they must be told. */
export interface ByteKernels {
  readonly module: WebAssembly.Module;
  /** What bytes of activations are stored larger by: where the instruction takes them as unsigned. */
  readonly sign: 0 | 128;
}

const files = {
  plain: new URL('./build/bytes-plain.wasm', import.meta.url),
  shared: new URL('./build/bytes-shared.wasm', import.meta.url),
};

/** As `assembly/byte-tile.ts` unpacks them, and stored floats, whose products take floats. */
const TYPES: readonly (string | undefined)[] = ['Q8_0', 'Q4_0', 'F32', 'F16', 'BF16'];

/** Whether all products of a plan that take integers are such that the byte kernels have them. */
export function fitsBytes({ body, head }: Plan, { tensors }: WeightSource): boolean {
  return [...body, ...head].every((operation) => operation.op !== 'matmul' || TYPES.includes(tensors.get(operation.weight)?.type));
}

/** `dot(x)`: the first lane of `i32x4.relaxed_dot_i8x16_i7x16_add_s` of sixteen times 127 and sixteen times the byte x. */
const PROBE = '0061736d0100000001060160017f017f0302010007070103646f7400000a1701150041ff00fd0f2000fd0f4100fd11fd9302fd1b000b';

/**
 * How this host's instruction takes a byte above 127, which tells what it is: x86 with VNNI multiplies unsigned bytes and adds four products to 32 bits, ARM
 * does so with signed ones. Older x86 adds two products in 16 bits with saturation; it takes longer than the 16-bit kernels. Undefined for those, and for hosts without.
 */
export function byteSign(): 0 | 128 | undefined {
  const bytes = Uint8Array.from(PROBE.match(/../g)!, (digits) => Number.parseInt(digits, 16));
  if (!WebAssembly.validate(bytes)) return undefined;
  const { dot } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as { dot(x: number): number };
  const unsigned = 4 * 127 * 255;
  const signed = -4 * 127;
  const value = dot(255);
  return value === unsigned ? 128 : value === signed ? 0 : undefined;
}

/**
 * The kernels, where this host is faster with them.
 * @param load fetches and compiles a module
 * @param base as for `loadKernels`
 */
export async function loadByteKernels(
  shared: boolean,
  load: (url: URL) => Promise<WebAssembly.Module>,
  base?: string | URL,
): Promise<ByteKernels | undefined> {
  const sign = byteSign();
  if (sign === undefined) return undefined;
  const build = shared ? 'shared' : 'plain';
  return { module: await load(base === undefined ? files[build] : new URL(`bytes-${build}.wasm`, base)), sign };
}
