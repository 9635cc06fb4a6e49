import type { Backend, CompileOptions, Executor, Plan, WeightSource } from '../../spec/index.js';
import { checkPlan } from '../check-plan.js';
import { ReferenceExecutor } from './executor.js';
import { loadWeights } from './weights.js';

/**
 * The oracle for the fast backends: plain TypeScript, weights and buffers in float32, sums in float64. It runs everything that a
 * plan can say, anywhere, slowly (a few tokens a second on a model of 135 M parameters), and needs four bytes for each parameter.
 */
export class ReferenceBackend implements Backend {
  readonly name = 'reference';

  async compile(plan: Plan, weights: WeightSource, options: CompileOptions = {}): Promise<Executor> {
    checkPlan(plan, weights.tensors);
    return new ReferenceExecutor(plan, await loadWeights(plan, weights, options), options);
  }
}
