import { TENSOR_TYPES } from '../../packages/engine/dist/spec/index.js';
import { dequantize } from '../../packages/engine/dist/tensors/dequantize.js';

/** mulberry32: small, and the same everywhere. */
export class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  /** 0 … 2³² - 1 */
  integer() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  below(limit) {
    return this.integer() % limit;
  }

  uniform() {
    return (this.integer() + 0.5) / 2 ** 32;
  }

  normal() {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  tokens(count, vocabulary) {
    return Array.from({ length: count }, () => this.below(vocabulary));
  }
}

/**
 * Where the F16 scales of a block lie, in bytes, and how a scale of offsets must relate to the main one for values around zero.
 */
const SCALES = {
  Q4_0: { scale: 0 },
  Q4_1: { scale: 0, offset: 2, ratio: -7.5 },
  Q5_0: { scale: 0 },
  Q5_1: { scale: 0, offset: 2, ratio: -15.5 },
  Q8_0: { scale: 0 },
  Q2_K: { scale: 80, offset: 82, ratio: 1.5 },
  Q3_K: { scale: 108 },
  Q4_K: { scale: 0, offset: 2, ratio: 7.5 },
  Q5_K: { scale: 0, offset: 2, ratio: 15.5 },
  Q6_K: { scale: 208 },
  IQ4_NL: { scale: 0 },
  IQ4_XS: { scale: 0 },
};

export const FLOAT_TYPES = ['F32', 'F16', 'BF16'];
export const ALL_TYPES = Object.keys(TENSOR_TYPES);

/** Row lengths must be multiples of this. */
export const blockElements = (type) => TENSOR_TYPES[type].elements;

/** The F16 pattern nearest to a number, below the largest. Small scales of K-quants are subnormal, in real files too. */
function toHalf(value) {
  const sign = value < 0 ? 0x8000 : 0;
  const bits = new Uint32Array(Float32Array.of(Math.abs(value)).buffer)[0];
  const exponent = (bits >>> 23) - 112;
  if (exponent < 1) return sign | Math.round(Math.abs(value) * 2 ** 24);
  return sign | (((exponent << 10) | ((bits >>> 13) & 0x3ff)) + ((bits >>> 12) & 1));
}

const toBfloat = (value) => (new Uint32Array(Float32Array.of(value).buffer)[0] + 0x8000) >>> 16;

function floatBytes(type, random, count, mean, deviation) {
  const values = Float32Array.from({ length: count }, () => mean + deviation * random.normal());
  if (type === 'F32') return new Uint8Array(values.buffer);
  return new Uint8Array(Uint16Array.from(values, type === 'F16' ? toHalf : toBfloat).buffer);
}

function blockBytes(type, random, count, deviation) {
  const { elements, bytes } = TENSOR_TYPES[type];
  const { scale, offset, ratio } = SCALES[type];
  const blocks = count / elements;
  const data = Uint8Array.from({ length: blocks * bytes }, () => random.below(256));
  const view = new DataView(data.buffer);
  const setScales = (size) => {
    for (let block = 0; block < blocks; block++) {
      const value = size() * (random.below(2) || offset !== undefined ? 1 : -1);
      view.setUint16(block * bytes + scale, toHalf(value), true);
      if (offset !== undefined) view.setUint16(block * bytes + offset, toHalf(value * ratio), true);
    }
  };
  // First with scales of 1/8, to see how far the values of the type spread.
  setScales(() => 1 / 8);
  const values = new Float32Array(count);
  dequantize(type, data, count, values);
  const spread = 8 * Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / count);
  setScales(() => ((0.7 + 0.6 * random.uniform()) * deviation) / spread);
  return data;
}

/** A tensor with random content: its bytes as in a file, and the numbers that they stand for. */
export function randomTensor(random, type, shape, { mean = 0, deviation = 1 } = {}) {
  const count = shape.reduce((product, size) => product * size, 1);
  const bytes = FLOAT_TYPES.includes(type) ? floatBytes(type, random, count, mean, deviation) : blockBytes(type, random, count, deviation);
  const values = new Float32Array(count);
  dequantize(type, bytes, count, values);
  return { type, shape, bytes, values };
}

/** A WeightSource over tensors in memory: `{ name: randomTensor(…) }`. */
export class MemoryWeights {
  constructor(tensors) {
    this.content = tensors;
    let offset = 0;
    this.tensors = new Map(
      Object.entries(tensors).map(([name, { type, shape, bytes }]) => {
        offset += bytes.length;
        return [name, { name, type, shape, offset: offset - bytes.length, byteLength: bytes.length }];
      }),
    );
  }

  values(name) {
    return this.content[name].values;
  }

  async read({ name }, start, length, target) {
    const bytes = this.content[name].bytes.slice(start, start + length);
    if (bytes.length !== length)
      throw new RangeError(`${name}: ${start} + ${length} lies outside of ${this.content[name].bytes.length} bytes`);
    if (!target) return bytes;
    target.set(bytes);
    return target;
  }
}
