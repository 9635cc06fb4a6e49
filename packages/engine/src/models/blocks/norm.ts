import type { Operation, Range } from '../../spec/index.js';
import type { PlanBuilder } from './plan-builder.js';

/** Appends the RMS norm of `input`; with `group`, of every `group` columns apart (one head, say). */
export function rmsNorm(plan: PlanBuilder, operations: Operation[], name: string, input: Range, out: Range, group = input.width): void {
  const weight = plan.vector(`${name}.weight`, group);
  operations.push({ op: 'rms-norm', in: input, weight, out, group, epsilon: plan.dimensions.epsilon });
}

/** Appends the layer norm of `input`, with its bias. */
export function layerNorm(plan: PlanBuilder, operations: Operation[], name: string, input: Range, out: Range): void {
  const weight = plan.vector(`${name}.weight`, input.width);
  const bias = plan.vector(`${name}.bias`, input.width);
  operations.push({ op: 'layer-norm', in: input, weight, bias, out, epsilon: plan.dimensions.epsilon });
}
