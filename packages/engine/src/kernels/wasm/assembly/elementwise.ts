import { batch, OUTPUT_ROWS, ROWS } from './layout';
import { tanh4 } from './numeric';
import { firstItem, nextItem } from './sync';

/** Columns of one take: a power of two. */
const COLUMNS: i32 = 1024;

/**
 * `out = in * factor`, `out += in * factor`, or `out = factor * tanh(in / factor)`. Words: 1 in, 2 bytes of a row of in, 3 width, 4 out, 5 bytes of
 * a row of out, 6 factor, 7 which of the three, 16 head. Buffers have whole vectors a row.
 */
export function scale(op: usize, index: i32, thread: i32): void {
  const rows = load<i32>(batch + (load<i32>(op, 64) ? OUTPUT_ROWS : ROWS));
  const width = load<i32>(op, 12);
  const parts = (width + COLUMNS - 1) / COLUMNS;
  const factor = load<f32>(op, 24);
  const factors = f32x4.splat(factor);
  const kind = load<i32>(op, 28);
  const items = rows * parts;
  let item = firstItem(index, items, thread);
  while (item < items) {
    const row = <usize>(item / parts);
    const first = (item % parts) * COLUMNS;
    const count = min(COLUMNS, width - first);
    const from = <usize>load<u32>(op, 4) + row * <usize>load<u32>(op, 8) + <usize>first * 4;
    const out = <usize>load<u32>(op, 16) + row * <usize>load<u32>(op, 20) + <usize>first * 4;
    const whole = count & ~3;
    for (let i = 0; i < whole; i += 4) {
      const at = <usize>i * 4;
      const x = v128.load(from + at);
      let y: v128;
      if (kind == 2) y = f32x4.mul(tanh4(f32x4.div(x, factors)), factors);
      else y = f32x4.mul(x, factors);
      if (kind == 1) y = f32x4.add(y, v128.load(out + at));
      v128.store(out + at, y);
    }
    for (let i = whole; i < count; i++) {
      const at = <usize>i * 4;
      const x = load<f32>(from + at);
      let y: f32 = kind == 2 ? f32x4.extract_lane(tanh4(f32x4.splat(x / factor)), 0) * factor : x * factor;
      if (kind == 1) y += load<f32>(out + at);
      store<f32>(out + at, y);
    }
    item = nextItem(index, items, item);
  }
}
