import type { Operation, Plan, Range, RelativePositions } from '../../spec/index.js';
import { SaguimError } from '../../spec/index.js';
import { key, touches } from '../plan-access.js';
import { relativeRow } from '../relative-positions.js';
import {
  type Allocator,
  CHUNK_POSITIONS,
  type FloatBuffer,
  type IntegerBuffer,
  integerRows,
  padTo32,
  type RopeTable,
  type RowRegion,
  SPLIT_PAIRS,
} from './program.js';

/** The buffers of a program, made when they are first asked for. */
export class ProgramBuffers {
  readonly ropeTables: RopeTable[] = [];
  /** Numbers that do not change, and where they go. */
  readonly constants: { readonly address: number; readonly values: Int32Array }[] = [];
  /** Of all buffers but the tables that come with a batch. */
  readonly regions: RowRegion[] = [];
  /** With which of their rows buffers begin, a multiple of four. */
  firstRow = 0;
  readonly #plan: Plan;
  readonly #memory: Allocator;
  readonly #maxRows: number;
  readonly #maxOutputs: number;
  readonly #floats = new Map<string, FloatBuffer>();
  readonly #integers = new Map<string, IntegerBuffer>();
  readonly #queries = new Map<string, { data: number; scales: number }>();
  readonly #relativeRows = new Map<string, number>();
  #partialsAddress = 0;

  constructor(plan: Plan, memory: Allocator, maxRows: number, maxOutputs: number) {
    this.#plan = plan;
    this.#memory = memory;
    this.#maxRows = maxRows;
    this.#maxOutputs = maxOutputs;
  }

  #rows(rowBytes: number, rows = this.#maxRows): number {
    const address = this.#memory.allocate(rowBytes * rows);
    this.regions.push({ address, rowBytes, rows });
    return address;
  }

  /** A buffer's f32 rows. */
  float(range: Range): FloatBuffer {
    const width = this.#plan.buffers[range.buffer];
    if (width === undefined || range.start + range.width > width) {
      throw new SaguimError('internal', 'An operation names columns that its buffer does not have', {
        where: `${range.buffer}[${range.start}…]`,
      });
    }
    let buffer = this.#floats.get(range.buffer);
    if (!buffer) {
      const stride = ((width + 3) & ~3) * 4;
      // What the head alone touches (logits, above all) needs no more rows than are wanted at a time.
      const inBody = this.#plan.body.some((operation) => touches(operation, range.buffer));
      buffer = { address: this.#rows(stride, inBody ? this.#maxRows : this.#maxOutputs), stride };
      this.#floats.set(range.buffer, buffer);
    }
    const { address, stride } = buffer;
    return { address: address + this.firstRow * stride, stride };
  }

  /** A range's integers, with a scale and a sum for each 32. */
  integer(range: Range): IntegerBuffer {
    let buffer = this.#integers.get(key(range));
    if (!buffer) {
      const blocks = padTo32(range.width) / 32;
      const rows = integerRows(this.#maxRows);
      buffer = {
        data: this.#rows(blocks * 64, rows),
        dataStride: blocks * 64,
        scales: this.#rows(blocks * 4, rows),
        sums: this.#rows(blocks * 4, rows),
        metaStride: blocks * 4,
      };
      this.#integers.set(key(range), buffer);
    }
    return buffer;
  }

  /** Queries as integers, a head filled up to `pad`. */
  queries(heads: number, pad: number): { data: number; scales: number } {
    const name = `${heads}:${pad}`;
    let buffer = this.#queries.get(name);
    if (!buffer) {
      buffer = {
        data: this.#rows(heads * pad * 2),
        scales: this.#rows(heads * (pad / 32) * 4),
      };
      this.#queries.set(name, buffer);
    }
    return buffer;
  }

  /** Room for the partial results of a step whose attention is split: arrivals, then partials (`assembly/attention.ts`). */
  partials(): number {
    if (this.#partialsAddress === 0) {
      const pairBytes = this.#plan.body.map((operation) => {
        if (operation.op !== 'attention') return 0;
        const quads = Math.ceil(operation.heads / operation.kvHeads / 4);
        return quads * (32 + padTo32(operation.headSize) * 16);
      });
      const chunks = Math.ceil(this.#plan.contextLength / CHUNK_POSITIONS);
      this.#partialsAddress = this.#memory.allocate(SPLIT_PAIRS * 64 + SPLIT_PAIRS * chunks * Math.max(...pairBytes));
    }
    return this.#partialsAddress;
  }

  /** For each distance between two rows of a text, which row of tables stands for it; gives the address of that of distance 0. */
  relativeRows(relative: RelativePositions): number {
    const name = [relative.rows, relative.buckets, relative.most].join(':');
    let address = this.#relativeRows.get(name);
    if (address === undefined) {
      const most = this.#maxRows - 1;
      const values = Int32Array.from({ length: 2 * most + 1 }, (_, i) => relativeRow(i - most, relative));
      const start = this.#memory.allocate(values.byteLength);
      this.constants.push({ address: start, values });
      address = start + most * 4;
      this.#relativeRows.set(name, address);
    }
    return address;
  }

  /** cos and sin of every row's position. */
  ropeTable(rope: Extract<Operation, { op: 'rope' }>): RopeTable {
    const { dimensions, base, positionScale, factors, magnitude = 1 } = rope;
    let table = this.ropeTables.find(
      (t) =>
        t.dimensions === dimensions &&
        t.base === base &&
        t.positionScale === positionScale &&
        t.factors === factors &&
        t.magnitude === magnitude,
    );
    if (!table) {
      const stride = dimensions * 4;
      table = { address: this.#memory.allocate(stride * this.#maxRows), stride, dimensions, base, positionScale, factors, magnitude };
      this.ropeTables.push(table);
    }
    return table;
  }

  /** Five words of an operation that say where a range's integers lie. */
  integerWords(w: Int32Array, at: number, range: Range): void {
    const buffer = this.integer(range);
    const metaBytes = this.firstRow * buffer.metaStride;
    w[at] = buffer.data + this.firstRow * buffer.dataStride;
    w[at + 1] = buffer.dataStride;
    w[at + 2] = buffer.scales + metaBytes;
    w[at + 3] = buffer.sums + metaBytes;
    w[at + 4] = buffer.metaStride;
  }
}
