/** Eight results to `out`: with a bias (an address or 0), and added to what is there or not. */
// @ts-ignore: decorator
@inline
export function storeEight(a: v128, b: v128, bias: usize, add: i32, out: usize): void {
  if (bias) {
    a = f32x4.add(a, v128.load(bias));
    b = f32x4.add(b, v128.load(bias, 16));
  }
  if (add) {
    a = f32x4.add(a, v128.load(out));
    b = f32x4.add(b, v128.load(out, 16));
  }
  v128.store(out, a);
  v128.store(out, b, 16);
}
