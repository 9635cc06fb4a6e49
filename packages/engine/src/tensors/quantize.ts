import { SaguimError } from '../spec/index.js';
import { fromHalf, toHalf } from './half.js';
import { TENSOR_TYPES } from './tensor-type.js';

/** Types that numbers can be stored in here. */
export type QuantizedType = 'F32' | 'Q8_0' | 'Q4_0';

const BLOCK = 32;

/**
 * Stores numbers as blocks of a type, each 32 of them by the nearest steps of one scale.
 *
 * @param values (n,), whole blocks
 * @param out room for their bytes; made when absent
 * @returns `out`
 * @throws {SaguimError} `bad-file` for what is not a number, or too large for a scale of 16 bits.
 */
export function quantize(type: QuantizedType, values: Float32Array, out?: Uint8Array): Uint8Array {
  const { elements, bytes } = TENSOR_TYPES[type];
  const blocks = values.length / elements;
  if (!Number.isInteger(blocks)) {
    throw new SaguimError('invalid-argument', `${values.length} numbers are not whole blocks of ${elements}, as ${type} needs`);
  }
  out ??= new Uint8Array(blocks * bytes);
  if (out.length < blocks * bytes) throw new SaguimError('invalid-argument', `There is room for ${out.length} of ${blocks * bytes} bytes`);
  if (type === 'F32') out.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  else for (let block = 0; block < blocks; block++) (type === 'Q8_0' ? block8 : block4)(values, block * BLOCK, out, block * bytes);
  return out;
}

/** Writes the scale; gives it as it is stored. */
function writeScale(scale: number, out: Uint8Array, to: number): number {
  const bits = toHalf(scale);
  const stored = fromHalf(bits);
  if (!Number.isFinite(stored)) throw new SaguimError('bad-file', 'A weight is not a number, or too large to be stored');
  out[to] = bits & 0xff;
  out[to + 1] = bits >> 8;
  return stored;
}

/** Scale, then 32 signed bytes. */
function block8(values: Float32Array, from: number, out: Uint8Array, to: number): void {
  let largest = 0;
  for (let i = from; i < from + BLOCK; i++) largest = keepLarger(largest, Math.abs(values[i] as number));
  const scale = writeScale(largest / 127, out, to);
  const inverse = scale === 0 ? 0 : 1 / scale;
  for (let i = 0; i < BLOCK; i++) out[to + 2 + i] = clamp(Math.round((values[from + i] as number) * inverse), -127, 127);
}

/** Scale, then 16 bytes: the low halves are numbers 0 … 15, the high ones 16 … 31, each plus 8. The largest becomes -8 steps. */
function block4(values: Float32Array, from: number, out: Uint8Array, to: number): void {
  let [largest, signed] = [0, 0];
  for (let i = from; i < from + BLOCK; i++) {
    const value = values[i] as number;
    largest = keepLarger(largest, Math.abs(value));
    if (Math.abs(value) === largest) signed = value;
  }
  const scale = writeScale(Number.isNaN(largest) ? largest : signed / -8, out, to);
  const inverse = scale === 0 ? 0 : 1 / scale;
  const step = (i: number) => clamp(Math.round((values[from + i] as number) * inverse), -8, 7) + 8;
  for (let i = 0; i < 16; i++) out[to + 2 + i] = step(i) | (step(i + 16) << 4);
}

/** What is not a number stays. */
function keepLarger(a: number, b: number): number {
  return b > a || Number.isNaN(b) ? b : a;
}

function clamp(value: number, least: number, most: number): number {
  return value < least ? least : value > most ? most : value;
}
