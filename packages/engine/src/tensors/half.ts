/** Floats of 16 bits: IEEE 754 binary16 (`F16`) and bfloat16 (`BF16`, the upper half of a binary32). */

let halves: Float32Array | undefined;

/** Every binary16 (65536,), by its bits. */
export function halfTable(): Float32Array {
  halves ??= Float32Array.from({ length: 0x10000 }, (_, bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >>> 10) & 31;
    const fraction = bits & 0x3ff;
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
  });
  return halves;
}

/** The number that binary16 `bits` stand for. */
export function fromHalf(bits: number): number {
  return halfTable()[bits & 0xffff] as number;
}

const double = new Float64Array(1);
const doubleWords = new Uint32Array(double.buffer);

/** Bits of the binary16 nearest to `x`, ties to even; beyond ±65520 infinity. */
export function toHalf(x: number): number {
  if (Number.isNaN(x)) return 0x7e00;
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const size = Math.abs(x);
  if (size >= 65520) return sign | 0x7c00;
  double[0] = size;
  const exponent = Math.max(((doubleWords[1] as number) >>> 20) - 1023, -14);
  // In units of the last place: exact, as only the exponent changes.
  const units = size * 2 ** (10 - exponent);
  const floor = Math.floor(units);
  const rest = units - floor;
  const rounded = rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
  // The leading 1 of a normal number adds itself to the exponent; so does a carry.
  return sign | (((exponent + 14) << 10) + rounded);
}

const single = new Float32Array(1);
const singleWord = new Uint32Array(single.buffer);

/** The number that bfloat16 `bits` stand for. */
export function fromBfloat16(bits: number): number {
  singleWord[0] = bits << 16;
  return single[0] as number;
}
