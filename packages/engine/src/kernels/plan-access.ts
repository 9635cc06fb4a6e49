import type { Operation, Range } from '../spec/index.js';

/** What an operation reads and writes. */
export interface Access {
  reads: Range[];
  writes: Range[];
}

export const newAccess = (): Access => ({ reads: [], writes: [] });

export const overlap = (a: Range, b: Range) => a.buffer === b.buffer && a.start < b.start + b.width && b.start < a.start + a.width;
export const covers = (a: Range, b: Range) => a.buffer === b.buffer && a.start <= b.start && a.start + a.width >= b.start + b.width;
export const same = (a: Range, b: Range) => a.buffer === b.buffer && a.start === b.start && a.width === b.width;

/** A name for a range. */
export const key = (range: Range) => `${range.buffer}|${range.start}|${range.width}`;
/** Integers of a range are a thing of their own for barriers. */
export const integerRange = (range: Range): Range => ({ buffer: `integers:${range.buffer}`, start: range.start, width: range.width });

export function touches(operation: Operation, buffer: string): boolean {
  const { reads, writes } = accesses(operation);
  return [...reads, ...writes].some((range) => range.buffer === buffer);
}

export function accesses(operation: Operation): Access {
  switch (operation.op) {
    case 'embed':
      return { reads: [], writes: [operation.out] };
    case 'rms-norm':
    case 'layer-norm':
      return { reads: [operation.in], writes: [operation.out] };
    case 'matmul':
      return { reads: operation.add ? [operation.in, operation.out] : [operation.in], writes: [operation.out] };
    case 'rope':
      return { reads: [operation.target], writes: [operation.target] };
    case 'attention':
    case 'self-attention':
      return { reads: [operation.q, operation.k, operation.v], writes: [operation.out] };
    case 'gate':
      return { reads: [operation.gate, operation.up], writes: [operation.out] };
    case 'scale':
      return { reads: operation.add ? [operation.in, operation.out] : [operation.in], writes: [operation.out] };
    case 'activate':
    case 'softcap':
    case 'pool':
    case 'unit-norm':
      return { reads: [operation.in], writes: [operation.out] };
  }
}
