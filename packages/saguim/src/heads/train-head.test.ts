import { SaguimError } from '@saguim/engine/spec';
import { expect, it } from 'vitest';
import { applyHead, type Head } from './head.js';
import { crc32, decodeHead, encodeHead } from './head-file.js';
import { largestAt } from './largest-at.js';
import { learnHead } from './learn-head.js';
import { matrix } from './matrix.js';
import { Random } from './random.js';
import { runSlices } from './run-slices.js';
import { type TrainHeadRequest, type TrainProgress, trainHead } from './train-head.js';

const columns = 24;

/** Rows around a centre for each label, whose columns have quite different sizes. */
function rowsOf(count: number, classes: number, seed: number, spread = 1.2) {
  const random = new Random(seed);
  const features = new Float32Array(count * columns);
  const targets = new Uint8Array(count * classes);
  for (let i = 0; i < count; i++) {
    const k = i % classes;
    targets[i * classes + k] = 1;
    for (let j = 0; j < columns; j++) {
      const noise = random.next() + random.next() + random.next() - 1.5;
      features[i * columns + j] = ((j % classes === k ? 1 : 0) + spread * noise) * 2 ** (j % 8) + 5;
    }
  }
  return { features, targets };
}

function request(over: Partial<TrainHeadRequest> = {}): TrainHeadRequest {
  return {
    ...rowsOf(240, 3, 1),
    labels: ['a', 'b', 'c'],
    link: 'softmax',
    input: { model: 'test', fingerprint: 'f', features: 'embedding', kind: 'symmetric', columns },
    seed: 0,
    ...over,
  };
}

const train = (over?: Partial<TrainHeadRequest>, onProgress?: (progress: TrainProgress) => void) =>
  runSlices(trainHead(request(over), onProgress));

const accuracy = (head: Head, { features, targets }: { features: Float32Array; targets: Uint8Array }) => {
  const { probabilities } = applyHead(head, matrix(features, columns));
  const classes = head.labels.length;
  let right = 0;
  for (let at = 0; at < targets.length; at += classes) right += targets[largestAt(probabilities, at, classes)]!;
  return (right * classes) / targets.length;
};

it('learns what can be told apart, and says how well', async () => {
  const phases = new Set<string>();
  const head = await train({}, ({ phase, done, total }) => {
    expect(done).toBeLessThanOrEqual(total);
    phases.add(phase);
  });
  expect([...phases]).toEqual(['search', 'fit', 'measure']);
  const unseen = accuracy(head, rowsOf(600, 3, 99));
  expect(unseen).toBeGreaterThan(0.9);
  const { metrics } = head;
  expect(metrics).toMatchObject({ on: 'cross-validation', rows: 240 });
  expect(Math.abs(metrics!.accuracy.value - unseen)).toBeLessThan(0.08);
  expect(metrics!.calibrationError).toBeLessThan(0.08);
});

it('is equal to the bit for equal seeds, whatever the slices', async () => {
  const [one, two] = await Promise.all([train({ seed: 5 }), train({ seed: 5 })]);
  expect(encodeHead(one)).toEqual(encodeHead(two));
  expect(encodeHead(await train({ seed: 6 }))).not.toEqual(encodeHead(one));
});

it('measures on the rows that it is given, and finds what belongs to no label', async () => {
  const outOfScope = rowsOf(60, 3, 7).features.map((value, at) => (at % 2 ? -4 * value : value));
  const head = await train({ validation: rowsOf(90, 3, 8), outOfScope: { features: outOfScope } });
  expect(head.metrics).toMatchObject({ on: 'validation', rows: 90 });
  expect(head.metrics!.outOfScopeAuc).toBeGreaterThan(0.9);
  const scopes = applyHead(head, matrix(rowsOf(90, 3, 9).features, columns)).scope!;
  expect(scopes.filter((score) => score >= head.scope!.threshold).length).toBeGreaterThan(70);
  const outside = applyHead(head, matrix(outOfScope, columns)).scope!;
  expect(outside.filter((score) => score < head.scope!.threshold).length).toBeGreaterThan(45);
});

it('takes several labels at once', async () => {
  const { features, targets } = rowsOf(240, 3, 2);
  for (let i = 0; i < 240; i += 4) targets[i * 3 + ((i + 1) % 3)] = 1;
  const head = await train({ features, targets, link: 'sigmoid' });
  const { probabilities } = applyHead(head, matrix(rowsOf(30, 3, 3).features, columns));
  for (let i = 0; i < 30; i++) expect(largestAt(probabilities, i * 3, 3) - i * 3).toBe(i % 3);
});

it('gives way, and stops when it is told to', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const work = runSlices(
    trainHead(request(rowsOf(6000, 3, 4)), () => controller.abort(reason)),
    controller.signal,
  );
  await expect(work).rejects.toBe(reason);
});

it.each([true, false])('learns corrections without forgetting (memory: %s)', async (withMemory) => {
  const { memory, ...rest } = await train();
  let head: Head = withMemory ? { ...rest, memory: memory! } : rest;
  const unseen = rowsOf(600, 3, 99);
  const before = accuracy(head, unseen);
  const odd = rowsOf(30, 3, 12, 3);
  const wrong = (target: Uint8Array) => Uint8Array.from(target, (_, k) => target[(k + 2) % 3]!);
  for (let i = 0; i < 5; i++) {
    const target = wrong(odd.targets.subarray(i * 3, i * 3 + 3));
    const row = odd.features.subarray(i * columns, (i + 1) * columns);
    head = await runSlices(learnHead(head, row, target));
    const { probabilities } = applyHead(head, matrix(row, columns));
    expect(target[largestAt(probabilities)]).toBe(1);
  }
  expect(head.examples).toBe(245);
  expect(accuracy(head, unseen)).toBeGreaterThan(before - (withMemory ? 0.05 : 0.15));
});

it('comes back from a file as it was', async () => {
  const { heldOut: _held, ...head } = await train({ outOfScope: rowsOf(20, 3, 5) });
  const again = decodeHead(encodeHead(head));
  expect(again).toEqual(head);
  const { memory: _, ...small } = head;
  expect(decodeHead(encodeHead(small))).toEqual(small);
  expect(decodeHead(Buffer.concat([encodeHead(small)]))).toEqual(small);
});

it('refuses files that are damaged or made up, and nothing else happens', async () => {
  const bytes = encodeHead(await train());
  const random = new Random(1);
  const failures = new Map<string, number>();
  const attempt = (changed: Uint8Array) => {
    try {
      decodeHead(changed);
    } catch (error) {
      expect(error).toBeInstanceOf(SaguimError);
      const { code } = error as SaguimError;
      failures.set(code, (failures.get(code) ?? 0) + 1);
      return;
    }
  };
  const header = new DataView(bytes.buffer).getUint32(8, true);
  for (let n = 0; n < 5000; n++) {
    let changed = bytes.slice();
    const kind = n % 4;
    if (kind === 0) changed = changed.subarray(0, random.below(changed.length));
    else for (let i = 0; i <= random.below(4); i++) changed[random.below(kind === 1 ? changed.length : 16 + header)] = random.below(256);
    // With a checksum that fits, what lies behind is checked too.
    if (kind > 1 && changed.length > 16) new DataView(changed.buffer, changed.byteOffset).setUint32(12, crc32(changed.subarray(16)), true);
    attempt(changed);
  }
  expect([...failures.keys()].every((code) => code === 'bad-file' || code === 'unsupported')).toBe(true);
  expect(failures.get('bad-file')).toBeGreaterThan(3000);
});
