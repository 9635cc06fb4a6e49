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

/**
 * Constants, from memory: browsers' compilers make constants anew at every use, with four instructions; a load to all lanes is one, and takes no
 * vector unit's turn.
 */
const NUMBERS = memory.data<f32>([
  88, -87, 1.44269504088896341, 12582912, 0.693359375, 2.12194440e-4,
  1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1,
  0.5, 1, -1e30,
]);

/** Below any score: what a masked or a not yet seen one counts as. */
// @ts-ignore: decorator
@inline
export function lowest4(): v128 {
  return number(13);
}

// @ts-ignore: decorator
@inline
export function ones4(): v128 {
  return number(12);
}

// @ts-ignore: decorator
@inline
function number(index: usize): v128 {
  return v128.load_splat<f32>(NUMBERS + index * 4);
}

/**
 * `x` rounded to integers, |x| < 2^22. Two instructions where `nearest` and a saturating conversion are ten: a float of the size of 1.5 x 2^23 has no
 * bits for fractions, so that adding it rounds (half to even), and its low bits are the integer.
 */
// @ts-ignore: decorator
@inline
export function rounded(x: v128): v128 {
  return i32x4.sub(f32x4.add(x, number(3)), number(3));
}

/** e^x, four at a time; relative error below 2e-7 for -87 <= x <= 88, clamped outside. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  return expOfNegative4(f32x4.pmin(x, number(0)));
}

/** `exp4` for x <= 88. Cephes' reduction and polynomial. */
// @ts-ignore: decorator
@inline
export function expOfNegative4(x: v128): v128 {
  x = f32x4.pmax(x, number(1));
  const bits = f32x4.add(f32x4.mul(x, number(2)), number(3));
  const n = f32x4.sub(bits, number(3));
  x = f32x4.sub(x, f32x4.mul(n, number(4)));
  x = f32x4.add(x, f32x4.mul(n, number(5)));
  let y = f32x4.add(f32x4.mul(number(6), x), number(7));
  y = f32x4.add(f32x4.mul(y, x), number(8));
  y = f32x4.add(f32x4.mul(y, x), number(9));
  y = f32x4.add(f32x4.mul(y, x), number(10));
  y = f32x4.add(f32x4.mul(y, x), number(11));
  y = f32x4.add(f32x4.add(f32x4.mul(y, f32x4.mul(x, x)), x), number(12));
  // The shift leaves the integer's bits; added to the exponent they multiply by a power of two.
  return i32x4.add(y, i32x4.shl(bits, 23));
}

/** tanh x = 1 - 2 / (e^2x + 1) */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const e = exp4(f32x4.add(x, x));
  return f32x4.sub(ones4(), f32x4.div(f32x4.add(ones4(), ones4()), f32x4.add(e, ones4())));
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
  v = f32x4.pmax(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.pmax(v, v128.shuffle<f32>(v, v, 1, 0, 3, 2)), 0);
}

/** The larger of numbers that are not negative, NaN above all: compared as integers, since `f32x4.max` is eight instructions. */
// @ts-ignore: decorator
@inline
export function largest(a: v128, b: v128): v128 {
  return i32x4.max_s(a, b);
}

/** The largest of four such. */
// @ts-ignore: decorator
@inline
export function largest4(v: v128): f32 {
  v = largest(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(largest(v, v128.shuffle<i32>(v, v, 1, 0, 3, 2)), 0);
}
