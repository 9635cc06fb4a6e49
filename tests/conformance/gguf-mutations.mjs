/*
 * Mutations of GGUF files, for tests that feed damaged and hostile files to whatever reads them. A mutation is decided by a seed alone.
 *
 *   for (const { kind, bytes } of mutations(original, seed, count)) …
 */
import { Random } from './random-weights.mjs';

const NUMBER_BYTES = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };
const STRING = 8;
const ARRAY = 9;

/** Bytes of a block and where its F16 scales lie, by GGUF's number of the type; of F32, F16 and BF16 a block is one number. */
const BLOCKS = {
  0: [4, [2]],
  1: [2, [0]],
  2: [18, [0]],
  3: [20, [0, 2]],
  6: [22, [0]],
  7: [24, [0, 2]],
  8: [34, [0]],
  10: [84, [80, 82]],
  11: [110, [108]],
  12: [144, [0, 2]],
  13: [176, [0, 2]],
  14: [210, [208]],
  20: [18, [0]],
  23: [136, [0]],
  30: [2, [0]],
};
/** F16: infinities, NaNs, the largest, the smallest, zero and minus zero. As upper halves of F32 they are as odd. */
const ODD_HALVES = [0x7c00, 0xfc00, 0x7e00, 0xffff, 0x7bff, 0xfbff, 0x0001, 0x0000, 0x8000, 0x7f80, 0xff80];
const ODD_NUMBERS = [0n, 1n, 2n, 3n, 31n, 33n, 255n, 256n, 65_535n, 65_536n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n];
const ODD_LONGS = [...ODD_NUMBERS, 2n ** 53n, 2n ** 61n, 2n ** 62n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 32n, 2n ** 64n - 1n];

/** Where everything lies in the header of a well-formed file: a reader of its own, that trusts the file. */
export function mapGguf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 8;
  const u32 = () => view.getUint32((at += 4) - 4, true);
  const u64 = () => Number(view.getBigUint64((at += 8) - 8, true));
  const map = { lengths: [], counts: [8, 16], valueTypes: [], numbers: [], strings: [], keys: [], tensors: [] };
  const readString = () => {
    map.lengths.push(at);
    const length = u64();
    map.strings.push({ at, length });
    at += length;
    return new TextDecoder().decode(bytes.subarray(at - length, at));
  };
  const readValue = (type) => {
    if (type === STRING) return void readString();
    if (type !== ARRAY) {
      map.numbers.push({ at, type, size: NUMBER_BYTES[type] });
      return void (at += NUMBER_BYTES[type]);
    }
    map.valueTypes.push(at);
    const of = u32();
    map.counts.push(at);
    const count = u64();
    if (NUMBER_BYTES[of]) at += count * NUMBER_BYTES[of];
    else for (let i = 0; i < count; i++) readValue(of);
  };

  const tensorCount = u64();
  const keyCount = u64();
  let alignment = 32;
  for (let i = 0; i < keyCount; i++) {
    const start = at;
    const key = readString();
    map.valueTypes.push(at);
    const type = u32();
    if (key === 'general.alignment') alignment = view.getUint32(at, true);
    readValue(type);
    map.keys.push({ key, start, end: at });
  }
  const tensorsStart = at;
  for (let i = 0; i < tensorCount; i++) {
    const start = at;
    readString();
    const rankAt = at;
    const rank = u32();
    const dimensions = Array.from({ length: rank }, () => (at += 8) - 8);
    const typeAt = at;
    const type = u32();
    const offsetAt = at;
    map.tensors.push({ start, end: at + 8, rankAt, dimensions, typeAt, type, offsetAt, offset: u64() });
  }
  const headerEnd = at;
  return { ...map, alignment, tensorsStart, headerEnd, dataStart: Math.ceil(headerEnd / alignment) * alignment };
}

const le = (value, size) => new Uint8Array(BigUint64Array.of(BigInt.asUintN(64, BigInt(value))).buffer, 0, size);
const join = (...parts) => new Uint8Array(Buffer.concat(parts));
const string = (text) => join(le(text.length, 8), new TextEncoder().encode(text));

/** One file, and the ways to spoil it. */
class Specimen {
  constructor(bytes, random) {
    this.bytes = bytes;
    this.map = mapGguf(bytes);
    this.random = random;
  }

  below(limit) {
    return this.random.below(limit);
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  /** A copy with some bytes written over. */
  write(...changes) {
    const copy = this.bytes.slice();
    for (const [at, bytes] of changes) copy.set(bytes.subarray(0, Math.max(0, copy.length - at)), at);
    return copy;
  }

  /** A copy whose header has other bytes in `[start, end)`, with counts of tensors and keys changed, and the data moved along. */
  splice(start, end, bytes, { tensors = 0, keys = 0 } = {}) {
    const { headerEnd, dataStart, alignment } = this.map;
    const header = join(this.bytes.subarray(0, start), bytes, this.bytes.subarray(end, headerEnd));
    const view = new DataView(header.buffer);
    view.setBigUint64(8, view.getBigUint64(8, true) + BigInt(tensors), true);
    view.setBigUint64(16, view.getBigUint64(16, true) + BigInt(keys), true);
    if (this.bytes.length <= headerEnd) return header;
    return join(header, new Uint8Array((alignment - (header.length % alignment)) % alignment), this.bytes.subarray(dataStart));
  }

  addKey(bytes) {
    const at = this.pick([24, this.map.tensorsStart]);
    return this.splice(at, at, bytes, { keys: 1 });
  }

  /** A 64-bit number near the one that is there, or an odd one. */
  long(at) {
    const old = new DataView(this.bytes.buffer, this.bytes.byteOffset).getBigUint64(at, true);
    const near = [old + 1n, old - 1n, old * 2n, old / 2n, old + 32n, old - 32n, old ^ (1n << BigInt(this.below(64))), old + (1n << 32n)];
    return le(this.pick([...near, ...ODD_LONGS]), 8);
  }

  randomBytes(length) {
    return Uint8Array.from({ length }, () => this.below(256));
  }
}

const hasTensors = ({ map }) => map.tensors.length > 0;
const hasKeys = ({ map }) => map.keys.length > 0;

/** Each takes a specimen and gives the bytes of a spoiled file, or undefined where it has nothing of the kind to spoil. */
export const MUTATIONS = {
  cut(s) {
    const limit = s.pick([64, s.map.headerEnd, s.bytes.length]);
    return s.bytes.slice(0, s.below(Math.min(limit, s.bytes.length)));
  },
  append: (s) => join(s.bytes, s.randomBytes(1 + s.below(100))),
  'magic or version': (s) => s.write([s.below(8), s.randomBytes(1)]),
  version: (s) => s.write([4, le(s.pick([0n, 1n, 2n, 3n, 4n, 0x03000000n, 2n ** 32n - 1n]), 4)]),
  length(s) {
    const at = s.pick(s.map.lengths);
    return at && s.write([at, s.long(at)]);
  },
  count(s) {
    const at = s.pick(s.map.counts);
    return s.write([at, s.long(at)]);
  },
  'value type'(s) {
    const at = s.pick(s.map.valueTypes);
    return at && s.write([at, le(s.pick([BigInt(s.below(16)), BigInt(s.random.integer())]), 4)]);
  },
  number(s) {
    const field = s.pick(s.map.numbers);
    return field && s.write([field.at, s.pick([le(s.pick(ODD_LONGS), field.size), s.randomBytes(field.size), le(0x7fc00000, field.size)])]);
  },
  text(s) {
    const { at, length } = s.pick(s.map.strings) ?? { length: 0 };
    return length === 0 ? undefined : s.write([at + s.below(length), s.randomBytes(1)]);
  },
  'tensor type'(s) {
    return hasTensors(s)
      ? s.write([s.pick(s.map.tensors).typeAt, le(s.pick([BigInt(s.below(45)), BigInt(s.random.integer())]), 4)])
      : undefined;
  },
  rank(s) {
    return hasTensors(s)
      ? s.write([s.pick(s.map.tensors).rankAt, le(s.pick([BigInt(s.below(8)), BigInt(s.random.integer())]), 4)])
      : undefined;
  },
  dimension(s) {
    const at = hasTensors(s) ? s.pick(s.pick(s.map.tensors).dimensions) : undefined;
    return at && s.write([at, s.long(at)]);
  },
  'all dimensions'(s) {
    if (!hasTensors(s)) return undefined;
    return s.write(...s.pick(s.map.tensors).dimensions.map((at) => [at, s.long(at)]));
  },
  offset(s) {
    if (!hasTensors(s)) return undefined;
    const { offsetAt } = s.pick(s.map.tensors);
    return s.write([offsetAt, s.pick([s.long(offsetAt), le(s.pick(s.map.tensors).offset, 8)])]);
  },
  alignment: (s) => s.addKey(join(string('general.alignment'), le(4, 4), le(s.pick([...ODD_NUMBERS, 8n, 16n, 64n, 4096n]), 4))),
  'key twice'(s) {
    if (!hasKeys(s)) return undefined;
    const { start, end } = s.pick(s.map.keys);
    return s.addKey(s.bytes.subarray(start, end));
  },
  'tensor twice'(s) {
    if (!hasTensors(s)) return undefined;
    const { start, end } = s.pick(s.map.tensors);
    return s.splice(end, end, s.bytes.subarray(start, end), { tensors: 1 });
  },
  'key gone'(s) {
    if (!hasKeys(s)) return undefined;
    const { start, end } = s.pick(s.map.keys);
    return s.splice(start, end, new Uint8Array(0), { keys: -1 });
  },
  'tensor gone'(s) {
    if (!hasTensors(s)) return undefined;
    const { start, end } = s.pick(s.map.tensors);
    return s.splice(start, end, new Uint8Array(0), { tensors: -1 });
  },
  'deep array'(s) {
    const depth = 2 + s.below(s.pick([4, 100, 3000]));
    const nested = Array.from({ length: depth }, () => join(le(ARRAY, 4), le(1, 8)));
    return s.addKey(join(string('deep'), le(ARRAY, 4), ...nested, le(0, 4), le(1, 8), le(7, 1)));
  },
  'wide array'(s) {
    const [count, inner] = [s.below(2000), join(le(ARRAY, 4), le(2, 8), le(0, 4), le(0, 8), le(STRING, 4), le(0, 8))];
    return s.addKey(join(string('wide'), le(ARRAY, 4), le(ARRAY, 4), le(count, 8), ...new Array(count).fill(inner)));
  },
  scale(s) {
    if (!hasTensors(s)) return undefined;
    const changes = Array.from({ length: 1 + s.below(4) }, () => {
      const tensor = s.pick(s.map.tensors);
      const [blockBytes, scales] = BLOCKS[tensor.type];
      const blocks = Math.max(1, Math.floor((s.bytes.length - s.map.dataStart - tensor.offset) / blockBytes));
      return [s.map.dataStart + tensor.offset + s.below(Math.min(blocks, 64)) * blockBytes + s.pick(scales), le(s.pick(ODD_HALVES), 2)];
    });
    return s.write(...changes);
  },
  'bytes of the header': (s) => s.write(...Array.from({ length: 1 + s.below(16) }, () => [s.below(s.map.headerEnd), s.randomBytes(1)])),
  'bytes anywhere': (s) => s.write(...Array.from({ length: 1 + s.below(64) }, () => [s.below(s.bytes.length), s.randomBytes(1)])),
  'span gone'(s) {
    const [start, length] = [s.below(s.map.headerEnd), 1 + s.below(64)];
    return join(s.bytes.subarray(0, start), s.bytes.subarray(start + length));
  },
  'span twice'(s) {
    const [start, length] = [s.below(s.map.headerEnd), 1 + s.below(64)];
    return join(s.bytes.subarray(0, start + length), s.bytes.subarray(start));
  },
};

/**
 * `count` spoiled copies of a well-formed file, every kind in turn.
 *
 * @param {Uint8Array} bytes
 * @param {number} seed
 * @param {number} count
 * @returns {Generator<{ kind: string, index: number, bytes: Uint8Array }>}
 */
export function* mutations(bytes, seed, count) {
  const specimen = new Specimen(bytes, new Random(seed));
  const kinds = Object.entries(MUTATIONS);
  for (let tried = 0, index = 0; index < count; tried++) {
    const [kind, mutate] = kinds[tried % kinds.length];
    const mutated = mutate(specimen);
    if (mutated) yield { kind, index: index++, bytes: mutated };
  }
}
