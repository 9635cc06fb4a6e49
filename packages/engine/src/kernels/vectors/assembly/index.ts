// Products of one query with many rows of int8: a pass over memory, four rows at a time so that each part of the query is loaded once for
// all. The four are a quarter of all rows apart: memory is read ahead in four places at once, which is a third faster than in one. Sums are integers and exact, so plain TypeScript gives the same bits (../plain-scanner.ts).

export { combine, multiply } from './products';

// @ts-ignore: decorator
@inline
function total(v: v128): f32 {
  return <f32>(i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3));
}

// @ts-ignore: decorator
@inline
function step(sum: v128, row: usize, low: v128, high: v128): v128 {
  return i32x4.add(
    sum,
    i32x4.add(i32x4.dot_i16x8_s(v128.load_ext<i8>(row), low), i32x4.dot_i16x8_s(v128.load_ext<i8>(row, 8), high)),
  );
}

/**
 * `scores[r] = f32(rows[r] · query) × scales[r] × unit` for `count` rows.
 *
 * @param rows int8 (count, stride), row after row; `stride` is a multiple of 16
 * @param query int16 (stride,)
 */
export function scan(rows: usize, scales: usize, count: i32, stride: i32, query: usize, unit: f32, scores: usize): void {
  const width = <usize>stride;
  const quarter = count >> 2;
  const apart = <usize>quarter * width;
  const apartScores = <usize>quarter * 4;
  for (let r = 0; r < quarter; r++) {
    let s0 = i32x4.splat(0);
    let s1 = i32x4.splat(0);
    let s2 = i32x4.splat(0);
    let s3 = i32x4.splat(0);
    for (let i: usize = 0; i < width; i += 16) {
      const low = v128.load(query + i * 2);
      const high = v128.load(query + i * 2, 16);
      s0 = step(s0, rows + i, low, high);
      s1 = step(s1, rows + i + apart, low, high);
      s2 = step(s2, rows + i + apart * 2, low, high);
      s3 = step(s3, rows + i + apart * 3, low, high);
    }
    store<f32>(scores, total(s0) * load<f32>(scales) * unit);
    store<f32>(scores + apartScores, total(s1) * load<f32>(scales + apartScores) * unit);
    store<f32>(scores + apartScores * 2, total(s2) * load<f32>(scales + apartScores * 2) * unit);
    store<f32>(scores + apartScores * 3, total(s3) * load<f32>(scales + apartScores * 3) * unit);
    rows += width;
    scales += 4;
    scores += 4;
  }
  rows += apart * 3;
  scales += apartScores * 3;
  scores += apartScores * 3;
  for (let r = quarter * 4; r < count; r++) {
    let sum = i32x4.splat(0);
    for (let i: usize = 0; i < width; i += 16) sum = step(sum, rows + i, v128.load(query + i * 2), v128.load(query + i * 2, 16));
    store<f32>(scores, total(sum) * load<f32>(scales) * unit);
    rows += width;
    scales += 4;
    scores += 4;
  }
}
