/** What steps of 1, 2 … 64 rows take over one of a single row, measured in Chromium on two cores (Q4_1): a guess until they were seen here. */
const FIRST = [1, 1.5, 2.25, 4.3, 8.5, 16.5, 33];
/** What was measured counts as so many times the guess at most. */
const MOST_OVER = 1.5;
/** How much the latest step weighs. */
const WEIGHT = 0.2;

/** What steps cost by their rows: milliseconds as measured, of those that were never seen by the shape of the others. */
export class StepCosts {
  readonly #milliseconds = new Float64Array(FIRST.length);

  record(rows: number, milliseconds: number): void {
    const at = bucket(rows);
    const known = this.#milliseconds[at]!;
    // One word held up by another program says little.
    const counted = known === 0 ? milliseconds : Math.min(milliseconds, 2 * known);
    this.#milliseconds[at] = known === 0 ? counted : known + WEIGHT * (counted - known);
  }

  /** @param rows 1 to 64 */
  cost(rows: number): number {
    const at = bucket(rows);
    const guess = FIRST[at]! * (this.#milliseconds[0] || 1);
    // The first step of a size runs kernels that are not optimised yet: it must not be the last one.
    return Math.min(this.#milliseconds[at] || guess, MOST_OVER * guess);
  }
}

const bucket = (rows: number) => Math.min(FIRST.length - 1, Math.ceil(Math.log2(rows)));
