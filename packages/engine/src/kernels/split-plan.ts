import type { Operation, Plan, Range } from '../spec/index.js';
import { accesses, overlap } from './plan-access.js';

/** What lies where after a plan was split. */
export interface PlanPart {
  readonly plan: Plan;
  /** Where the rows of the part before it go in; undefined for the first. What goes out is `plan.result`, but of the last part. */
  readonly input?: Range;
}

/** Operations whose result is rows of floats, whoever reads them. */
const FLOATS: readonly Operation['op'][] = ['embed', 'matmul', 'scale'];

/**
 * Cuts a plan into parts that run one after the other, each in a memory of its own, where one buffer alone is handed on: between layers that is
 * the residual stream.
 * @param bytesOf what an operation needs of memory, its weights and its cache
 * @param count parts wanted; there are fewer where a plan has no place to cut
 */
export function splitPlan(plan: Plan, bytesOf: (operation: Operation) => number, count: number): PlanPart[] {
  const { body } = plan;
  const bytes = body.map(bytesOf);
  // What the head needs lies in the last part.
  const total = [...bytes, ...plan.head.map(bytesOf)].reduce((sum, size) => sum + size, 0);
  const cuts: { at: number; buffer: string }[] = [];
  let done = 0;
  for (let at = 1; at < body.length && cuts.length < count - 1; at++) {
    done += bytes[at - 1]!;
    // The cut that leaves the part nearest to its share.
    const wanted = (total * (cuts.length + 1)) / count;
    if (done + bytes[at]! / 2 < wanted) continue;
    const buffer = handedOn(plan, at);
    if (buffer !== undefined) cuts.push({ at, buffer });
  }
  const range = (buffer: string): Range => ({ buffer, start: 0, width: plan.buffers[buffer]! });
  return Array.from({ length: cuts.length + 1 }, (_, i) => {
    const [from, to] = [cuts[i - 1], cuts[i]];
    const part = partOf(plan, body.slice(from?.at ?? 0, to?.at));
    return {
      plan: to ? { ...part, head: [], result: range(to.buffer) } : part,
      ...(from && { input: range(from.buffer) }),
    };
  });
}

/** The one buffer that operations from `at` on read and earlier ones wrote; undefined where there are several. */
function handedOn(plan: Plan, at: number): string | undefined {
  const written: Range[] = [];
  const needed = new Set<string>();
  for (const operation of [...plan.body.slice(at), ...plan.head]) {
    const { reads, writes } = accesses(operation);
    for (const range of reads) if (!written.some((other) => overlap(other, range))) needed.add(range.buffer);
    written.push(...writes);
  }
  const [buffer, ...others] = needed;
  if (buffer === undefined || others.length > 0) return undefined;
  const writer = plan.body.slice(0, at).findLast((operation) => accesses(operation).writes.some((range) => range.buffer === buffer));
  return writer && FLOATS.includes(writer.op) ? buffer : undefined;
}

/** The plan with these operations, and with the caches and buffers that they name. */
function partOf(plan: Plan, body: readonly Operation[]): Plan {
  const caches: Plan['caches'][number][] = [];
  const own = body.map((operation) => {
    if (operation.op !== 'attention') return operation;
    caches.push(plan.caches[operation.layer]!);
    return { ...operation, layer: caches.length - 1 };
  });
  return { ...plan, body: own, caches };
}
