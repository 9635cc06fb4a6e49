import { describe } from 'vitest';
import { contractCases } from './contract.case.mjs';
import { exactnessCases } from './exactness.case.mjs';
import { modelCases } from './models.case.mjs';
import { operationCases } from './operations.case.mjs';
import { pagingCases } from './paging.case.mjs';
import { textCases } from './texts.case.mjs';

/**
 * What every backend must do, whatever it is made of.
 *
 * @param {string} name
 * @param {() => import('../../packages/engine/dist/spec/index.js').Backend} create
 * @param {object} options
 * @param {number} options.tolerance share of the standard deviation, see `tolerances.mjs`
 * @param {boolean} options.exact results are the same to the bit for any batch, chunking and number of threads
 * @param {number[]} [options.threads] counts of threads to compare when exact
 */
export function backendCases(name, create, { tolerance, exact, threads = [1] }) {
  describe(name, () => {
    operationCases(create, tolerance);
    modelCases(create, tolerance);
    pagingCases(create, tolerance);
    contractCases(create, tolerance);
    textCases(create, tolerance, { exact, threads });
    if (exact) exactnessCases(create, threads);
  });
}
