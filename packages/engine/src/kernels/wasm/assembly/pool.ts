import { batch, OUTPUT_ROWS, ROWS, SEGMENT_COUNT, SEGMENTS } from './layout';
import { sum4 } from './numeric';
import { take } from './sync';

const MEAN: i32 = 0;
const MAXIMUM: i32 = 1;
const FIRST: i32 = 2;

/**
 * What the rows of each text come to, in its last row of out. Words: 1 in, 2 bytes of a row of in, 3 width, 4 out, 5 bytes of a row
 * of out, 6 kind (0 mean, 1 maximum, 2 first, 3 last).
 */
export function pool(op: usize, index: i32): void {
  const segments = load<i32>(batch, SEGMENT_COUNT);
  let segment = take(index, 1);
  while (segment < segments) {
    const entry = <usize>load<u32>(batch, SEGMENTS) + <usize>segment * 8;
    poolOne(op, load<i32>(entry), load<i32>(entry, 4));
    segment = take(index, 1);
  }
}

function poolOne(op: usize, start: i32, rows: i32): void {
  const stride = <usize>load<u32>(op, 8);
  const width = load<i32>(op, 12);
  const kind = load<i32>(op, 24);
  const last = start + rows - 1;
  const from = <usize>load<u32>(op, 4) + <usize>(kind <= FIRST ? start : last) * stride;
  const out = <usize>load<u32>(op, 16) + <usize>last * <usize>load<u32>(op, 20);
  // Rows are added one after the other: the same sum wherever the text stands in a batch.
  const end = from + (kind <= MAXIMUM ? <usize>(rows - 1) * stride : 0);
  const inverse: f32 = kind == MEAN ? 1 / <f32>rows : 1;
  let column = 0;
  for (; column + 4 <= width; column += 4) {
    const at = <usize>column * 4;
    let v = v128.load(from + at);
    if (kind == MEAN) for (let x = from + at; x < end + at; ) v = f32x4.add(v, v128.load((x += stride)));
    if (kind == MAXIMUM) for (let x = from + at; x < end + at; ) v = f32x4.max(v, v128.load((x += stride)));
    v128.store(out + at, f32x4.mul(v, f32x4.splat(inverse)));
  }
  for (; column < width; column++) {
    const at = <usize>column * 4;
    let v = load<f32>(from + at);
    if (kind == MEAN) for (let x = from + at; x < end + at; ) v += load<f32>((x += stride));
    if (kind == MAXIMUM) for (let x = from + at; x < end + at; ) v = max(v, load<f32>((x += stride)));
    store<f32>(out + at, v * inverse);
  }
}

/** `out = in / |in|`. Words: 1 in, 2 bytes of a row of in, 3 width, 4 out, 5 bytes of a row of out, 16 head. */
export function unitNorm(op: usize, index: i32): void {
  const rows = load<i32>(batch + (load<i32>(op, 64) ? OUTPUT_ROWS : ROWS));
  const width = load<i32>(op, 12);
  const whole = width & ~3;
  let row = take(index, 1);
  while (row < rows) {
    const from = <usize>load<u32>(op, 4) + <usize>row * <usize>load<u32>(op, 8);
    const out = <usize>load<u32>(op, 16) + <usize>row * <usize>load<u32>(op, 20);
    let squares = f32x4.splat(0);
    for (let i = 0; i < whole; i += 4) {
      const x = v128.load(from + <usize>i * 4);
      squares = f32x4.add(squares, f32x4.mul(x, x));
    }
    let total = sum4(squares);
    for (let i = whole; i < width; i++) total += load<f32>(from + <usize>i * 4) * load<f32>(from + <usize>i * 4);
    const factor: f32 = total > 0 ? 1 / sqrt(total) : 1;
    for (let i = 0; i < whole; i += 4) {
      v128.store(out + <usize>i * 4, f32x4.mul(v128.load(from + <usize>i * 4), f32x4.splat(factor)));
    }
    for (let i = whole; i < width; i++) store<f32>(out + <usize>i * 4, load<f32>(from + <usize>i * 4) * factor);
    row = take(index, 1);
  }
}
