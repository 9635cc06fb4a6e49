import type { Operation, Plan, Range } from '../../spec/index.js';
import { SaguimError } from '../../spec/index.js';
import { type Access, accesses, covers, integerRange, key, newAccess, overlap, same } from '../plan-access.js';
import { columnWords, embedWords, gateWords, selfAttentionWords } from './operation-words.js';
import { type CacheOffsets, Kind, OPERATION_WORDS, type PackedWeight, type Program, type RopeTable } from './program.js';
import type { ProgramBuffers } from './program-buffers.js';

type Named<Name extends Operation['op']> = Extract<Operation, { op: Name }>;

const isStoredFloat = (weight: PackedWeight) => ['F32', 'F16', 'BF16'].includes(weight.info.type);

/**
 * Lays a plan down as the words that the kernels read. Fuses what the kernels can do at once: a norm, gate or attention writes the
 * integers that the next products read; rope goes with the writing of the cache. Puts a barrier before an operation only when it
 * touches what an earlier one since the last barrier has written, or writes what one has read.
 */
export class ProgramBuilder {
  readonly #plan: Plan;
  readonly #weights: ReadonlyMap<string, PackedWeight>;
  readonly #vectors: ReadonlyMap<string, number>;
  readonly #buffers: ProgramBuffers;
  readonly #page: readonly CacheOffsets[];
  readonly #operations: { words: Int32Array; name: string }[] = [];
  /** Since the last barrier that may be left out when there is one row, and since the last that may not. */
  #pending = newAccess();
  #certain = newAccess();
  #fresh = new Set<string>();

  constructor(
    plan: Plan,
    weights: ReadonlyMap<string, PackedWeight>,
    vectors: ReadonlyMap<string, number>,
    buffers: ProgramBuffers,
    page: readonly CacheOffsets[],
  ) {
    this.#plan = plan;
    this.#weights = weights;
    this.#vectors = vectors;
    this.#buffers = buffers;
    this.#page = page;
  }

  build(): Program {
    const { body, head } = this.#plan;
    this.#lay(body, false);
    const headStart = this.#operations.length;
    this.#gatherForHead(head);
    this.#lay(head, true);
    const words = new Int32Array(this.#operations.length * OPERATION_WORDS);
    this.#operations.forEach((operation, i) => void words.set(operation.words, i * OPERATION_WORDS));
    return {
      words,
      count: this.#operations.length,
      headStart,
      names: this.#operations.map(({ name }) => name),
      ropeTables: this.#buffers.ropeTables,
      rowRegions: this.#buffers.regions,
      result: { ...this.#buffers.float(this.#plan.result), start: this.#plan.result.start },
    };
  }

  /** Buffers that the head reads before it writes them hold a row for every row of the batch: the wanted ones move to the front. */
  #gatherForHead(head: readonly Operation[]): void {
    const written: Range[] = [];
    const gathered = new Set<string>();
    const gather = (range: Range) => {
      if (gathered.has(range.buffer) || written.some((w) => overlap(w, range))) return;
      gathered.add(range.buffer);
      const buffer = this.#buffers.float(range);
      const whole = { buffer: range.buffer, start: 0, width: this.#plan.buffers[range.buffer]! };
      this.#emit('gather', Kind.gather, true, { reads: [whole], writes: [whole] }, (w) => {
        w[1] = buffer.address;
        w[2] = buffer.stride;
      });
    };
    for (const operation of head) {
      const { reads, writes } = accesses(operation);
      reads.forEach(gather);
      written.push(...writes);
    }
    gather(this.#plan.result);
    this.#fresh.clear();
  }

  #lay(operations: readonly Operation[], head: boolean): void {
    for (let i = 0; i < operations.length; i++) {
      const operation = operations[i]!;
      const later = operations.slice(i + 1);
      switch (operation.op) {
        case 'embed':
          this.#emit(
            'embed',
            Kind.embed,
            false,
            accesses(operation),
            embedWords(operation, (name) => this.#weight(name), this.#buffers),
          );
          break;
        case 'rms-norm':
        case 'layer-norm':
          this.#norm(operation, later, head);
          break;
        case 'matmul':
          this.#matmul(operation, head);
          break;
        case 'rope':
          i += this.#ropeOrAttention(operations, i);
          break;
        case 'attention':
          this.#attention(operation, undefined, undefined, later);
          break;
        case 'gate':
        case 'activate':
          this.#produce(operation.op, Kind.gate, head, operation, operation.out, later, gateWords(operation, this.#buffers));
          break;
        case 'self-attention':
          this.#selfAttention(operation, later, head);
          break;
        case 'scale':
        case 'softcap':
        case 'pool':
        case 'unit-norm': {
          const [kind, fill] = columnWords(operation, this.#buffers);
          this.#emit(operation.op, kind, head, accesses(operation), fill);
          this.#stale(operation.out);
          break;
        }
      }
    }
  }

  #selfAttention(operation: Named<'self-attention'>, later: readonly Operation[], head: boolean): void {
    const words = selfAttentionWords(operation, (name) => this.#vector(name), this.#buffers);
    this.#produce(operation.op, Kind.selfAttention, head, operation, operation.out, later, words);
  }

  #norm(operation: Named<'rms-norm' | 'layer-norm'>, later: readonly Operation[], head: boolean): void {
    const from = this.#buffers.float(operation.in);
    const group = operation.group ?? operation.out.width;
    this.#produce(operation.op, Kind.norm, head, operation, operation.out, later, (w, f) => {
      w[1] = from.address + operation.in.start * 4;
      w[2] = from.stride;
      w[3] = group;
      w[4] = operation.out.width / group;
      w[5] = this.#vector(operation.weight);
      w[6] = operation.op === 'layer-norm' && operation.bias ? this.#vector(operation.bias) : 0;
      f[7] = operation.epsilon;
      w[15] = operation.op === 'layer-norm' ? 1 : 0;
      w[18] = operation.op === 'layer-norm' ? group * 4 : 0;
    });
  }

  /** An operation that can write its result as f32, as integers for the next products, or both: whatever is read later. */
  #produce(
    name: string,
    kind: Kind,
    head: boolean,
    operation: Operation,
    out: Range,
    later: readonly Operation[],
    fill: (w: Int32Array, f: Float32Array) => void,
  ): void {
    const wanted = this.#wanted(out, later, head);
    // A head's integers are blocks of their own; where they are not, the product makes its integers itself.
    if (operation.op === 'self-attention' && operation.headSize % 32 !== 0) Object.assign(wanted, { floats: true, integers: false });
    const access = accesses(operation);
    const byAll = kind === Kind.norm && !access.reads.some((read) => overlap(read, out));
    if (wanted.integers) access.writes.push(integerRange(out));
    this.#emit(
      name,
      kind,
      head,
      access,
      (w, f) => {
        fill(w, f);
        if (wanted.floats) {
          const buffer = this.#buffers.float(out);
          w[8] = buffer.address + out.start * 4;
          w[9] = buffer.stride;
        }
        if (wanted.integers) this.#buffers.integerWords(w, 10, out);
        w[17] = byAll ? 1 : 0;
      },
      byAll,
    );
    this.#stale(out);
    if (wanted.integers) this.#fresh.add(key(out));
  }

  #matmul(operation: Named<'matmul'>, head: boolean): void {
    const weight = this.#weight(operation.weight);
    const out = this.#buffers.float(operation.out);
    const access = accesses(operation);
    const stored = isStoredFloat(weight);
    if (!stored) {
      if (!this.#fresh.has(key(operation.in))) this.#quantize(operation.in, head);
      access.reads = [integerRange(operation.in), ...(operation.add ? [operation.out] : [])];
    }
    this.#emit(`matmul ${operation.weight}`, Kind.matmul, head, access, (w) => {
      w[1] = weight.type;
      w[2] = weight.address;
      w[3] = operation.out.width;
      w[4] = operation.in.width;
      w[5] = weight.groupBytes;
      w[6] = weight.rowBytes;
      if (stored) {
        const from = this.#buffers.float(operation.in);
        w[7] = from.address + operation.in.start * 4;
        w[8] = from.stride;
      } else {
        this.#buffers.integerWords(w, 7, operation.in);
      }
      w[12] = out.address + operation.out.start * 4;
      w[13] = out.stride;
      w[14] = operation.bias ? this.#vector(operation.bias) : 0;
      w[15] = operation.add ? 1 : 0;
    });
    this.#stale(operation.out);
  }

  #quantize(range: Range, head: boolean): void {
    const from = this.#buffers.float(range);
    this.#emit('quantize', Kind.quantize, head, { reads: [range], writes: [integerRange(range)] }, (w) => {
      w[1] = from.address + range.start * 4;
      w[2] = from.stride;
      w[3] = range.width;
      this.#buffers.integerWords(w, 10, range);
    });
    this.#fresh.add(key(range));
  }

  /** rope(q), rope(k), attention in a row become one writing of the cache; gives how many operations beyond the first it took. */
  #ropeOrAttention(operations: readonly Operation[], i: number): number {
    const first = operations[i];
    const second = operations[i + 1];
    const third = operations[i + 2];
    if (
      first?.op === 'rope' &&
      second?.op === 'rope' &&
      third?.op === 'attention' &&
      same(first.target, third.q) &&
      same(second.target, third.k) &&
      first.kind === second.kind &&
      first.dimensions === second.dimensions &&
      this.#buffers.ropeTable(first) === this.#buffers.ropeTable(second)
    ) {
      this.#attention(third, first, this.#buffers.ropeTable(first), operations.slice(i + 3));
      return 2;
    }
    const rope = first as Named<'rope'>;
    const target = this.#buffers.float(rope.target);
    const table = this.#buffers.ropeTable(rope);
    this.#emit('rope', Kind.rope, false, accesses(rope), (w) => {
      w[1] = target.address + rope.target.start * 4;
      w[2] = target.stride;
      w[3] = rope.heads;
      w[4] = rope.headSize;
      w[5] = rope.dimensions;
      w[6] = rope.kind === 'neox' ? 1 : 0;
      w[7] = table.address + this.#buffers.firstRow * table.stride;
      w[8] = table.stride;
    });
    this.#stale(rope.target);
    return 0;
  }

  #attention(
    operation: Named<'attention'>,
    rope: Named<'rope'> | undefined,
    table: RopeTable | undefined,
    later: readonly Operation[],
  ): void {
    const { heads, kvHeads, headSize } = operation;
    const page = this.#page[operation.layer]!;
    const q = this.#buffers.float(operation.q);
    const k = this.#buffers.float(operation.k);
    const v = this.#buffers.float(operation.v);
    if (k.stride !== v.stride) throw new SaguimError('unsupported', 'Keys and values of one operation lie in buffers of different widths');
    const queries = this.#buffers.queries(heads, page.pad);
    const common = (w: Int32Array) => {
      w[5] = heads;
      w[6] = kvHeads;
      w[7] = headSize;
      w[8] = page.pad;
      w[13] = queries.data;
      w[14] = queries.scales;
      w[16] = page.keys;
      w[17] = page.keyScales;
      w[18] = page.values;
      w[19] = page.valueScales;
    };
    const cache = { buffer: `cache:${operation.layer}`, start: 0, width: 1 };
    const integers = { buffer: `queries:${heads}:${page.pad}`, start: 0, width: 1 };
    this.#emit(
      'prepare',
      Kind.prepare,
      false,
      { reads: [operation.q, operation.k, operation.v], writes: [cache, integers] },
      (w, f) => {
        common(w);
        w[1] = q.address + operation.q.start * 4;
        w[2] = k.address + operation.k.start * 4;
        w[3] = v.address + operation.v.start * 4;
        w[4] = q.stride;
        w[20] = k.stride;
        w[21] = page.windowed ? 1 : 0;
        f[15] = operation.scale;
        if (rope && table) {
          w[9] = rope.dimensions;
          w[10] = rope.kind === 'neox' ? 1 : 0;
          w[11] = table.address;
          w[12] = table.stride;
        }
      },
      true,
    );
    const direct = headSize % 32 === 0;
    const wanted = this.#wanted(operation.out, later, false);
    const writesIntegers = direct && wanted.integers;
    const writes = [operation.out, ...(writesIntegers ? [integerRange(operation.out)] : [])];
    this.#emit('attention', Kind.attention, false, { reads: [cache, integers], writes }, (w, f) => {
      common(w);
      w[20] = page.windowed ? 1 : 0;
      w[30] = this.#buffers.partials();
      f[21] = operation.softcap ?? 0;
      w[22] = operation.window ?? 0;
      if (wanted.floats || !direct) {
        const out = this.#buffers.float(operation.out);
        w[23] = out.address + operation.out.start * 4;
        w[24] = out.stride;
      }
      if (writesIntegers) this.#buffers.integerWords(w, 25, operation.out);
    });
    this.#stale(operation.out);
    if (writesIntegers) this.#fresh.add(key(operation.out));
  }

  /** How a range is read before it is written again: as integers (a product with packed integers), as f32 (anything else). */
  #wanted(range: Range, later: readonly Operation[], head: boolean): { floats: boolean; integers: boolean } {
    let floats = overlap(range, this.#plan.result);
    let integers = false;
    for (const operation of later) {
      const { reads, writes } = accesses(operation);
      const product = operation.op === 'matmul' && same(operation.in, range) && !isStoredFloat(this.#weight(operation.weight));
      if (product) integers = true;
      if (reads.some((read) => overlap(read, range) && !(product && same(read, range)))) floats = true;
      if (writes.some((write) => covers(write, range))) return { floats, integers };
    }
    // What the head reads is gathered first, and only f32 is.
    if (!head) floats ||= this.#plan.head.some((operation) => accesses(operation).reads.some((read) => overlap(read, range)));
    return { floats, integers };
  }

  #stale(range: Range): void {
    for (const name of this.#fresh) {
      const [buffer, start, width] = name.split('|');
      if (overlap(range, { buffer: buffer!, start: Number(start), width: Number(width) })) this.#fresh.delete(name);
    }
  }

  #emit(name: string, kind: Kind, head: boolean, access: Access, fill: (w: Int32Array, f: Float32Array) => void, byAll = false): void {
    const words = new Int32Array(OPERATION_WORDS);
    words[0] = kind;
    fill(words, new Float32Array(words.buffer));
    if (kind !== Kind.attention && kind !== Kind.prepare) words[16] = head ? 1 : 0;
    const hits = ({ reads, writes }: Access) =>
      [...access.reads, ...access.writes].some((x) => writes.some((y) => overlap(x, y))) ||
      access.writes.some((x) => reads.some((y) => overlap(x, y)));
    if (hits(this.#certain)) {
      words[31] = 1;
      this.#certain = newAccess();
      this.#pending = newAccess();
    } else if (hits(this.#pending)) {
      words[31] = head ? 3 : 2;
      this.#pending = newAccess();
    }
    this.#pending.reads.push(...access.reads);
    this.#pending.writes.push(...access.writes);
    // What every thread does for itself when there is one row need not be waited for then, but it is still being read and written: who
    // writes there again waits.
    this.#certain.reads.push(...access.reads, ...(byAll ? access.writes : []));
    if (!byAll) this.#certain.writes.push(...access.writes);
    this.#operations.push({ words, name });
  }

  #weight(name: string): PackedWeight {
    const weight = this.#weights.get(name);
    if (!weight) throw new SaguimError('internal', 'The plan names a matrix that was not packed', { where: name });
    return weight;
  }

  #vector(name: string): number {
    const address = this.#vectors.get(name);
    if (address === undefined) throw new SaguimError('internal', 'The plan names a vector that was not read', { where: name });
    return address;
  }
}
