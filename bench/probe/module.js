// A module of one function, written byte by byte: `read(from, to)` reads the imported memory with four 16-byte loads a turn of the loop and adds
// them into four accumulators, so that no load waits for another. Opcodes: https://webassembly.github.io/spec/core/binary/
const unsigned = (value) => {
  const bytes = [];
  do {
    bytes.push((value & 127) | (value > 127 ? 128 : 0));
    value >>>= 7;
  } while (value > 0);
  return bytes;
};
const sized = (bytes) => [...unsigned(bytes.length), ...bytes];
const section = (id, ...items) => [id, ...sized([...unsigned(items.length), ...items.flat()])];
const name = (text) => sized([...new TextEncoder().encode(text)]);

const [i32, v128] = [0x7f, 0x7b];
const get = (local) => [0x20, local];
const set = (local) => [0x21, local];
const add = [0xfd, 0xae, 0x01];

/** Locals 0 and 1 are the arguments, 2 to 5 the accumulators. */
const loads = [0, 1, 2, 3].flatMap((i) => [...get(2 + i), ...get(0), 0xfd, 0x00, 4, i * 16, ...add, ...set(2 + i)]);
const body = [
  ...[0x03, 0x40], // loop
  ...loads,
  ...[...get(0), 0x41, ...unsigned(64).map((byte) => byte | 128), 0x00, 0x6a, 0x22, 0], // from += 64 (signed LEB128: one more byte)
  ...[...get(1), 0x49, 0x0d, 0, 0x0b], // again while from < to
  ...[...get(2), ...get(3), ...add, ...get(4), ...add, ...get(5), ...add, 0xfd, 0x1b, 0, 0x0b],
];

/** Bytes of the module for a memory of exactly `pages` pages, shared or not. */
export const readModule = (pages, shared) =>
  new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [0x60, 2, i32, i32, 1, i32]),
    ...section(2, [...name('env'), ...name('memory'), 0x02, shared ? 0x03 : 0x01, ...unsigned(pages), ...unsigned(pages)]),
    ...section(3, [0]),
    ...section(7, [...name('read'), 0x00, 0]),
    ...section(10, sized([1, 4, v128, ...body])),
  ]);
