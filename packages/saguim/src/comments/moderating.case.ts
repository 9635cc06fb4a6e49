import type { TextEmbedder } from '../semantic-embedder/text-embedder.js';
import { verifyAudit } from './audit-log.js';
import { type Case, refused, Stage, same } from './stage.case.js';

/** Vectors that count letters: enough to tell what is near. */
const letters: TextEmbedder = {
  model: 'letters',
  fingerprint: 'letters-1',
  dimensions: 26,
  featureDimensions: 26,
  maxTokens: 1000,
  async embedTexts(texts) {
    const all = new Float32Array(26 * texts.length);
    for (const [row, text] of texts.entries()) {
      const part = all.subarray(row * 26, (row + 1) * 26);
      for (const letter of text.toLowerCase().match(/[a-z]/g) ?? []) part[letter.charCodeAt(0) - 97]! += 1;
      const length = Math.hypot(...part) || 1;
      for (let i = 0; i < 26; i++) part[i]! /= length;
    }
    return all;
  },
};

/** What moderators do: holds on every store, and over HTTP. */
export const moderatingCases: readonly Case[] = [
  {
    name: 'gives moderators what the machine is least sure of first, with why',
    run: (make) =>
      Stage.play(make, async (stage) => {
        const ana = stage.writer('Ana');
        const sure = await stage.say(ana, 'You idiot');
        const unsure = await stage.say(ana, 'How stupid');
        await stage.say(ana, 'Hello');
        await refused(ana.queue(), 'forbidden');
        await refused(stage.reader.counts(), 'login');
        const marta = stage.moderator();
        const { items } = await marta.queue();
        same(
          items.map(({ id }) => id),
          [unsure.id, sure.id],
        );
        same(items[0]!.why, [{ kind: 'score', label: 'insult', score: 0.62, threshold: 0.6 }]);
        same([items[0]!.writer.name, items[0]!.writer.states], ['Ana', { held: 2, published: 1 }]);
        same(
          (await marta.queue({ order: 'oldest' })).items.map(({ id }) => id),
          [sure.id, unsure.id],
        );
        const first = await marta.queue({ limit: 1 });
        same(
          (await marta.queue({ limit: 1, after: first.next })).items.map(({ id }) => id),
          [sure.id],
        );
        const blocked = await stage.say(ana, 'casino');
        await ana.appeal(blocked.id, { text: 'It is a village' });
        same(
          (await marta.queue({ filter: { states: ['appealed'] } })).items.map(({ appeal }) => appeal?.text),
          ['It is a village'],
        );
        same((await marta.queue({ filter: { label: 'spam' } })).items.length, 1);
        same((await marta.queue({ filter: { label: 'insult', language: 'en', page: 'article', writer: 'ana' } })).items.length, 2);
        same((await marta.queue({ filter: { page: 'other' } })).items, []);
        await refused(marta.queue({ filter: { nonsense: 'a' } as object }), 'invalid');
        const { held, reported, appealed, claimed, decided } = await marta.counts();
        same([held, reported, appealed, claimed, decided], [2, 0, 1, 0, 0]);
      }),
  },
  {
    name: 'gives no comment to two moderators, until a lease ends or it is given back',
    run: (make) =>
      Stage.play(make, async (stage) => {
        const ana = stage.writer('Ana');
        for (let i = 0; i < 4; i++) await stage.say(ana, `You idiot ${i}`);
        const [marta, nina] = [stage.moderator('Marta'), stage.moderator('Nina')];
        const [[a], [b, c]] = await Promise.all([marta.claim(), nina.claim({ count: 2 })]);
        same(new Set([a!.id, b!.id, c!.id]).size, 3);
        same((await marta.claim())[0]!.id, a!.id, 'what is hers comes first');
        await refused(nina.decide(a!.id, { action: 'approve', version: 1 }), 'claimed');
        await nina.release([b!.id]);
        same((await marta.claim({ count: 4 })).length, 3);
        same((await nina.counts()).claimed, 4);
        stage.at.advance(121_000);
        same((await nina.claim({ count: 50 })).length, 4);
        await refused(marta.decide(a!.id, { action: 'approve', version: 1 }), 'claimed');
        await nina.release();
        same((await marta.decide(a!.id, { action: 'approve', version: 1 })).state, 'published');
        await refused(marta.claim({ count: 51 }), 'invalid');
        await refused(marta.claim({ lease: 5 }), 'invalid');
      }),
  },
  {
    name: 'decides once, tells the writer in the policy’s words, and takes it back',
    run: (make) =>
      Stage.play(make, async (stage) => {
        const ana = stage.writer('Ana');
        const { id } = await stage.say(ana, 'You idiot');
        const [marta, nina] = [stage.moderator('Marta'), stage.moderator('Nina')];
        await refused(marta.decide(id, { action: 'reject', version: 1, label: 'nonsense' }), 'invalid');
        await refused(marta.decide(id, { action: 'maybe' as 'reject', version: 1 }), 'invalid');
        await refused(marta.decide(id, { action: 'approve', version: 2 }), 'changed');
        const decision = { action: 'reject', version: 1, label: 'insult', note: 'Be kind' } as const;
        const item = await marta.decide(id, decision);
        same([item.state, item.decision?.mine, item.decision?.label], ['rejected', true, 'insult']);
        same((await marta.decide(id, decision)).decision!.id, item.decision!.id, 'sent again');
        await refused(nina.decide(id, { action: 'reject', version: 1 }), 'state');
        const told = await ana.comment(id);
        same(
          [told.reasons.map(({ label }) => label), told.reasons[1]!.message, told.can],
          [['insult', 'moderator'], 'Be kind', ['delete', 'appeal']],
        );
        await refused(ana.edit(id, { text: 'Hello', version: 1 }), 'state');
        await refused(nina.undo(id), 'forbidden');
        const back = await marta.undo(id);
        same([back.state, back.claimedUntil !== null, back.decision], ['held', true, null]);
        await refused(marta.undo(id), 'state');
        same((await marta.decide(id, { action: 'approve', version: 1 })).state, 'published');
        same(await stage.texts(), ['You idiot']);
        same([(await marta.counts()).decidedByMe, (await nina.counts()).decided], [1, 1]);
        await refused(nina.decide(id, { action: 'reject', version: 1, state: 'held' }), 'state');
        // Later, from the writer's history, and by another.
        same((await nina.decide(id, { action: 'reject', version: 1, state: 'published' })).state, 'rejected');
        same((await nina.undo(id)).decision?.action, 'approve', 'what stood before stands again');
      }),
  },
  {
    name: 'hears an appeal once for each decision, and no moderator on their own words',
    run: (make) =>
      Stage.play(make, async (stage) => {
        const ana = stage.writer('Ana');
        const { id } = await stage.say(ana, 'casino');
        await refused(ana.appeal(id, { text: '  ' }), 'empty');
        await refused(stage.writer('Bia').appeal(id, { text: 'For Ana' }), 'not-found');
        same((await ana.appeal(id, { text: 'It is a village' })).state, 'appealed');
        await refused(ana.appeal(id, { text: 'Again' }), 'already');
        await refused(ana.edit(id, { text: 'Other', version: 1 }), 'state');
        await stage.moderator().decide(id, { action: 'reject', version: 1 });
        same((await ana.comment(id)).can, ['delete']);
        await refused(ana.appeal(id, { text: 'Again' }), 'already');
        const own = await stage.say(stage.moderator('Marta'), 'You idiot');
        await refused(stage.moderator('Marta').decide(own.id, { action: 'approve', version: 1 }), 'own');
        same(await stage.moderator('Marta').claim(), []);
        same((await stage.moderator('Nina').decide(own.id, { action: 'approve', version: 1 })).state, 'published');
      }),
  },
  {
    name: 'decides many, each on its own',
    run: (make) =>
      Stage.play(make, async (stage) => {
        const ana = stage.writer('Ana');
        const held = await Promise.all(['a', 'b', 'c'].map((text) => stage.say(ana, `You idiot ${text}`)));
        const marta = stage.moderator('Marta');
        await stage.moderator('Nina').claim({ count: 1, order: 'oldest' });
        const answers = await marta.decideMany(held.map(({ id }) => ({ id, action: 'reject' as const, version: 1 })));
        same(answers.map((answer) => ('item' in answer ? answer.item.state : answer.error.reason)).sort(), [
          'claimed',
          'rejected',
          'rejected',
        ]);
        await refused(marta.decideMany(Array(51).fill({ id: 'a', action: 'reject', version: 1 })), 'invalid');
      }),
  },
  {
    name: 'settles reports with the decision, and brings them back with an undo',
    run: (make) =>
      Stage.play(
        make,
        async (stage) => {
          const { id } = await stage.say(stage.writer('Ana'), 'Hello');
          for (const name of ['Bia', 'Caio']) await stage.writer(name).report(id, { reason: 'spam' });
          const marta = stage.moderator();
          await marta.decide(id, { action: 'approve', version: 1 });
          same([(await marta.queue()).items, await stage.texts()], [[], ['Hello']]);
          const back = await marta.undo(id);
          same([back.state, back.reports[0]!.count, await stage.texts()], ['held', 2, []]);
          await marta.decide(id, { action: 'approve', version: 1 });
          // Readers may ask again; what a moderator approved stays until one looked.
          for (const name of ['Davi', 'Elsa', 'Fabi']) await stage.writer(name).report(id, { reason: 'hate' });
          same([await stage.texts(), (await marta.queue()).items[0]!.state], [['Hello'], 'reported']);
          await stage.writer('Ana').edit(id, { text: 'Hello again', version: 1 });
          same(
            (await marta.queue()).items.map(({ state, text }) => [state, text]),
            [['reported', 'Hello again']],
            'an edit evades nobody',
          );
        },
        { hideAfter: 2 },
      ),
  },
  {
    name: 'finds comments by their words, in Portuguese and English, accents and endings aside',
    run: (make) =>
      Stage.play(make, async (stage) => {
        const ana = stage.writer('Ana');
        const action = await stage.say(ana, 'Os comentários sobre ações da Petrobras não sobem');
        const running = await stage.say(ana, 'He was running for the mayor’s office, idiot');
        await stage.say(ana, 'Nothing of the kind');
        const marta = stage.moderator();
        const find = async (query: string, filter = {}) => (await marta.search({ query, filter })).items.map(({ id }) => id);
        same(await find('acoes'), [action.id]);
        same(await find('COMENTARIO'), [action.id]);
        same(await find('AÇÕES petrobras'), [action.id]);
        same(await find('run mayor'), [running.id]);
        same(await find('run petrobras'), []);
        same(await find('run', { states: ['published'] }), []);
        same(await find('%_\'"\\;--'), []);
        await ana.edit(action.id, { text: 'Outra coisa', version: 1 });
        same(await find('petrobras'), []);
        same(await find('coisas'), [action.id]);
        await refused(marta.search({ query: '' }), 'invalid');
        await refused(marta.search({ query: 'a', mode: 'meaning' }), 'invalid');
      }),
  },
  {
    name: 'finds by meaning, among what a filter lets through, and not what was erased; asks for the model at the first such search',
    run: async (make) => {
      let asked = 0;
      const embedder = async () => {
        asked++;
        return letters;
      };
      await Stage.play(
        make,
        async (stage) => {
          const ana = stage.writer('Ana');
          const [near, far] = [await stage.say(ana, 'abc abc abd'), await stage.say(ana, 'xyz xyz')];
          await stage.say(stage.writer('Bia'), 'abcc', undefined, 'other');
          const marta = stage.moderator();
          const find = async (filter = {}) =>
            (await marta.search({ query: 'aabbcc', mode: 'meaning', filter })).items.map(({ text }) => text);
          await stage.system.catchUp();
          same(asked, 0);
          same(await find(), ['abc abc abd', 'abcc', 'xyz xyz']);
          same(await find({ page: 'article' }), ['abc abc abd', 'xyz xyz']);
          await ana.edit(near.id, { text: 'zzz', version: 1 });
          await ana.remove(far.id);
          await stage.system.catchUp();
          same(await find({ writer: 'ana' }), ['zzz']);
          same(asked, 1);
        },
        { embedder },
      );
    },
  },
  {
    name: 'teaches the moderator what was decided and not taken back, once',
    run: (make) =>
      Stage.play(make, async (stage) => {
        const ana = stage.writer('Ana');
        const [a, b] = [await stage.say(ana, 'You idiot'), await stage.say(ana, 'How stupid')];
        const marta = stage.moderator();
        await marta.decide(a.id, { action: 'reject', version: 1 });
        await marta.decide(b.id, { action: 'reject', version: 1 });
        await marta.undo(b.id);
        await stage.system.catchUp();
        same(stage.judge.learned, []);
        stage.at.advance(61_000);
        await marta.decide(b.id, { action: 'approve', version: 1 });
        await stage.system.catchUp();
        same(
          stage.judge.learned.map(({ text, action }) => [text, action]),
          [['You idiot', 'block']],
        );
        stage.at.advance(61_000);
        await stage.system.catchUp();
        await stage.system.catchUp();
        same(
          stage.judge.learned.map(({ action }) => action),
          ['block', 'allow'],
        );
      }),
  },
  {
    name: 'writes a log without words and names in which nothing can be changed',
    run: (make) =>
      Stage.play(make, async (stage) => {
        const ana = stage.writer('Anastasia');
        const { id } = await stage.say(ana, 'You idiot');
        await stage.moderator('Marta').decide(id, { action: 'approve', version: 1, note: 'A private word' });
        await ana.edit(id, { text: 'Changed', version: 1 });
        await refused(stage.moderator().audit(), 'forbidden');
        const entries = await stage.administrator.audit();
        same(
          entries.map(({ event, from, to }) => [event, from, to]),
          [
            ['submit', null, 'checking'],
            ['hold', 'checking', 'held'],
            ['approve', 'held', 'published'],
            ['edit', 'published', 'checking'],
            ['publish', 'checking', 'published'],
          ],
        );
        const text = JSON.stringify(entries);
        for (const word of ['idiot', 'private', 'anastasia', 'marta', id]) same(text.toLowerCase().includes(word), false, word);
        same(entries[0]!.actor === entries[3]!.actor && entries[0]!.actor !== entries[2]!.actor, true);
        const { head } = await verifyAudit(entries);
        same(await verifyAudit(entries, head), { valid: true, entries: 5, head });
        same((await verifyAudit(entries.slice(0, 4), head)).problem, { number: 5, what: 'head' });
        same((await verifyAudit(entries.filter((_, i) => i !== 2))).problem, { number: 3, what: 'missing' });
        const changed = entries.map((entry, i) => (i === 1 ? { ...entry, to: 'published' } : entry));
        same((await verifyAudit(changed)).problem, { number: 2, what: 'changed' });
        same((await verifyAudit([...entries.slice(0, 2), { number: 3 }])).problem, { number: 3, what: 'malformed' });
        same(
          (await stage.administrator.audit({ after: 3, limit: 1 })).map(({ number }) => number),
          [4],
        );
      }),
  },
  {
    name: 'closes a page to all but moderators',
    run: (make) =>
      Stage.play(make, async (stage) => {
        const ana = stage.writer('Ana');
        const { id } = await stage.say(ana, 'Hello');
        await refused(ana.closePage('article', true), 'forbidden');
        await stage.moderator().closePage('article', true);
        const { closed, entries } = await stage.reader.thread('article');
        same([closed, entries.length, (await ana.comment(id)).can], [true, 1, ['edit', 'delete']]);
        await refused(stage.say(ana, 'More'), 'closed');
        same((await stage.say(stage.moderator(), 'The last word')).byModerator, true);
        await stage.moderator().closePage('article', false);
        same((await stage.say(ana, 'More')).state, 'published');
      }),
  },
];
