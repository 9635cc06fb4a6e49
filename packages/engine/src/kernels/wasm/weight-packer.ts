import { SaguimError, type TensorInfo, type TensorType, type WeightSource } from '../../spec/index.js';
import { TENSOR_TYPES } from '../../tensors/index.js';
import type { Kernels } from './kernel-module.js';
import type { PackedWeight } from './program.js';

/** Types that the kernels read in the file's own order; the others are interleaved by 8 rows (`assembly/pack.ts`). */
const AS_STORED: ReadonlySet<TensorType> = new Set(['Q2_K', 'Q3_K', 'IQ4_NL', 'IQ4_XS']);

/** Bytes read at a time: the most that lies in memory twice while weights are packed. */
export const STAGING_BYTES = 1 << 20;

const GROUP = 8;

/** Room that packing needs behind what it packs (`assembly/pack.ts`). */
const PACKING_BYTES = 256;

function sizes(info: TensorInfo): { width: number; rows: number; rowBytes: number; groups: number; groupBytes: number } {
  const { elements: values, bytes } = TENSOR_TYPES[info.type];
  const width = info.shape[0]!;
  const rows = info.shape.slice(1).reduce((product, n) => product * n, 1);
  if (width % values !== 0) {
    throw new SaguimError('bad-file', `A row of ${width} values is not a whole number of ${info.type} blocks`, { where: info.name });
  }
  const rowBytes = (width / values) * bytes;
  const groupBytes = packedRowBytes(info.type, width / 32, rowBytes) * GROUP;
  return { width, rows, rowBytes, groups: Math.ceil(rows / GROUP), groupBytes };
}

/** Bytes that a row takes when packed: as many as in the file, but for minimums in a form of their own (Q4_1, Q5_1) and scales of eight bits instead of six. */
function packedRowBytes(type: TensorType, blocks: number, rowBytes: number): number {
  // As `assembly/minimums.ts` has them: a scale, and minimums by pairs of blocks.
  const minimums = 4 + Math.ceil(blocks / 2) * 4;
  if (type === 'Q4_1') return minimums + blocks * 18;
  if (type === 'Q5_1') return minimums + blocks * 22;
  return type === 'Q4_K' || type === 'Q5_K' ? rowBytes + (blocks / 8) * 4 : rowBytes;
}

/** Bytes that a matrix takes when packed. */
export function packedBytes(info: TensorInfo): number {
  const { groups, groupBytes } = sizes(info);
  return groups * groupBytes;
}

/** Reads a matrix and packs it at `address`, a megabyte at a time; `staging` has room for `STAGING_BYTES` and a group of rows more. */
export async function packMatrix(
  info: TensorInfo,
  source: WeightSource,
  kernels: Kernels,
  memory: WebAssembly.Memory,
  address: number,
  staging: number,
): Promise<PackedWeight> {
  const { width, rows, rowBytes, groups, groupBytes } = sizes(info);
  const storedBytes = rowBytes * GROUP;
  const type = TENSOR_TYPES[info.type].id;
  const weight: PackedWeight = { info, type, address, groupBytes, rowBytes };
  if (AS_STORED.has(info.type)) {
    const step = Math.max(1, Math.floor(STAGING_BYTES / rowBytes)) * rowBytes;
    for (let at = 0; at < rows * rowBytes; at += step) {
      const length = Math.min(step, rows * rowBytes - at);
      await source.read(info, at, length, new Uint8Array(memory.buffer, address + at, length));
    }
    return weight;
  }
  const groupsAtOnce = Math.max(1, Math.floor(STAGING_BYTES / storedBytes));
  for (let first = 0; first < groups; first += groupsAtOnce) {
    const count = Math.min(groupsAtOnce, groups - first);
    const bytes = Math.min(count * GROUP, rows - first * GROUP) * rowBytes;
    const room = new Uint8Array(memory.buffer, staging, count * storedBytes);
    await source.read(info, first * storedBytes, bytes, room.subarray(0, bytes));
    // Rows that fill up the last group are zero.
    if (bytes < room.length) room.fill(0, bytes);
    kernels.pack(type, staging, address + first * groupBytes, count, width, rowBytes);
  }
  return weight;
}

/** The most that `packMatrix` needs of staging for this matrix. */
export function stagingBytes(info: TensorInfo): number {
  return Math.max(STAGING_BYTES, sizes(info).rowBytes * GROUP) + PACKING_BYTES;
}
