import type { TensorType } from '../spec/index.js';
import { SaguimError, TENSOR_TYPES } from '../spec/index.js';
import { halfTable } from './half.js';
import { dequantizeQ2K, dequantizeQ3K, dequantizeQ4K, dequantizeQ5K, dequantizeQ6K } from './k-blocks.js';

/** Writes the numbers of `blocks` consecutive blocks into `out`. */
type Dequantizer = (bytes: Uint8Array, blocks: number, out: Float32Array) => void;

/**
 * The numbers that stored blocks stand for.
 *
 * @param bytes at least as many as `count` numbers take; aligned or not
 * @param count whole blocks of the type
 * @param out (count,) or longer; made when absent
 * @returns `out`
 * @throws {SaguimError} `invalid-argument` when the lengths do not fit each other.
 */
export function dequantize(type: TensorType, bytes: Uint8Array, count: number, out = new Float32Array(count)): Float32Array {
  const block = TENSOR_TYPES[type];
  const blocks = count / block.elements;
  if (!Number.isSafeInteger(blocks) || blocks < 0) {
    throw new SaguimError('invalid-argument', `${count} numbers are not whole blocks of ${block.elements}, as ${type} needs`);
  }
  if (bytes.length < blocks * block.bytes) {
    throw new SaguimError('invalid-argument', `${count} numbers of ${type} take ${blocks * block.bytes} bytes; ${bytes.length} are there`);
  }
  if (out.length < count) throw new SaguimError('invalid-argument', `There is room for ${out.length} of ${count} numbers`);
  DEQUANTIZERS[type](bytes, blocks, out);
  return out;
}

/**
 * Layouts: https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-common.h. Numbers are little-endian there, and so is
 * every host of JavaScript and WebAssembly that this runs on.
 */
const DEQUANTIZERS: Readonly<Record<TensorType, Dequantizer>> = {
  F32: dequantizeF32,
  F16: dequantizeF16,
  BF16: dequantizeBF16,
  Q4_0: dequantizeQ40,
  Q4_1: dequantizeQ41,
  Q5_0: dequantizeQ50,
  Q5_1: dequantizeQ51,
  Q8_0: dequantizeQ80,
  Q2_K: dequantizeQ2K,
  Q3_K: dequantizeQ3K,
  Q4_K: dequantizeQ4K,
  Q5_K: dequantizeQ5K,
  Q6_K: dequantizeQ6K,
  IQ4_NL: dequantizeIQ4NL,
  IQ4_XS: dequantizeIQ4XS,
};

function dequantizeF32(bytes: Uint8Array, count: number, out: Float32Array): void {
  new Uint8Array(out.buffer, out.byteOffset, count * 4).set(bytes.subarray(0, count * 4));
}

function dequantizeF16(bytes: Uint8Array, count: number, out: Float32Array): void {
  const half = halfTable();
  for (let i = 0; i < count; i++) out[i] = half[bytes[2 * i]! | (bytes[2 * i + 1]! << 8)]!;
}

function dequantizeBF16(bytes: Uint8Array, count: number, out: Float32Array): void {
  const words = new Uint32Array(out.buffer, out.byteOffset, count);
  for (let i = 0; i < count; i++) words[i] = (bytes[2 * i]! << 16) | (bytes[2 * i + 1]! << 24);
}

/** `(q - 8) * d`; 16 bytes hold numbers 0 … 15 in their low halves and 16 … 31 in their high halves, here and below. */
function dequantizeQ40(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const half = halfTable();
  for (let b = 0, p = 0, o = 0; b < blocks; b++, p += 18, o += 32) {
    const d = half[bytes[p]! | (bytes[p + 1]! << 8)]!;
    for (let j = 0; j < 16; j++) {
      const q = bytes[p + 2 + j]!;
      out[o + j] = ((q & 15) - 8) * d;
      out[o + 16 + j] = ((q >> 4) - 8) * d;
    }
  }
}

/** `q * d + m` */
function dequantizeQ41(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const half = halfTable();
  for (let b = 0, p = 0, o = 0; b < blocks; b++, p += 20, o += 32) {
    const d = half[bytes[p]! | (bytes[p + 1]! << 8)]!;
    const m = half[bytes[p + 2]! | (bytes[p + 3]! << 8)]!;
    for (let j = 0; j < 16; j++) {
      const q = bytes[p + 4 + j]!;
      out[o + j] = (q & 15) * d + m;
      out[o + 16 + j] = (q >> 4) * d + m;
    }
  }
}

/** `(q - 16) * d`; the fifth bits of the 32 numbers come first, as one word. */
function dequantizeQ50(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const half = halfTable();
  for (let b = 0, p = 0, o = 0; b < blocks; b++, p += 22, o += 32) {
    const d = half[bytes[p]! | (bytes[p + 1]! << 8)]!;
    const fifth = bytes[p + 2]! | (bytes[p + 3]! << 8) | (bytes[p + 4]! << 16) | (bytes[p + 5]! << 24);
    for (let j = 0; j < 16; j++) {
      const q = bytes[p + 6 + j]!;
      out[o + j] = (((q & 15) | (((fifth >>> j) & 1) << 4)) - 16) * d;
      out[o + 16 + j] = (((q >> 4) | (((fifth >>> (16 + j)) & 1) << 4)) - 16) * d;
    }
  }
}

/** `q * d + m`, five bits as in Q5_0. */
function dequantizeQ51(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const half = halfTable();
  for (let b = 0, p = 0, o = 0; b < blocks; b++, p += 24, o += 32) {
    const d = half[bytes[p]! | (bytes[p + 1]! << 8)]!;
    const m = half[bytes[p + 2]! | (bytes[p + 3]! << 8)]!;
    const fifth = bytes[p + 4]! | (bytes[p + 5]! << 8) | (bytes[p + 6]! << 16) | (bytes[p + 7]! << 24);
    for (let j = 0; j < 16; j++) {
      const q = bytes[p + 8 + j]!;
      out[o + j] = ((q & 15) | (((fifth >>> j) & 1) << 4)) * d + m;
      out[o + 16 + j] = ((q >> 4) | (((fifth >>> (16 + j)) & 1) << 4)) * d + m;
    }
  }
}

/** `q * d`, signed bytes. */
function dequantizeQ80(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const half = halfTable();
  for (let b = 0, p = 0, o = 0; b < blocks; b++, p += 34, o += 32) {
    const d = half[bytes[p]! | (bytes[p + 1]! << 8)]!;
    for (let j = 0; j < 32; j++) out[o + j] = ((bytes[p + 2 + j]! << 24) >> 24) * d;
  }
}

/** The sixteen levels of the non-linear 4-bit types. */
export const IQ4_LEVELS = Int8Array.of(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);

/** `level[q] * d` */
function dequantizeIQ4NL(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const half = halfTable();
  for (let b = 0, p = 0, o = 0; b < blocks; b++, p += 18, o += 32) {
    const d = half[bytes[p]! | (bytes[p + 1]! << 8)]!;
    for (let j = 0; j < 16; j++) {
      const q = bytes[p + 2 + j]!;
      out[o + j] = IQ4_LEVELS[q & 15]! * d;
      out[o + 16 + j] = IQ4_LEVELS[q >> 4]! * d;
    }
  }
}

/** Eight runs of 32 numbers, `level[q] * d * (scale - 32)`; scales of 6 bits: two high bits each in one word, then the low four. */
function dequantizeIQ4XS(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const half = halfTable();
  for (let b = 0, p = 0, o = 0; b < blocks; b++, p += 136) {
    const d = half[bytes[p]! | (bytes[p + 1]! << 8)]!;
    const high = bytes[p + 2]! | (bytes[p + 3]! << 8);
    for (let run = 0; run < 8; run++, o += 32) {
      const low = (bytes[p + 4 + (run >> 1)]! >> (4 * (run & 1))) & 15;
      const scale = d * ((low | (((high >> (2 * run)) & 3) << 4)) - 32);
      for (let j = 0; j < 16; j++) {
        const q = bytes[p + 8 + 16 * run + j]!;
        out[o + j] = IQ4_LEVELS[q & 15]! * scale;
        out[o + 16 + j] = IQ4_LEVELS[q >> 4]! * scale;
      }
    }
  }
}
