import type { Activation, PoolKind, Range } from '../../spec/index.js';
import { SaguimError } from '../../spec/index.js';
import type { PlanBuilder } from './plan-builder.js';

const OUTPUT = 'cls.output';
/** Between pooling and the classes, where the file has it. */
const DENSE = 'cls';
const ACTIVATIONS: Readonly<Record<string, Activation>> = { tanh: 'tanh', relu: 'relu', gelu: 'gelu-erf' };

/** Whether a file has a head that scores classes. */
export function hasClasses(plan: PlanBuilder): boolean {
  return plan.has(`${OUTPUT}.weight`);
}

/**
 * The head of a text's classes: one row of the text, a layer (`cls`) where there is one, and a score for each class (`cls.output`).
 * @throws {SaguimError} `unsupported` for a function between the layers that is not known.
 */
export function classHead(plan: PlanBuilder, x: Range, kind: PoolKind): { count: number; pool(): void; finish(out: Range): void } {
  const { architecture } = plan.dimensions;
  const key = `${architecture}.classifier.activation`;
  const name = plan.file.metadata.string(key, 'tanh');
  const activation = Object.hasOwn(ACTIVATIONS, name) ? ACTIVATIONS[name] : undefined;
  if (!activation) throw new SaguimError('unsupported', `A head with the function "${name.slice(0, 40)}" cannot be run`, { where: key });
  const row = plan.buffer('class-row', x.width);
  return {
    count: plan.file.tensors.get(`${OUTPUT}.weight`)?.shape[1] ?? 1,
    pool: () => void plan.body.push({ op: 'pool', in: x, out: row, kind }),
    finish(out) {
      let last = row;
      if (plan.has(`${DENSE}.weight`)) {
        last = plan.buffer('class-layer', x.width);
        plan.matmul(plan.head, DENSE, row, last);
        plan.head.push({ op: 'activate', in: last, out: last, activation });
      }
      plan.matmul(plan.head, OUTPUT, last, out);
    },
  };
}
