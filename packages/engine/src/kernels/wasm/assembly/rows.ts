import { activation4 } from './activations';
import { batch, OUTPUT_ROWS, OUTPUTS, POSITIONS, ROW_TYPES, ROWS, TOKENS } from './layout';
import { half, sum4 } from './numeric';
import { quantizeColumns } from './quantize';
import { firstItem, nextItem, take } from './sync';
import { F16, F32, isFloat } from './types';
import { unpackTableRow } from './unpack';

/**
 * `out (rows, width) = table[token] * scale + positions[position] + types[type]`. Words: 1 type, 2 table, 3 width, 4 bytes of a group,
 * 5 bytes of a stored row, 6 out, 7 bytes of a row of out, 8 scale, 9 the token before the first and 1 where rows look up the one before, or 0, 20–23 positions and 24–27 types: type, table or 0, bytes of a group,
 * bytes of a stored row.
 */
export function embed(op: usize, index: i32, scratch: usize): void {
  const rows = load<i32>(batch, ROWS);
  const width = load<i32>(op, 12);
  const scale = load<f32>(op, 32);
  let row = take(index, 1);
  while (row < rows) {
    const out = <usize>load<u32>(op, 24) + <usize>row * <usize>load<u32>(op, 28);
    const token = tokenOf(row, load<i32>(op, 36));
    tableRow(load<i32>(op, 4), load<u32>(op, 8), load<i32>(op, 16), load<i32>(op, 20), token, width, scratch, out);
    if (scale != 1) for (let k = 0; k < width; k++) store<f32>(out + <usize>k * 4, load<f32>(out + <usize>k * 4) * scale);
    if (load<u32>(op, 84)) addRow(op + 80, load<i32>(<usize>load<u32>(batch, POSITIONS) + <usize>row * 4), width, scratch, out);
    if (load<u32>(op, 100)) {
      const types = <usize>load<u32>(batch, ROW_TYPES);
      addRow(op + 96, types ? load<i32>(types + <usize>row * 4) : 0, width, scratch, out);
    }
    row = take(index, 1);
  }
}

/** The token of a row, or with `before` that of the row before it. */
function tokenOf(row: i32, before: i32): i32 {
  if (before == 0) return load<i32>(<usize>load<u32>(batch, TOKENS) + <usize>row * 4);
  if (load<i32>(<usize>load<u32>(batch, POSITIONS) + <usize>row * 4) == 0) return before - 1;
  return load<i32>(<usize>load<u32>(batch, TOKENS) + <usize>(row - 1) * 4);
}

/** One row of a table as f32 to `out`, which has room for whole blocks; `scratch` is that of `unpackTableRow`. */
function tableRow(type: i32, table: usize, groupBytes: i32, rowBytes: i32, row: i32, width: i32, scratch: usize, out: usize): void {
  if (!isFloat(type)) return unpackTableRow(type, table, groupBytes, rowBytes, row, width >> 5, scratch, out);
  const group = table + <usize>(row >> 3) * <usize>groupBytes;
  for (let k = 0; k < width; k++) {
    const at = <usize>(k * 8 + (row & 7));
    let value: f32;
    if (type == F32) value = load<f32>(group + at * 4);
    else if (type == F16) value = half(group + at * 2);
    else value = reinterpret<f32>(<u32>load<u16>(group + at * 2) << 16);
    store<f32>(out + <usize>k * 4, value);
  }
}

/** `out += table[row]`; `words`: type, table, bytes of a group, bytes of a stored row. */
function addRow(words: usize, row: i32, width: i32, scratch: usize, out: usize): void {
  const values = scratch + 9216;
  tableRow(load<i32>(words), load<u32>(words, 4), load<i32>(words, 8), load<i32>(words, 12), row, width, scratch, values);
  for (let k = 0; k < width; k++) {
    const at = <usize>k * 4;
    store<f32>(out + at, load<f32>(out + at) + load<f32>(values + at));
  }
}

/**
 * RMS norm or layer norm of `groups` runs of `group` columns. Writes f32, or integers for the next product, or both.
 *
 * Words: 1 in, 2 bytes of a row of in, 3 group, 4 groups, 5 weight, 6 bias or 0, 7 epsilon, 8 out f32 or 0, 9 bytes of a row of out,
 * 10 integers or 0, 11 bytes of a row, 12 scales, 13 sums, 14 bytes of a row of those, 15 layer norm, 16 head,
 * 17 not in place, 18 bytes of a group's own weights, or 0 where all groups share them.
 */
export function norm(op: usize, index: i32, scratch: usize, thread: i32): void {
  const rows = load<i32>(batch + (load<i32>(op, 64) ? OUTPUT_ROWS : ROWS));
  const group = load<i32>(op, 12);
  const groups = load<i32>(op, 16);
  // A single row is done by every thread, to the same result, so that nobody waits for it.
  const all = rows == 1 && load<i32>(op, 68) != 0;
  let row = all ? 0 : firstItem(index, rows, thread);
  while (row < rows) {
    const from = <usize>load<u32>(op, 4) + <usize>row * <usize>load<u32>(op, 8);
    const out = load<u32>(op, 32) ? <usize>load<u32>(op, 32) + <usize>row * <usize>load<u32>(op, 36) : scratch;
    for (let g = 0; g < groups; g++) normGroup(op, <usize>g * <usize>load<u32>(op, 72), from + <usize>(g * group) * 4, out + <usize>(g * group) * 4, group);
    if (load<u32>(op, 40)) quantizeColumns(op + 40, row, rows, 0, out, group * groups);
    row = all ? 1 : nextItem(index, rows, row);
  }
}

function normGroup(op: usize, own: usize, from: usize, out: usize, width: i32): void {
  const weight = <usize>load<u32>(op, 20) + own;
  const bias = <usize>load<u32>(op, 24);
  const whole = width & ~3;
  let mean: f32 = 0;
  if (load<i32>(op, 60)) {
    let v = f32x4.splat(0);
    for (let i = 0; i < whole; i += 4) v = f32x4.add(v, v128.load(from + <usize>i * 4));
    mean = sum4(v);
    for (let i = whole; i < width; i++) mean += load<f32>(from + <usize>i * 4);
    mean /= <f32>width;
  }
  const shift = f32x4.splat(mean);
  let squares = f32x4.splat(0);
  for (let i = 0; i < whole; i += 4) {
    const x = f32x4.sub(v128.load(from + <usize>i * 4), shift);
    squares = f32x4.add(squares, f32x4.mul(x, x));
  }
  let total = sum4(squares);
  for (let i = whole; i < width; i++) {
    const x = load<f32>(from + <usize>i * 4) - mean;
    total += x * x;
  }
  const factor: f32 = 1 / sqrt(total / <f32>width + load<f32>(op, 28));
  const factors = f32x4.splat(factor);
  for (let i = 0; i < whole; i += 4) {
    const at = <usize>i * 4;
    let x = f32x4.mul(f32x4.mul(f32x4.sub(v128.load(from + at), shift), factors), v128.load(weight + at));
    if (bias) x = f32x4.add(x, v128.load(bias + at));
    v128.store(out + at, x);
  }
  for (let i = whole; i < width; i++) {
    const at = <usize>i * 4;
    let x = (load<f32>(from + at) - mean) * factor * load<f32>(weight + at);
    if (bias) x += load<f32>(bias + at);
    store<f32>(out + at, x);
  }
}

/** f32 rows to integers, where the operation before could not write them itself. Words: 1 in, 2 bytes of a row, 3 width, 10–14 as `norm`, 16 head. */
export function quantizeRows(op: usize, index: i32): void {
  const rows = load<i32>(batch + (load<i32>(op, 64) ? OUTPUT_ROWS : ROWS));
  let row = take(index, 1);
  while (row < rows) {
    quantizeColumns(op + 40, row, rows, 0, <usize>load<u32>(op, 4) + <usize>row * <usize>load<u32>(op, 8), load<i32>(op, 12));
    row = take(index, 1);
  }
}

/** Columns of one take of `gate`: a power of two, a multiple of a block. */
const GATE_COLUMNS: i32 = 256;

/**
 * `out = activation(gate) * up`, or without `up`. Words: 1 gate, 2 up or 0, 3 bytes of a row of both, 4 width, 5 activation (see
 * `activations.ts`), 8–14 as `norm`, 16 head.
 */
export function gate(op: usize, index: i32, scratch: usize, thread: i32): void {
  const rows = load<i32>(batch + (load<i32>(op, 64) ? OUTPUT_ROWS : ROWS));
  const width = load<i32>(op, 16);
  const parts = (width + GATE_COLUMNS - 1) / GATE_COLUMNS;
  const kind = load<i32>(op, 20);
  const up = load<u32>(op, 8) != 0;
  const items = rows * parts;
  let item = firstItem(index, items, thread);
  while (item < items) {
    const row = item / parts;
    const first = (item % parts) * GATE_COLUMNS;
    const count = min(GATE_COLUMNS, width - first);
    const at = <usize>row * <usize>load<u32>(op, 12) + <usize>first * 4;
    const g = <usize>load<u32>(op, 4) + at;
    const u = <usize>load<u32>(op, 8) + at;
    const out = load<u32>(op, 32) ? <usize>load<u32>(op, 32) + <usize>row * <usize>load<u32>(op, 36) + <usize>first * 4 : scratch;
    const whole = count & ~3;
    for (let i = 0; i < whole; i += 4) {
      const y = activation4(kind, v128.load(g + <usize>i * 4));
      v128.store(out + <usize>i * 4, up ? f32x4.mul(y, v128.load(u + <usize>i * 4)) : y);
    }
    for (let i = whole; i < count; i++) {
      const y = f32x4.extract_lane(activation4(kind, f32x4.splat(load<f32>(g + <usize>i * 4))), 0);
      store<f32>(out + <usize>i * 4, up ? y * load<f32>(u + <usize>i * 4) : y);
    }
    if (load<u32>(op, 40)) quantizeColumns(op + 40, row, rows, first, out, count);
    item = nextItem(index, items, item);
  }
}

/** Moves the wanted rows to the front, in place: they ascend, so none is overwritten before it is read. Words: 1 buffer, 2 bytes of a row. */
export function gather(op: usize): void {
  const count = load<i32>(batch, OUTPUT_ROWS);
  const stride = <usize>load<u32>(op, 8);
  const buffer = <usize>load<u32>(op, 4);
  for (let i = 0; i < count; i++) {
    const row = load<i32>(<usize>load<u32>(batch, OUTPUTS) + <usize>i * 4);
    if (row != i) memory.copy(buffer + <usize>i * stride, buffer + <usize>row * stride, stride);
  }
}
