import { describe, expect, it } from 'vitest';
import type { Operation, Plan, TensorInfo } from '../spec/index.js';
import { checkPlan } from './check-plan.js';

const range = (buffer: string, start: number, width: number) => ({ buffer, start, width });
const tensor = (name: string, shape: number[]): [string, TensorInfo] => [name, { name, type: 'F32', shape, offset: 0, byteLength: 4 }];
const tensors = new Map([tensor('table', [8, 30]), tensor('w', [8, 4]), tensor('b', [4]), tensor('n', [8])]);
const embed: Operation = { op: 'embed', table: 'table', out: range('x', 0, 8), scale: 1 };
const matmul: Operation = { op: 'matmul', weight: 'w', bias: 'b', in: range('x', 0, 8), out: range('y', 0, 4), add: false };
const attention: Operation = {
  op: 'attention',
  layer: 0,
  q: range('x', 0, 4),
  k: range('x', 4, 2),
  v: range('x', 6, 2),
  out: range('y', 0, 4),
  heads: 2,
  kvHeads: 1,
  headSize: 2,
  scale: 1,
};

function plan(body: Operation[], head: Operation[] = [], changes: Partial<Plan> = {}): Plan {
  return {
    architecture: 'test',
    layers: 1,
    vocabularySize: 30,
    embeddingLength: 8,
    contextLength: 64,
    buffers: { x: 8, y: 4 },
    caches: [{ kvHeads: 1, headSize: 2 }],
    body,
    head,
    result: range('y', 0, 4),
    ...changes,
  };
}

describe('checkPlan', () => {
  it('lets a plan through that fits together', () => {
    const norm: Operation = { op: 'rms-norm', in: range('x', 0, 8), weight: 'n', out: range('x', 0, 8), group: 8, epsilon: 1e-5 };
    expect(() => checkPlan(plan([embed, norm, attention], [matmul]), tensors)).not.toThrow();
  });

  it.each<[string, Plan, string, string]>([
    ['a range beyond its buffer', plan([{ ...matmul, out: range('y', 1, 4) }]), 'internal', 'y'],
    ['a buffer that is not there', plan([embed], [], { result: range('z', 0, 4) }), 'internal', 'z'],
    ['a weight that is missing', plan([{ ...matmul, weight: 'other' }]), 'bad-file', 'other'],
    ['a weight of another shape', plan([{ ...matmul, in: range('x', 0, 4) }]), 'bad-file', 'w'],
    ['a table for fewer tokens', plan([embed], [], { vocabularySize: 31 }), 'bad-file', 'table'],
    [
      'groups that do not divide',
      plan([{ op: 'rms-norm', in: range('x', 0, 8), weight: 'n', out: range('x', 0, 8), group: 3, epsilon: 1 }]),
      'internal',
      'rms-norm',
    ],
    ['a cache of another width', plan([attention], [], { caches: [{ kvHeads: 2, headSize: 2 }] }), 'internal', 'attention'],
    ['no cache', plan([{ ...attention, layer: 1 }]), 'internal', 'attention'],
    ['attention in the head', plan([embed], [attention]), 'unsupported', 'attention'],
  ])('refuses %s', (_, wrong, code, where) => {
    expect(() => checkPlan(wrong, tensors)).toThrow(expect.objectContaining({ name: 'SaguimError', code, where }));
  });
});
