import type { Operation, Range } from '../../spec/index.js';
import type { PlanBuilder } from './plan-builder.js';

/** Appends the RMS norm of `input`; with `group`, of every `group` columns apart (one head, say). */
export function rmsNorm(plan: PlanBuilder, operations: Operation[], name: string, input: Range, out: Range, group = input.width): void {
  const weight = plan.vector(`${name}.weight`, group);
  operations.push({ op: 'rms-norm', in: input, weight, out, group, epsilon: plan.dimensions.epsilon });
}
