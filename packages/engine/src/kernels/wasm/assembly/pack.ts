import { minimumBytes, packMinimums } from './minimums';
import { packRuns } from './pack-runs';
import { isRun } from './runs';
import { BF16, F16, F32, Q4_0, Q4_1, Q8_0 } from './types';

/**
 * Packs 8 rows of W at a time into what the kernels read from front to back. Q2_K, Q3_K and the IQ4 types stay as they are in
 * the file; the others are interleaved so that the lanes of a vector are rows:
 *
 * - Q4_0, Q4_1: (`minimums.ts`, then) a block is `scales f16 [8]`, then 4 x `rows 0…3, rows 4…7`, each row's next 4 bytes of the
 *   file. A 16-bit lane then holds 4 values of one row, and masks and shifts give vectors of pairs: the pairs of a block
 *   are, for j = 0…3: (4j, 4j+2), (4j+16, 4j+18), (4j+1, 4j+3), (4j+17, 4j+19). Activations are written in that order.
 * - Q8_0: `scales f16 [8]`, then for each of those pairs `[row 0…7][2]` bytes.
 * - F32, F16, BF16: `[k][row 0…7]`.
 * - Q5_0, Q5_1, Q4_K, Q5_K, Q6_K: see `runs.ts`.
 *
 * Behind the `groups` of the source there are 256 bytes to work in.
 */
export function pack(type: i32, source: usize, target: usize, groups: i32, width: i32, rowBytes: i32): void {
  const room = source + <usize>(groups * rowBytes * 8);
  for (let g = 0; g < groups; g++) {
    if (isRun(type)) target = packRuns(type, source, target, width >> 5, rowBytes, room);
    else if (type == Q4_0) target = packNibbles(source, target, width >> 5, rowBytes, 2);
    else if (type == Q4_1) {
      for (let r = 0; r < 8; r++) packMinimums(source + <usize>(r * rowBytes) + 2, 20, width >> 5, target, r);
      target = packNibbles(source, target + minimumBytes(width >> 5), width >> 5, rowBytes, 4);
    }
    else if (type == Q8_0) target = packBytes(source, target, width >> 5, rowBytes);
    else if (type == F32) target = packFloats<u32>(source, target, width, rowBytes);
    else if (type == F16 || type == BF16) target = packFloats<u16>(source, target, width, rowBytes);
    source += <usize>rowBytes * 8;
  }
}

function packNibbles(source: usize, target: usize, blocks: i32, rowBytes: i32, header: i32): usize {
  const size = header + 16;
  for (let b = 0; b < blocks; b++) {
    const quants = target + 16;
    for (let r = 0; r < 8; r++) {
      const from = source + <usize>(r * rowBytes + b * size);
      store<u16>(target + <usize>r * 2, load<u16>(from));
      const to = quants + <usize>r * 4;
      const bytes = from + <usize>header;
      store<u32>(to, load<u32>(bytes));
      store<u32>(to, load<u32>(bytes, 4), 32);
      store<u32>(to, load<u32>(bytes, 8), 64);
      store<u32>(to, load<u32>(bytes, 12), 96);
    }
    target = quants + 128;
  }
  return target;
}

function packBytes(source: usize, target: usize, blocks: i32, rowBytes: i32): usize {
  for (let b = 0; b < blocks; b++) {
    for (let r = 0; r < 8; r++) {
      const from = source + <usize>(r * rowBytes + b * 34);
      store<u16>(target + <usize>r * 2, load<u16>(from));
      const low = v128.load(from, 2);
      const high = v128.load(from, 18);
      // Bytes in the order of the pairs: 8 pairs a vector.
      const first = v128.shuffle<u8>(low, high, 0, 2, 16, 18, 1, 3, 17, 19, 4, 6, 20, 22, 5, 7, 21, 23);
      const second = v128.shuffle<u8>(low, high, 8, 10, 24, 26, 9, 11, 25, 27, 12, 14, 28, 30, 13, 15, 29, 31);
      const to = target + 16 + <usize>r * 2;
      v128.store16_lane(to, first, 0);
      v128.store16_lane(to, first, 1, 16);
      v128.store16_lane(to, first, 2, 32);
      v128.store16_lane(to, first, 3, 48);
      v128.store16_lane(to, first, 4, 64);
      v128.store16_lane(to, first, 5, 80);
      v128.store16_lane(to, first, 6, 96);
      v128.store16_lane(to, first, 7, 112);
      v128.store16_lane(to, second, 0, 128);
      v128.store16_lane(to, second, 1, 144);
      v128.store16_lane(to, second, 2, 160);
      v128.store16_lane(to, second, 3, 176);
      v128.store16_lane(to, second, 4, 192);
      v128.store16_lane(to, second, 5, 208);
      v128.store16_lane(to, second, 6, 224);
      v128.store16_lane(to, second, 7, 240);
    }
    target += 272;
  }
  return target;
}

function packFloats<T>(source: usize, target: usize, width: i32, rowBytes: i32): usize {
  for (let k = 0; k < width; k++) {
    for (let r = 0; r < 8; r++) {
      store<T>(target, load<T>(source + <usize>(r * rowBytes) + <usize>k * sizeof<T>()));
      target += sizeof<T>();
    }
  }
  return target;
}
