import { presetPolicy } from 'saguim';
import { expect, it } from 'vitest';
import { ModelLoader } from '../chat/model-loader.js';
import { MemoryTables } from '../store/table-store.js';
import { moved, ownThresholds, scopesOf, withThresholds } from './edit-thresholds.js';
import { compareOutcomes, toJudged } from './outcome.js';
import { type PolicyTables, policyTables } from './policy-record.js';
import { PolicyRoom } from './policy-room.js';
import { ScriptedPolicyProvider } from './scripted-policy-provider.case.js';

const setup = (store = new MemoryTables<PolicyTables>(policyTables), provider = new ScriptedPolicyProvider()) => ({
  store,
  provider,
  room: new PolicyRoom(new ModelLoader(provider), store),
});

it('judges while a comment is typed, under what is not saved yet, and is the same in the next page', async () => {
  const { room, store, provider } = setup();
  const controller = await room.create('Mine');
  expect(provider.prepared).toBe(0);
  controller.live.type('you are dumb');
  await expect.poll(() => controller.live.judged?.verdict.action).toBe('review');
  const { policy } = controller;
  controller.edit(withThresholds(policy, '', 'toxicity', moved(policy.labels.toxicity!, 'block', 0.65)));
  await expect.poll(() => controller.live.judged?.verdict.action).toBe('block');
  expect(controller.changes.length).toBeGreaterThan(0);
  controller.write('{ "half": ');
  await controller.flush();
  await room.discardAll();
  const again = (await setup(store, provider).room.open(controller.record.id))!;
  await expect.poll(() => again.live.judged?.verdict.action).toBe('block');
  expect([again.live.text, again.changes, again.written]).toEqual(['you are dumb', controller.changes, '{ "half": ']);
});

it('saves a change as a new version, or discards it and brings it back', async () => {
  const { room, store } = setup();
  const controller = await room.create('Mine', 'strict');
  const change = () => controller.edit(withThresholds(controller.policy, 'language pt', 'spam', { review: 0.5 }));
  change();
  const restore = await controller.discard();
  expect([controller.changes, controller.policy]).toEqual([[], controller.record.policy]);
  restore();
  expect(controller.changes).toEqual(['+ languages: {"pt":{"labels":{"spam":{"review":0.5}}}}']);
  await controller.save();
  expect(controller.changes).toEqual([]);
  expect((await store.get('policies', controller.record.id))!.policy).toMatchObject({
    version: 2,
    languages: { pt: { labels: { spam: { review: 0.5 } } } },
  });
  expect(() => controller.edit({ ...controller.policy, labels: { nothing: { review: 1 } } })).toThrow('no label "nothing"');
  expect(controller.changes).toEqual([]);
});

it('disguises what was typed in one way instead of another, tries all ways, and makes it plain again', async () => {
  const { room } = setup();
  const controller = await room.create('Mine');
  controller.live.type('you idiot');
  controller.live.disguise('spaced');
  expect(controller.live.text).toBe('you i d i o t');
  controller.live.disguise('dotted');
  expect([controller.live.text, controller.live.plain]).toEqual(['you i.d.i.o.t', 'you idiot']);
  await controller.tryDisguises();
  expect(controller.disguised.length).toBeGreaterThan(9);
  controller.live.disguise(undefined);
  expect([controller.live.text, controller.live.plain]).toEqual(['you idiot', undefined]);
  controller.live.type('hello');
  expect(controller.disguised).toEqual([]);
});

it('shows the words that moved a label, until it is asked again or the text is another one', async () => {
  const { room } = setup();
  const controller = await room.create('Mine');
  controller.live.type('an idiot');
  await controller.explain('toxicity');
  expect(controller.explained).toMatchObject({ label: 'toxicity', explanation: { words: [{ start: 3, end: 8 }] } });
  await controller.explain('toxicity');
  expect(controller.explained).toBeUndefined();
  await controller.explain('spam');
  controller.live.type('other');
  expect(controller.explained).toBeUndefined();
});

it('tells a failure, and judges again when the text is another one', async () => {
  const { room, provider } = setup();
  const controller = await room.create('Mine');
  provider.failures.push(Object.assign(new Error('gone'), { code: 'worker-died' }));
  controller.live.type('you idiot');
  await expect.poll(() => controller.live.problem?.kind).toBe('worker');
  controller.live.type('you idiots');
  await expect.poll(() => controller.live.judged?.verdict.action).toBe('block');
  expect(controller.live.problem).toBeUndefined();
});

it('says what a change would change without the model, rules unmoved, and by section', async () => {
  const provider = new ScriptedPolicyProvider();
  const before = presetPolicy('default');
  const verdicts = await provider.judge(['fine', 'so dumb', 'an idiot', 'wow!!!!'], { policy: before });
  const judged = verdicts.map(toJudged);
  const after = withThresholds(before, '', 'toxicity', { block: 0.99 });
  const { changes, before: was, after: is } = compareOutcomes(before, after, judged);
  expect(changes).toEqual([
    { place: 1, before: 'review', after: 'allow' },
    { place: 2, before: 'block', after: 'allow' },
  ]);
  expect([was, is]).toEqual([
    { allow: 1, review: 2, block: 1 },
    { allow: 3, review: 1, block: 0 },
  ]);
  const kids = withThresholds(before, 'section kids', 'toxicity', { review: 0.05 });
  expect(compareOutcomes(before, kids, judged).changes).toEqual([]);
  expect(compareOutcomes(before, kids, judged, 'kids').after).toEqual({ allow: 0, review: 4, block: 0 });
  expect(scopesOf(kids)).toContain('section kids');
  expect(ownThresholds(kids, 'section kids')).toEqual({ toxicity: { review: 0.05 } });
});

it('keeps block above review, whichever is moved, and leaves nothing of a scope that says nothing', () => {
  expect(moved({ review: 0.5, block: 0.9 }, 'review', 0.95)).toEqual({ review: 0.95, block: 0.95 });
  expect(moved({ review: 0.5, block: 0.9 }, 'block', 0.4)).toEqual({ review: 0.4, block: 0.4 });
  expect(moved({ review: 0.5, block: 0.9 }, 'block', undefined)).toEqual({ review: 0.5 });
  expect(moved({ review: 0.5 }, 'review', undefined)).toBeUndefined();
  const policy = presetPolicy('default');
  const changed = withThresholds(policy, 'language pt', 'spam', { block: 1 });
  expect(withThresholds(changed, 'language pt', 'spam', undefined)).toEqual(policy);
});
