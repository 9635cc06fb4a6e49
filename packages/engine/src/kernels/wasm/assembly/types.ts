/** GGUF's numbers for stored types. */
export const F32: i32 = 0;
export const F16: i32 = 1;
export const Q4_0: i32 = 2;
export const Q4_1: i32 = 3;
export const Q5_0: i32 = 6;
export const Q5_1: i32 = 7;
export const Q8_0: i32 = 8;
export const Q2_K: i32 = 10;
export const Q3_K: i32 = 11;
export const Q4_K: i32 = 12;
export const Q5_K: i32 = 13;
export const Q6_K: i32 = 14;
export const IQ4_NL: i32 = 20;
export const IQ4_XS: i32 = 23;
export const BF16: i32 = 30;

/** Bytes of 32 values (of 256 for the K-quants and IQ4_XS). */
export function blockBytes(type: i32): i32 {
  switch (type) {
    case F32: return 128;
    case F16:
    case BF16: return 64;
    case Q4_0:
    case IQ4_NL: return 18;
    case Q4_1: return 20;
    case Q5_0: return 22;
    case Q5_1: return 24;
    case Q8_0: return 34;
    case Q2_K: return 84;
    case Q3_K: return 110;
    case Q4_K: return 144;
    case Q5_K: return 176;
    case Q6_K: return 210;
    case IQ4_XS: return 136;
  }
  return 0;
}

/** Types whose values stand for `scale * integer + minimum`; Q2_K has its minimums in a way of its own (`unpack.ts`). */
// @ts-ignore: decorator
@inline
export function hasMinimum(type: i32): bool {
  return type == Q4_1 || type == Q5_1 || type == Q4_K || type == Q5_K;
}

// @ts-ignore: decorator
@inline
export function isFloat(type: i32): bool {
  return type == F32 || type == F16 || type == BF16;
}

// @ts-ignore: decorator
@inline
export function isSuper(type: i32): bool {
  return (type >= Q2_K && type <= Q6_K) || type == IQ4_XS;
}

/** Types whose rows lie side by side in groups of 8 (`pack.ts`), and are not stored floats. */
// @ts-ignore: decorator
@inline
export function isPacked(type: i32): bool {
  return (type >= Q4_0 && type <= Q8_0) || (type >= Q4_K && type <= Q6_K);
}
