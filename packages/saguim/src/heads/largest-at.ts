/** Where the largest of `count` numbers from `at` is. */
export function largestAt(values: ArrayLike<number>, at = 0, count = values.length): number {
  let best = at;
  for (let k = at + 1; k < at + count; k++) if (values[k]! > values[best]!) best = k;
  return best;
}
