import { presetPolicy } from 'saguim';
import { expect, it } from 'vitest';
import { parseExamples } from '../classify/parse-examples.js';
import { MemoryTables } from '../store/table-store.js';
import { isHarmful, toLabelledComments } from './labelled-comments.js';
import { LabelledSet } from './labelled-set.js';
import { looksLikePolicy } from './policy-file.js';
import { type PolicyTables, policyTables } from './policy-record.js';
import { sampleComments } from './sample-comments.js';
import { ScriptedPolicyProvider } from './scripted-policy-provider.case.js';
import { histogram, measure, pointAt, precisionRecall, worstErrors } from './set-figures.js';

const policy = presetPolicy('default');
const comments = (texts: readonly string[], harmful: boolean) => texts.map((text) => ({ text, label: '', harmful }));

const setup = (store = new MemoryTables<PolicyTables>(policyTables), provider = new ScriptedPolicyProvider()) => ({
  store,
  provider,
  set: new LabelledSet(store, provider.judge),
});

it('judges once, keeps it over pages and thresholds, and judges anew under other rules', async () => {
  const { set, store, provider } = setup();
  await set.take('ours', sampleComments());
  await set.run(policy);
  expect([set.fraction, set.running, provider.judged.length]).toEqual([1, false, 120]);
  const next = setup(store, provider).set;
  await next.read();
  expect(next.measured({ ...policy, labels: {} })).toHaveLength(120);
  const other = { ...policy, rules: [] };
  expect(next.measured(other)).toEqual([]);
  await next.run(other);
  expect([next.measured(other).length, provider.judged.length]).toEqual([120, 240]);
});

it('stops at once, keeps what was judged, and goes on from there', async () => {
  const { set, store, provider } = setup();
  await set.take('ours', sampleComments());
  let open = () => {};
  const stop = () => {
    if (set.record?.judged.length !== 32) return;
    set.removeEventListener('change', stop);
    provider.gate = new Promise((resolve) => (open = resolve));
    set.stop();
  };
  set.addEventListener('change', stop);
  const running = set.run(policy);
  await expect.poll(() => set.running).toBe(false);
  await expect.poll(async () => (await store.get('sets', 'set'))!.judged.length).toBe(32);
  open();
  await running;
  provider.gate = undefined;
  expect(set.record!.judged).toHaveLength(32);
  const before = provider.judged.length;
  await set.run(policy);
  expect([set.fraction, provider.judged.length - before]).toEqual([1, 88]);
});

it('tells a failure and keeps what there is; removing is taken back', async () => {
  const { set, provider } = setup();
  await set.take('ours', comments(['a', 'b'], true));
  provider.failures.push(Object.assign(new Error('no memory'), { code: 'out-of-memory' }));
  await set.run(policy);
  expect([set.problem!.kind, set.running, set.fraction]).toEqual(['memory', false, 0]);
  await set.run(policy);
  const restore = await set.remove();
  expect(set.record).toBeUndefined();
  await restore();
  expect(set.measured(policy)).toHaveLength(2);
});

it('measures precision, recall and false alarms, with the worst errors first', async () => {
  const { set } = setup();
  await set.take('ours', [...comments(['idiot', 'dumb', 'hidden'], true), ...comments(['fine', 'a dumb idea', 'well', 'good'], false)]);
  await set.run(policy);
  const measured = set.measured(policy);
  const figures = measure(policy, measured);
  expect([figures.precision.value, figures.recall.value, figures.falseAlarms.value]).toEqual([2 / 3, 2 / 3, 1 / 4]);
  expect([figures.harmful, figures.harmless]).toEqual([
    { allow: 1, review: 1, block: 1 },
    { allow: 3, review: 1, block: 0 },
  ]);
  const { missed, alarms } = worstErrors(policy, measured);
  expect([missed.map(({ place }) => place), alarms]).toEqual([[2], [{ place: 4, action: 'review', label: 'toxicity', score: 0.7 }]]);
  const points = precisionRecall(measured, 'toxicity');
  expect(points).toEqual([
    { threshold: 0.95, precision: 1, recall: 1 / 3 },
    { threshold: 0.7, precision: 2 / 3, recall: 2 / 3 },
    { threshold: 0.1, precision: 3 / 7, recall: 1 },
  ]);
  expect([pointAt(points, 0.6), pointAt(points, 0.96)]).toEqual([points[1], undefined]);
  const { harmful, harmless } = histogram(measured, 'toxicity');
  expect([harmful[19], harmful[14], harmless[14], harmless[2]]).toEqual([1, 1, 1, 3]);
});

it('reads labels of many kinds, and leaves out those that say neither', () => {
  expect(['1', '0', 'Tóxico', 'not toxic', 'não', 'identity-attack', '0,8', '2', 'safe'].map(isHarmful)).toEqual([
    true,
    false,
    true,
    false,
    false,
    true,
    true,
    true,
    false,
  ]);
  expect(['', 'sports', '-1'].map(isHarmful)).toEqual([undefined, undefined, undefined]);
  const { examples } = parseExamples('text,label\nhello,0\nyou fool,1\nwhat,maybe\n');
  expect(toLabelledComments(examples)).toMatchObject({ unclear: 1, comments: [{ harmful: false }, { harmful: true }] });
});

it('tells a policy from comments', () => {
  expect([JSON.stringify(policy, undefined, 2), '{ "format": 1,', '{}'].map(looksLikePolicy)).toEqual([true, true, true]);
  expect(['[{"text":"a","label":1}]', '{"text":"a"}', '{"text":"a"}\n{"text":"b"}', 'text,label'].map(looksLikePolicy)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
