import { expect, it } from 'vitest';
import type { Operation, Plan, Range } from '../spec/index.js';
import { splitPlan } from './split-plan.js';

const range = (buffer: string, width = 8): Range => ({ buffer, start: 0, width });
const matmul = (weight: string, from: string, to: string, add = false): Operation => ({
  op: 'matmul',
  weight,
  in: range(from),
  out: range(to),
  add,
});
const layer = (i: number): Operation[] => [
  { op: 'rms-norm', in: range('x'), weight: `norm.${i}`, out: range('y'), group: 8, epsilon: 1e-5 },
  ...['q', 'k', 'v'].map((name) => matmul(`${name}.${i}`, 'y', name)),
  {
    op: 'attention',
    layer: i,
    q: range('q'),
    k: range('k'),
    v: range('v'),
    out: range('a'),
    heads: 1,
    kvHeads: 1,
    headSize: 8,
    scale: 1,
  },
  matmul(`o.${i}`, 'a', 'x', true),
];
const plan = (layers: number): Plan => ({
  architecture: 'llama',
  layers,
  vocabularySize: 10,
  embeddingLength: 8,
  contextLength: 64,
  buffers: { x: 8, y: 8, q: 8, k: 8, v: 8, a: 8, logits: 10 },
  caches: Array.from({ length: layers }, (_, i) => ({ kvHeads: 1, headSize: 8, window: i + 1 })),
  body: [{ op: 'embed', table: 'table', out: range('x'), scale: 1 }, ...Array.from({ length: layers }, (_, i) => layer(i)).flat()],
  head: [{ op: 'matmul', weight: 'out', in: range('x'), out: range('logits', 10), add: false }],
  result: range('logits', 10),
});

it('cuts between layers, evenly, and gives each part its own caches', () => {
  const whole = plan(8);
  const parts = splitPlan(whole, (operation) => (operation.op === 'matmul' ? 1 : 0), 3);
  expect(parts.flatMap((part) => part.plan.body.map(({ op }) => op))).toEqual(whole.body.map(({ op }) => op));
  expect(parts.map((part) => part.plan.caches.map(({ window }) => window))).toEqual([
    [1, 2, 3],
    [4, 5, 6],
    [7, 8],
  ]);
  expect(parts.map(({ input }) => input?.buffer)).toEqual([undefined, 'x', 'x']);
  expect(parts.map((part) => part.plan.result.buffer)).toEqual(['x', 'x', 'logits']);
  expect(parts.map((part) => part.plan.head.length)).toEqual([0, 0, 1]);
  for (const { plan: part } of parts) {
    const own = part.body.flatMap((operation) => (operation.op === 'attention' ? [operation.layer] : []));
    expect(own).toEqual(part.caches.map((_, i) => i));
  }
});

it('never cuts inside a layer, and not at all where more than one buffer goes on', () => {
  expect(splitPlan(plan(2), () => 1, 100).map((part) => part.plan.caches.length)).toEqual([0, 1, 1, 0].slice(0, 3));
  const both = plan(2);
  const crossed = { ...both, head: [matmul('out', 'x', 'logits'), matmul('more', 'q', 'logits', true)] };
  expect(splitPlan(crossed, () => 1, 4).every((part) => part.plan.body.length > 0)).toBe(true);
});
