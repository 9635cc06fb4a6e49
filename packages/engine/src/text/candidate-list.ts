/** Tokens picked from a row of logits, most likely first. Of equal ones the lower id comes first, so that there is one order. */
export interface CandidateList {
  readonly count: number;
  readonly ids: Int32Array;
  readonly logits: Float64Array;
}

/**
 * The k largest of `logits` (vocabulary,) that are at least `floor`, by one pass with a heap of k: most values fail one comparison with
 * the smallest kept so far. NaN is never taken.
 */
export function selectLargest(logits: Float32Array, k: number, floor = -Infinity): CandidateList {
  const size = Math.min(k, logits.length);
  const ids = new Int32Array(size);
  const values = new Float64Array(size);
  let count = 0;

  /** Whether entry `a` is to leave before the pair of value and id. */
  const worse = (a: number, value: number, id: number) => values[a]! < value || (values[a]! === value && ids[a]! > id);
  const sink = (value: number, id: number, end: number) => {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= end) break;
      if (child + 1 < end && worse(child + 1, values[child]!, ids[child]!)) child++;
      if (!worse(child, value, id)) break;
      values[at] = values[child]!;
      ids[at] = ids[child]!;
      at = child;
    }
    values[at] = value;
    ids[at] = id;
  };

  // What was not above the root when it came is not among the k largest: ids ascend, so of equal values the first stays.
  let bar = floor;
  for (let id = 0; id < logits.length; id++) {
    const value = logits[id]!;
    if (count === size) {
      if (!(value > bar)) continue;
      sink(value, id, size);
      bar = values[0]!;
    } else if (value >= floor && value > -Infinity) {
      let at = count++;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (worse(parent, value, id)) break;
        values[at] = values[parent]!;
        ids[at] = ids[parent]!;
        at = parent;
      }
      values[at] = value;
      ids[at] = id;
      if (count === size) bar = values[0]!;
    }
  }
  // Heap sort: the worst goes to the end.
  for (let end = count - 1; end > 0; end--) {
    const value = values[0]!;
    const id = ids[0]!;
    sink(values[end]!, ids[end]!, end);
    values[end] = value;
    ids[end] = id;
  }
  return { count, ids, logits: values };
}

/** The index of the largest number; -1 when there is none above -Infinity. Of equal ones the first. */
export function indexOfLargest(logits: Float32Array): number {
  let best = -1;
  let largest = -Infinity;
  const look = (from: number, to: number) => {
    for (let i = from; i < to; i++) {
      if (logits[i]! > largest) {
        largest = logits[i]!;
        best = i;
      }
    }
  };
  // Eight at a time, of which hardly ever one is larger: three times as fast, and every token waits for it.
  const whole = logits.length & ~7;
  for (let i = 0; i < whole; i += 8) {
    if (
      logits[i]! > largest ||
      logits[i + 1]! > largest ||
      logits[i + 2]! > largest ||
      logits[i + 3]! > largest ||
      logits[i + 4]! > largest ||
      logits[i + 5]! > largest ||
      logits[i + 6]! > largest ||
      logits[i + 7]! > largest
    ) {
      look(i, i + 8);
    }
  }
  look(whole, logits.length);
  return best;
}

/** `log(sum(exp(logits)))`, summed in double precision; NaN and -Infinity add nothing. */
export function logSumExp(logits: Float32Array): number {
  const at = indexOfLargest(logits);
  if (at < 0) return -Infinity;
  const largest = logits[at]!;
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    const value = logits[i]!;
    if (value > -Infinity) sum += Math.exp(value - largest);
  }
  return largest + Math.log(sum);
}
