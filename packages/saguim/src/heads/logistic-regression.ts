import { type MakeProducts, type Matrix, plainProducts } from './matrix.js';
import { type MinimiseOptions, minimise } from './minimise.js';
import { type Link, sigmoid, toProbabilities } from './probabilities.js';

/** What is right for each row: (rows, classes) of 0 and 1. */
export interface Targets {
  readonly values: Uint8Array;
  readonly classes: number;
}

export interface FitOptions extends MinimiseOptions {
  readonly link: Link;
  /** Strength of the pull of weights (not of biases) towards zero: `l2 / 2 · |w|²` beside the mean loss of a row. */
  readonly l2: number;
  /** How much each row counts; default 1. */
  readonly rowWeights?: Float64Array;
  /** Where the search begins; (classes, columns + 1), biases last. */
  readonly start?: Float64Array;
  /** Also pulls towards this point, `strength / 2 · |w - point|²`. */
  readonly anchor?: { readonly point: Float64Array; readonly strength: number };
  /** What multiplies; default: `plainProducts`. */
  readonly makeProducts?: MakeProducts;
}

const softplus = (z: number) => (z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z)));
/** Loss of one row's scores; they become the residuals (probability - target), in place. */
export function lossToResiduals(scores: Float64Array, targets: Targets, row: number, link: Link): number {
  const { values, classes } = targets;
  const at = row * classes;
  let loss = 0;
  if (link === 'sigmoid') {
    for (let k = at; k < at + classes; k++) {
      const z = scores[k]!;
      loss += softplus(values[k] ? -z : z);
      scores[k] = sigmoid(z) - values[k]!;
    }
    return loss;
  }
  toProbabilities(scores, link, at, classes);
  for (let k = at; k < at + classes; k++) {
    if (!values[k]) continue;
    loss -= Math.log(Math.max(scores[k]!, 1e-300));
    scores[k]! -= 1;
  }
  return loss;
}

/**
 * Weights (classes, columns + 1), biases last, of the logistic regression that minimises the mean loss with an L2 penalty. Multinomial
 * for `softmax`, one against the rest for `sigmoid` (Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 4.4).
 * Columns should be standardised.
 */
export function* fitLogisticRegression(x: Matrix, targets: Targets, options: FitOptions): Generator<void, Float64Array> {
  const { link, l2, rowWeights, start, anchor, makeProducts = plainProducts } = options;
  const { rows, columns } = x;
  const { classes } = targets;
  const stride = columns + 1;
  const products = makeProducts(x, classes);
  const scores = new Float64Array(rows * classes);
  let total = rows;
  if (rowWeights) total = rowWeights.reduce((sum, weight) => sum + weight, 0);
  const objective = (weights: Float64Array, gradient: Float64Array): number => {
    products.scores(weights, scores);
    let value = 0;
    for (let i = 0; i < rows; i++) {
      const share = (rowWeights ? rowWeights[i]! : 1) / total;
      value += share * lossToResiduals(scores, targets, i, link);
      for (let k = i * classes; k < (i + 1) * classes; k++) scores[k]! *= share;
    }
    products.addGradient(scores, gradient);
    let penalty = 0;
    for (let k = 0; k < classes; k++) {
      for (let j = k * stride; j < k * stride + columns; j++) {
        penalty += weights[j]! ** 2;
        gradient[j]! += l2 * weights[j]!;
      }
    }
    value += (l2 / 2) * penalty;
    if (!anchor) return value;
    let distance = 0;
    for (let j = 0; j < weights.length; j++) {
      const away = weights[j]! - anchor.point[j]!;
      distance += away ** 2;
      gradient[j]! += anchor.strength * away;
    }
    return value + (anchor.strength / 2) * distance;
  };
  const weights = start ? Float64Array.from(start) : new Float64Array(classes * stride);
  yield* minimise(objective, weights, options);
  return weights;
}
