// Products of many rows of f32 with the weights of many classes, and back: what fitting a linear model takes. Both go through memory in
// pieces that stay in the caches, 32 products a step from registers; the order of summation is fixed.

/** Rows that are combined before the sums go back to memory: 64 of 3 kB stay in a level-2 cache. */
const BLOCK: i32 = 64;

// @ts-ignore: decorator
@inline
function total(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1)) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

// @ts-ignore: decorator
@inline
function add(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/**
 * `out[r, k] = x[r] · w[k]`.
 *
 * @param x f32 (rows, stride); `rows` is a multiple of 4
 * @param stride bytes of a row, a multiple of 32
 * @param w f32 (classes, stride); `classes` is a multiple of 4
 * @param out f32 (rows, classes)
 */
export function multiply(x: usize, rows: i32, stride: usize, w: usize, classes: i32, out: usize): void {
  const across = <usize>classes * 4;
  for (let r = 0; r < rows; r += 4) {
    let weights = w;
    for (let k = 0; k < classes; k += 2) {
      let a0 = f32x4.splat(0);
      let a1 = f32x4.splat(0);
      let a2 = f32x4.splat(0);
      let a3 = f32x4.splat(0);
      let b0 = f32x4.splat(0);
      let b1 = f32x4.splat(0);
      let b2 = f32x4.splat(0);
      let b3 = f32x4.splat(0);
      for (let i: usize = 0; i < stride; i += 16) {
        const u = v128.load(weights + i);
        const v = v128.load(weights + i + stride);
        const x0 = v128.load(x + i);
        a0 = add(a0, x0, u);
        b0 = add(b0, x0, v);
        const x1 = v128.load(x + i + stride);
        a1 = add(a1, x1, u);
        b1 = add(b1, x1, v);
        const x2 = v128.load(x + i + stride * 2);
        a2 = add(a2, x2, u);
        b2 = add(b2, x2, v);
        const x3 = v128.load(x + i + stride * 3);
        a3 = add(a3, x3, u);
        b3 = add(b3, x3, v);
      }
      const o = out + <usize>k * 4;
      store<f32>(o, total(a0));
      store<f32>(o, total(b0), 4);
      store<f32>(o + across, total(a1));
      store<f32>(o + across, total(b1), 4);
      store<f32>(o + across * 2, total(a2));
      store<f32>(o + across * 2, total(b2), 4);
      store<f32>(o + across * 3, total(a3));
      store<f32>(o + across * 3, total(b3), 4);
      weights += stride * 2;
    }
    x += stride * 4;
    out += across * 4;
  }
}

/**
 * `out[k] = Σ residuals[r, k] × x[r]`.
 *
 * @param residuals f32 (rows, classes); `classes` is a multiple of 4
 * @param out f32 (classes, stride)
 */
export function combine(x: usize, rows: i32, stride: usize, residuals: usize, classes: i32, out: usize): void {
  memory.fill(out, 0, <usize>classes * stride);
  const across = <usize>classes * 4;
  for (let first = 0; first < rows; first += BLOCK) {
    const count = min(BLOCK, rows - first);
    for (let k = 0; k < classes; k += 4) {
      const row = out + <usize>k * stride;
      for (let c: usize = 0; c < stride; c += 32) {
        let g = row + c;
        let a0 = v128.load(g);
        let a1 = v128.load(g, 16);
        g += stride;
        let b0 = v128.load(g);
        let b1 = v128.load(g, 16);
        g += stride;
        let c0 = v128.load(g);
        let c1 = v128.load(g, 16);
        g += stride;
        let d0 = v128.load(g);
        let d1 = v128.load(g, 16);
        let from = x + c;
        let residual = residuals + <usize>k * 4;
        for (let r = 0; r < count; r++) {
          const x0 = v128.load(from);
          const x1 = v128.load(from, 16);
          const a = v128.load32_splat(residual);
          a0 = add(a0, x0, a);
          a1 = add(a1, x1, a);
          const b = v128.load32_splat(residual, 4);
          b0 = add(b0, x0, b);
          b1 = add(b1, x1, b);
          const s = v128.load32_splat(residual, 8);
          c0 = add(c0, x0, s);
          c1 = add(c1, x1, s);
          const d = v128.load32_splat(residual, 12);
          d0 = add(d0, x0, d);
          d1 = add(d1, x1, d);
          from += stride;
          residual += across;
        }
        v128.store(g, d0);
        v128.store(g, d1, 16);
        g -= stride;
        v128.store(g, c0);
        v128.store(g, c1, 16);
        g -= stride;
        v128.store(g, b0);
        v128.store(g, b1, 16);
        g -= stride;
        v128.store(g, a0);
        v128.store(g, a1, 16);
      }
    }
    x += <usize>count * stride;
    residuals += <usize>count * across;
  }
}
