import type { Operation, Range } from '../../spec/index.js';
import type { PlanBuilder } from './plan-builder.js';

/** Appends the norm that the family has, over all of `input`. */
export function norm(plan: PlanBuilder, operations: Operation[], name: string, input: Range, out: Range): void {
  if (plan.dimensions.norm === 'rms') rmsNorm(plan, operations, name, input, out);
  else layerNorm(plan, operations, name, input, out);
}

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

/** Appends the layer norm of every `group` columns apart, each with weights of its own and none with a bias. */
export function groupedLayerNorm(plan: PlanBuilder, operations: Operation[], name: string, input: Range, out: Range, group: number): void {
  const weight = plan.rows(`${name}.weight`, group, input.width / group);
  operations.push({ op: 'layer-norm', in: input, weight, group, out, epsilon: plan.dimensions.epsilon });
}
