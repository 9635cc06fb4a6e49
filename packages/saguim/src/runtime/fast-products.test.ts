import { expect, it } from 'vitest';
import { encodeHead, matrix, plainProducts, runSlices, trainHead } from '../heads/index.js';
import { loadFastProducts } from './fast-products.js';

const random = (count: number, seed: number) => {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 31;
  });
};

it('are what plain products are, but for the rounding', async () => {
  const [rows, columns, classes] = [301, 77, 13];
  const x = matrix(Float32Array.from(random(rows * columns, 1)), columns);
  const weights = random(classes * (columns + 1), 2);
  const residuals = random(rows * classes, 3);
  const [fast, plain] = [await loadFastProducts(), plainProducts].map((make) => {
    const products = make(x, classes);
    const scores = new Float64Array(rows * classes);
    const gradient = new Float64Array(classes * (columns + 1)).fill(1);
    products.scores(weights, scores);
    products.addGradient(residuals, gradient);
    return { scores, gradient };
  });
  for (const [i, score] of plain!.scores.entries()) expect(fast!.scores[i]).toBeCloseTo(score, 4);
  for (const [i, value] of plain!.gradient.entries()) expect(fast!.gradient[i]).toBeCloseTo(value, 4);
});

it('train to the same bits again, and to nearly what plain ones do', async () => {
  const [rows, columns, classes] = [240, 96, 12];
  const noise = random(rows * columns, 4);
  const targets = new Uint8Array(rows * classes);
  const features = Float32Array.from(noise, (value, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    return (column % classes === row % classes ? 1 : 0) + 2 * value;
  });
  for (let row = 0; row < rows; row++) targets[row * classes + (row % classes)] = 1;
  const request = {
    features,
    targets,
    labels: Array.from({ length: classes }, (_, k) => `label ${k}`),
    link: 'softmax',
    input: { model: 'test', fingerprint: 'f', features: 'embedding', kind: 'symmetric', columns },
    seed: 1,
  } as const;
  const train = async (make = plainProducts) => runSlices(trainHead(request, () => {}, make));
  const [one, two, plain] = [await train(await loadFastProducts()), await train(await loadFastProducts()), await train()];
  expect(encodeHead(one)).toEqual(encodeHead(two));
  expect(one.l2).toBe(plain.l2);
  expect(one.metrics!.logLoss).toBeCloseTo(plain.metrics!.logLoss, 2);
});
