import { SaguimError } from '@saguim/engine/spec';
import type { Head, HeadInput } from './head.js';
import { checkHeadHeader, type HeadHeader, type SectionName } from './head-header.js';
import type { WordWeights } from './words.js';

/**
 * A head as a file. Little-endian: 4 bytes `SGMH`, then u32 version, u32 length of the JSON header, u32 CRC-32 of all that follows, the
 * header, zeros up to a multiple of 8, and the sections of numbers in the order that the header names them, each padded likewise.
 */
const magic = 0x484d4753;
const version = 2;
/** Version 1 had no `input.blocks`, no `equalLength` and no words; without them version 2 means the same. */
const oldestVersion = 1;
const prefixBytes = 16;

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/** CRC-32 as in ISO 3309 and zip. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = crcTable[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const padded = (length: number) => Math.ceil(length / 8) * 8;

type Numbers = Float32Array | Int8Array | Uint8Array | Uint32Array;

function sectionsOf(head: Head): [SectionName, Numbers][] {
  const { standardisation, weights, words, calibration, scope, memory } = head;
  const sections: [SectionName, Numbers][] = [
    ['mean', standardisation.mean],
    ['scale', standardisation.scale],
    ['weights', weights],
    ['slope', calibration.slope],
    ['offset', calibration.offset],
  ];
  if (scope) sections.push(['centroids', scope.centroids]);
  if (words) {
    sections.push(['wordTerms', words.terms], ['wordValues', words.values], ['wordScale', words.scale], ['wordBias', words.bias]);
  }
  if (memory) {
    sections.push(
      ['memoryScales', memory.scales],
      ['memoryWeights', memory.weights],
      ['memoryTargets', memory.targets],
      ['memoryValues', memory.values],
    );
  }
  return sections;
}

export function encodeHead(head: Head): Uint8Array<ArrayBuffer> {
  const { labels, link, input, standardisation, scope, l2, examples, metrics } = head;
  const sections = sectionsOf(head);
  const header = {
    labels,
    link,
    input,
    l2,
    examples,
    ...(standardisation.equalLength && { equalLength: true }),
    threshold: scope?.threshold,
    metrics,
    sections: sections.map(([name, { length }]) => ({ name, length })),
  } satisfies HeadHeader;
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(sections.reduce((sum, [, values]) => sum + padded(values.byteLength), padded(prefixBytes + json.length)));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, version, true);
  view.setUint32(8, json.length, true);
  bytes.set(json, prefixBytes);
  let at = padded(prefixBytes + json.length);
  for (const [, values] of sections) {
    if (values instanceof Float32Array) values.forEach((value, i) => void view.setFloat32(at + 4 * i, value, true));
    else if (values instanceof Uint32Array) values.forEach((value, i) => void view.setUint32(at + 4 * i, value, true));
    else bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += padded(values.byteLength);
  }
  view.setUint32(12, crc32(bytes.subarray(prefixBytes)), true);
  return bytes;
}

/**
 * Reads a head from bytes that may come from anywhere.
 * @throws {SaguimError} `bad-file` with what is wrong; `unsupported` for a newer version
 */
export function decodeHead(bytes: Uint8Array, where?: string): Head {
  const wrong = (what: string) =>
    new SaguimError('bad-file', `This is not a usable classifier file: ${what}`, {
      where,
      hint: 'Save the classifier again, or take the file from where it was made.',
    });
  if (bytes.length < prefixBytes) throw wrong('it is too short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== magic) throw wrong('it does not begin as one');
  const found = view.getUint32(4, true);
  if (!(found >= oldestVersion && found <= version)) {
    throw new SaguimError('unsupported', `This classifier file is of version ${found}, and this library reads up to version ${version}`, {
      where,
      hint: 'Update the library.',
    });
  }
  const length = view.getUint32(8, true);
  if (length > bytes.length - prefixBytes) throw wrong('it is cut off');
  if (view.getUint32(12, true) !== crc32(bytes.subarray(prefixBytes))) throw wrong('its checksum does not match: it is damaged or cut off');
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(prefixBytes, prefixBytes + length)));
  } catch {
    throw wrong('its header is not JSON');
  }
  const header = checkHeadHeader(parsed, wrong);
  const parts = new Map<SectionName, Uint8Array>();
  let at = padded(prefixBytes + length);
  for (const { name, length: count } of header.sections) {
    const size = count * (integers.has(name) ? 1 : 4);
    if (size > bytes.length - at) throw wrong(`its part "${name}" is cut off`);
    // A Buffer's own slice would not be a copy, and parts are read from the beginning of what holds them.
    parts.set(name, Uint8Array.prototype.slice.call(bytes, at, at + size));
    at += padded(size);
  }
  if (at !== bytes.length) throw wrong('something follows its end');
  const integersOf = (name: SectionName): Uint8Array => parts.get(name)!;
  const numbersOf = (name: SectionName): Float32Array => {
    const part = parts.get(name)!;
    const source = new DataView(part.buffer);
    const values = Float32Array.from({ length: part.length / 4 }, (_, i) => source.getFloat32(4 * i, true));
    if (!values.every(Number.isFinite)) throw wrong(`its part "${name}" holds what is no number`);
    return values;
  };
  const { labels, link, input, l2, examples, equalLength, threshold, metrics } = header;
  return {
    labels,
    link,
    input: input as HeadInput,
    standardisation: { mean: numbersOf('mean'), scale: numbersOf('scale'), ...(equalLength && { equalLength }) },
    weights: numbersOf('weights'),
    calibration: { slope: numbersOf('slope'), offset: numbersOf('offset') },
    ...(parts.has('wordTerms') && { words: wordsOf(parts, numbersOf, wrong) }),
    ...(threshold !== undefined && { scope: { centroids: numbersOf('centroids'), threshold } }),
    l2,
    examples,
    ...(parts.has('memoryValues') && {
      memory: {
        values: new Int8Array(integersOf('memoryValues').buffer as ArrayBuffer),
        scales: numbersOf('memoryScales'),
        weights: numbersOf('memoryWeights'),
        targets: integersOf('memoryTargets'),
      },
    }),
    ...(metrics && { metrics }),
  };
}

const integers: ReadonlySet<SectionName> = new Set(['wordValues', 'memoryTargets', 'memoryValues']);

function wordsOf(
  parts: ReadonlyMap<SectionName, Uint8Array>,
  numbersOf: (name: SectionName) => Float32Array,
  wrong: (what: string) => SaguimError,
): WordWeights {
  const source = new DataView(parts.get('wordTerms')!.buffer);
  const terms = Uint32Array.from({ length: source.byteLength / 4 }, (_, i) => source.getUint32(4 * i, true));
  if (!terms.every((term, i) => i === 0 || term > terms[i - 1]!)) throw wrong('its words are not in order');
  return {
    terms,
    values: new Int8Array(parts.get('wordValues')!.buffer as ArrayBuffer),
    scale: numbersOf('wordScale'),
    bias: numbersOf('wordBias'),
  };
}
