/*
 * Small fills in place: the instruction for them (`memory.fill`) is a call out of WebAssembly in today's engines and
 * costs more than some of the products it would prepare. Lengths are multiples of 16.
 */

// @ts-ignore: decorator
@inline
export function clear(target: usize, length: usize): void {
  const end = target + length;
  for (; target < end; target += 16) v128.store(target, i64x2.splat(0));
}

/** Reads one byte of every cache line, so that misses overlap. Their sum goes to `sink`, or the reads would be left out. */
// @ts-ignore: decorator
@inline
export function touch(from: usize, length: usize, sink: usize): void {
  const end = from + length;
  let sum: u32 = 0;
  for (; from < end; from += 256) {
    sum += load<u8>(from) + load<u8>(from, 64) + load<u8>(from, 128) + load<u8>(from, 192);
  }
  store<u32>(sink, sum);
}
