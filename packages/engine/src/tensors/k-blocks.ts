import { halfTable } from './half.js';

/*
 * K-quants: blocks of 256 numbers in runs of 16 or 32, each run with a small scale of its own.
 * Layouts: https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-common.h, https://github.com/ggml-org/llama.cpp/pull/1684
 */

/** 16 runs of 16, `q * d * scale - dmin * min`. Bytes: 16 of scale (low half) and min (high half), 64 of two-bit q, d, dmin. */
export function dequantizeQ2K(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const half = halfTable();
  for (let b = 0, p = 0, o = 0; b < blocks; b++, p += 84) {
    const d = half[bytes[p + 80]! | (bytes[p + 81]! << 8)]!;
    const dmin = half[bytes[p + 82]! | (bytes[p + 83]! << 8)]!;
    for (let run = 0; run < 16; run++, o += 16) {
      const scale = d * (bytes[p + run]! & 15);
      const min = dmin * (bytes[p + run]! >> 4);
      const q = p + 16 + twoBitStart(run);
      const shift = run & 6;
      for (let j = 0; j < 16; j++) out[o + j] = ((bytes[q + j]! >> shift) & 3) * scale - min;
    }
  }
}

/** Where the 16 bytes begin that hold a run of two-bit numbers: each half block has 32 bytes, whose bit pairs are four rows of 32. */
function twoBitStart(run: number): number {
  return 32 * (run >> 3) + 16 * (run & 1);
}

/**
 * 16 runs of 16, `(q - 4) * d * (scale - 32)`. Bytes: 32 with the third bit of q (bit r of byte j: row r of 32, number j), 64 of its
 * low two bits as in Q2_K, 12 of six-bit scales, d.
 */
export function dequantizeQ3K(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const half = halfTable();
  for (let b = 0, p = 0, o = 0; b < blocks; b++, p += 110) {
    const d = half[bytes[p + 108]! | (bytes[p + 109]! << 8)]!;
    const scales = p + 96;
    for (let run = 0; run < 16; run++, o += 16) {
      const low = run < 8 ? bytes[scales + run]! & 15 : bytes[scales + run - 8]! >> 4;
      const high = (bytes[scales + 8 + (run & 3)]! >> (2 * (run >> 2))) & 3;
      const scale = d * ((low | (high << 4)) - 32);
      const third = p + 16 * (run & 1);
      const q = p + 32 + twoBitStart(run);
      const shift = run & 6;
      for (let j = 0; j < 16; j++) {
        out[o + j] = (((bytes[q + j]! >> shift) & 3) + ((bytes[third + j]! >> (run >> 1)) & 1) * 4 - 4) * scale;
      }
    }
  }
}

/** Scale of run 0 … 7 of Q4_K and Q5_K: six bits, of which the last four runs keep the two high ones in the first runs' bytes. */
function sixBitScale(bytes: Uint8Array, p: number, run: number): number {
  return run < 4 ? bytes[p + run]! & 63 : (bytes[p + run + 4]! & 15) | ((bytes[p + run - 4]! >> 6) << 4);
}

/** Min of run 0 … 7, kept likewise. */
function sixBitMin(bytes: Uint8Array, p: number, run: number): number {
  return run < 4 ? bytes[p + run + 4]! & 63 : (bytes[p + run + 4]! >> 4) | ((bytes[p + run]! >> 6) << 4);
}

/** 8 runs of 32, `q * d * scale - dmin * min`. Bytes: d, dmin, 12 of scales and mins, 128 of q: two runs in the halves of 32 bytes. */
export function dequantizeQ4K(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const half = halfTable();
  for (let b = 0, p = 0, o = 0; b < blocks; b++, p += 144) {
    const d = half[bytes[p]! | (bytes[p + 1]! << 8)]!;
    const dmin = half[bytes[p + 2]! | (bytes[p + 3]! << 8)]!;
    for (let run = 0; run < 8; run++, o += 32) {
      const scale = d * sixBitScale(bytes, p + 4, run);
      const min = dmin * sixBitMin(bytes, p + 4, run);
      const q = p + 16 + 32 * (run >> 1);
      const shift = 4 * (run & 1);
      for (let j = 0; j < 32; j++) out[o + j] = ((bytes[q + j]! >> shift) & 15) * scale - min;
    }
  }
}

/** As Q4_K, with 32 bytes before q that hold the fifth bits (bit r of byte j: run r, number j). */
export function dequantizeQ5K(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const half = halfTable();
  for (let b = 0, p = 0, o = 0; b < blocks; b++, p += 176) {
    const d = half[bytes[p]! | (bytes[p + 1]! << 8)]!;
    const dmin = half[bytes[p + 2]! | (bytes[p + 3]! << 8)]!;
    for (let run = 0; run < 8; run++, o += 32) {
      const scale = d * sixBitScale(bytes, p + 4, run);
      const min = dmin * sixBitMin(bytes, p + 4, run);
      const q = p + 48 + 32 * (run >> 1);
      const shift = 4 * (run & 1);
      for (let j = 0; j < 32; j++) {
        out[o + j] = (((bytes[q + j]! >> shift) & 15) | (((bytes[p + 16 + j]! >> run) & 1) << 4)) * scale - min;
      }
    }
  }
}

/**
 * 16 runs of 16, `(q - 32) * d * scale`, scales signed bytes. Bytes: 128 of low four bits, 64 of high two bits, 16 of scales, d.
 * Each half block has four rows of 32: rows 0 and 1 in the low halves of 64 bytes, 2 and 3 in the high ones, row r's high bits at 2r.
 */
export function dequantizeQ6K(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const half = halfTable();
  for (let b = 0, p = 0, o = 0; b < blocks; b++, p += 210) {
    const d = half[bytes[p + 208]! | (bytes[p + 209]! << 8)]!;
    for (let run = 0; run < 16; run++, o += 16) {
      const scale = d * ((bytes[p + 192 + run]! << 24) >> 24);
      const row = (run >> 1) & 3;
      const low = p + 64 * (run >> 3) + 32 * (row & 1) + 16 * (run & 1);
      const lowShift = 4 * (row >> 1);
      const high = p + 128 + 32 * (run >> 3) + 16 * (run & 1);
      for (let j = 0; j < 16; j++) {
        out[o + j] = ((((bytes[low + j]! >> lowShift) & 15) | (((bytes[high + j]! >> (2 * row)) & 3) << 4)) - 32) * scale;
      }
    }
  }
}
