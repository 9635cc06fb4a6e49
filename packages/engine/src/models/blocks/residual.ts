import type { Range } from '../../spec/index.js';
import { norm } from './norm.js';
import type { PlanBuilder } from './plan-builder.js';

/** How a branch of a layer is joined to the residual stream. */
export interface ResidualOptions {
  /** What the branch reads where it is not `norm(x)`: x itself, or what another branch has read. */
  readonly input?: Range;
  /** A norm behind the branch. */
  readonly normAfter?: boolean;
  /** What the branch is multiplied by. Default 1. */
  readonly scale?: number;
}

/** A layer's norms of one branch, and the last product of what it computes. */
export interface Branch {
  readonly before: string;
  readonly after: string;
  readonly output: string;
}

/** Appends `x += scale * norm(W @ branch(norm(x)))`; the norms and the scale are there where `options` say so. */
export function residual(
  plan: PlanBuilder,
  x: Range,
  { before, after, output }: Branch,
  { input, normAfter, scale = 1 }: ResidualOptions,
  branch: (input: Range) => Range,
): void {
  const normed = plan.buffer('normed', x.width);
  if (!input) norm(plan, plan.body, before, x, normed);
  const computed = branch(input ?? normed);
  if (!normAfter && scale === 1) {
    plan.matmul(plan.body, output, computed, x, { add: true });
    return;
  }
  const out = plan.buffer('branch', x.width);
  plan.matmul(plan.body, output, computed, out);
  if (normAfter) norm(plan, plan.body, after, out, normed);
  plan.body.push({ op: 'scale', in: normAfter ? normed : out, out: x, factor: scale, add: true });
}
