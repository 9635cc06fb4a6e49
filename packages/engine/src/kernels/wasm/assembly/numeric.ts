const SIGN_AND_LOW = memory.data<u32>([0x8fffffff, 0x8fffffff, 0x8fffffff, 0x8fffffff]);
const TWO_TO_112 = memory.data<u32>([0x77800000, 0x77800000, 0x77800000, 0x77800000]);

/** Four halves at `pointer` as f32x4. The mask drops the sign bits that the shift drags along; 2^112 moves the exponent. */
// @ts-ignore: decorator
@inline
export function halves(pointer: usize): v128 {
  return f32x4.mul(smallHalves(pointer), v128.load(TWO_TO_112));
}

/** Four halves, each 2^-112 times what it stands for: what multiplies them carries the rest (`ROW_SCALE`). */
// @ts-ignore: decorator
@inline
export function smallHalves(pointer: usize): v128 {
  return v128.and(i32x4.shl(v128.load_ext<i16>(pointer), 13), v128.load(SIGN_AND_LOW));
}

// @ts-ignore: decorator
@inline
export function half(pointer: usize): f32 {
  const bits = (<i32>load<i16>(pointer) << 13) & 0x8fffffff;
  return reinterpret<f32>(bits) * reinterpret<f32>(0x77800000);
}

/** 1.5 x 2^23: a float of this size has no bits for fractions, so that adding it rounds (half to even), and its low bits are the integer. */
const ROUNDING: f32 = 12582912;

/** `x` rounded to integers, |x| < 2^22. Two instructions where `nearest` and a saturating conversion are ten. */
// @ts-ignore: decorator
@inline
export function rounded(x: v128): v128 {
  return i32x4.sub(f32x4.add(x, f32x4.splat(ROUNDING)), i32x4.splat(reinterpret<i32>(ROUNDING)));
}

/** e^x, four at a time; relative error below 2e-7 for -87 <= x <= 88, clamped outside. Cephes' reduction and polynomial. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  x = f32x4.max(f32x4.min(x, f32x4.splat(88)), f32x4.splat(-87));
  const bits = f32x4.add(f32x4.mul(x, f32x4.splat(1.44269504088896341)), f32x4.splat(ROUNDING));
  const n = f32x4.sub(bits, f32x4.splat(ROUNDING));
  x = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  x = f32x4.add(x, f32x4.mul(n, f32x4.splat(2.12194440e-4)));
  let y = f32x4.splat(1.9875691500e-4);
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(1.3981999507e-3));
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(8.3334519073e-3));
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(4.1665795894e-2));
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(1.6666665459e-1));
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(0.5));
  y = f32x4.add(f32x4.add(f32x4.mul(y, f32x4.mul(x, x)), x), f32x4.splat(1));
  // The shift drops all but the integer's bits.
  const power = i32x4.shl(i32x4.add(bits, i32x4.splat(127)), 23);
  return f32x4.mul(y, power);
}

/** tanh x = 1 - 2 / (e^2x + 1) */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const e = exp4(f32x4.add(x, x));
  return f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(e, f32x4.splat(1))));
}

/** Lanes added in one fixed order. */
// @ts-ignore: decorator
@inline
export function sum4(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 2)) + (f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 3));
}

// @ts-ignore: decorator
@inline
export function max4(v: v128): f32 {
  return max(max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)), max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)));
}
