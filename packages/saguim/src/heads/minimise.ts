/** A smooth function of `point`: gives its value and writes its gradient. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface MinimiseOptions {
  readonly maxIterations?: number;
  /** It ends when a step improves the value by less than this share of it. */
  readonly tolerance?: number;
}

const memory = 8;
const armijo = 1e-4;

/** Four sums side by side: none waits for the one before. */
function dot(a: Float64Array, b: Float64Array): number {
  let [p, q, r, s] = [0, 0, 0, 0];
  const whole = a.length - (a.length % 4);
  for (let i = 0; i < whole; i += 4) {
    p += a[i]! * b[i]!;
    q += a[i + 1]! * b[i + 1]!;
    r += a[i + 2]! * b[i + 2]!;
    s += a[i + 3]! * b[i + 3]!;
  }
  for (let i = whole; i < a.length; i++) p += a[i]! * b[i]!;
  return p + q + (r + s);
}

/**
 * Minimises a convex function from `point`, in place, by L-BFGS with backtracking (Nocedal and Wright, Numerical Optimization, 2nd
 * edition, algorithms 7.4, 7.5 and 3.1). Yields once an iteration, so that the caller can give way to others; the result is the same.
 * @returns the value at the end
 */
export function* minimise(
  objective: Objective,
  point: Float64Array,
  { maxIterations = 100, tolerance = 1e-5 }: MinimiseOptions = {},
): Generator<void, number> {
  const size = point.length;
  let gradient = new Float64Array(size);
  let nextGradient = new Float64Array(size);
  const next = new Float64Array(size);
  const direction = new Float64Array(size);
  const pairs: { s: Float64Array; y: Float64Array; rho: number; alpha: number }[] = [];
  let value = objective(point, gradient);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    yield;
    for (let i = 0; i < size; i++) direction[i] = -gradient[i]!;
    for (let p = pairs.length - 1; p >= 0; p--) {
      const pair = pairs[p]!;
      pair.alpha = pair.rho * dot(pair.s, direction);
      for (let i = 0; i < size; i++) direction[i]! -= pair.alpha * pair.y[i]!;
    }
    const newest = pairs.at(-1);
    const scale = newest ? 1 / (newest.rho * dot(newest.y, newest.y)) : Math.min(1, 1 / Math.sqrt(dot(gradient, gradient) || 1));
    for (let i = 0; i < size; i++) direction[i]! *= scale;
    for (const pair of pairs) {
      const beta = pair.rho * dot(pair.y, direction);
      for (let i = 0; i < size; i++) direction[i]! += (pair.alpha - beta) * pair.s[i]!;
    }
    const slope = dot(gradient, direction);
    if (!(slope < 0)) break;
    let step = 1;
    let nextValue = value;
    for (; step > 1e-10; step /= 2) {
      for (let i = 0; i < size; i++) next[i] = point[i]! + step * direction[i]!;
      nextGradient.fill(0);
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + armijo * step * slope) break;
    }
    if (!(nextValue < value)) break;
    const s = new Float64Array(size);
    const y = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      s[i] = next[i]! - point[i]!;
      y[i] = nextGradient[i]! - gradient[i]!;
    }
    const curvature = dot(s, y);
    if (curvature > 1e-12 * dot(y, y)) {
      pairs.push({ s, y, rho: 1 / curvature, alpha: 0 });
      if (pairs.length > memory) pairs.shift();
    }
    point.set(next);
    const kept = gradient;
    gradient = nextGradient;
    nextGradient = kept;
    const gain = value - nextValue;
    value = nextValue;
    if (gain <= tolerance * Math.abs(value)) break;
  }
  return value;
}
