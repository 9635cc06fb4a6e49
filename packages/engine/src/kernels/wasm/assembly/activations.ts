import { exp4, ones4, tanh4 } from './numeric';

/** Activation `kind` of four numbers: 0 silu, 1 gelu (tanh), 2 gelu (erf), 3 tanh, 4 relu. */
// @ts-ignore: decorator
@inline
export function activation4(kind: i32, x: v128): v128 {
  return kind == 2 ? geluErf4(x) : kind == 1 ? gelu4(x) : kind == 0 ? silu4(x) : kind == 3 ? tanh4(x) : f32x4.pmax(x, f32x4.splat(0));
}

// @ts-ignore: decorator
@inline
function silu4(x: v128): v128 {
  return f32x4.div(x, f32x4.add(ones4(), exp4(f32x4.neg(x))));
}

/** The tanh form. https://arxiv.org/abs/1606.08415 */
// @ts-ignore: decorator
@inline
function gelu4(x: v128): v128 {
  const cube = f32x4.mul(f32x4.mul(f32x4.mul(x, x), x), f32x4.splat(0.044715));
  const t = tanh4(f32x4.mul(f32x4.splat(0.7978845608028654), f32x4.add(x, cube)));
  return f32x4.mul(f32x4.mul(f32x4.splat(0.5), x), f32x4.add(ones4(), t));
}

/** Constants of `geluErf4`, from memory as those of `numeric.ts`. */
const ERF = memory.data<f32>([
  5.5, -5.5, 7.35042514e-6, 4.09650158e-4, 6.14556889e-3, 5.81644942e-2, 3.9894158e-1,
  6.0374908e-7, 1.4713457e-4, 3.2586609e-3, 4.25001226e-2, 3.12452277e-1, 0.5,
]);

// @ts-ignore: decorator
@inline
function erf(index: usize): v128 {
  return v128.load_splat<f32>(ERF + index * 4);
}

/**
 * `x Φ(x)`, Φ the normal distribution: `½ + x P(x²) / Q(x²)` where |x| < 5.5, fitted to an error of 1e-7 (least squares, weights moved
 * until the error is level); beyond, Φ is 0 or 1 to that precision. No exponential is needed. Absolute error below 2e-6 in f32.
 */
// @ts-ignore: decorator
@inline
function geluErf4(x: v128): v128 {
  const z = f32x4.pmax(f32x4.pmin(x, erf(0)), erf(1));
  const u = f32x4.mul(z, z);
  let p = f32x4.add(f32x4.mul(u, erf(2)), erf(3));
  p = f32x4.add(f32x4.mul(p, u), erf(4));
  p = f32x4.add(f32x4.mul(p, u), erf(5));
  p = f32x4.add(f32x4.mul(p, u), erf(6));
  let q = f32x4.add(f32x4.mul(u, erf(7)), erf(8));
  q = f32x4.add(f32x4.mul(q, u), erf(9));
  q = f32x4.add(f32x4.mul(q, u), erf(10));
  q = f32x4.add(f32x4.mul(q, u), erf(11));
  q = f32x4.add(f32x4.mul(q, u), ones4());
  return f32x4.mul(x, f32x4.add(erf(12), f32x4.div(f32x4.mul(z, p), q)));
}
