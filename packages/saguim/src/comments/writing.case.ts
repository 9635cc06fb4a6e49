import { verifyAudit } from './audit-log.js';
import type { CommentChange } from './comment-service.js';
import { type Case, refused, Stage, same, until } from './stage.case.js';

/** What readers and writers do: holds on every store, and over HTTP. */
export const writingCases: readonly Case[] = [
  {
    name: 'publishes, holds and blocks, and tells only the writer why',
    run: (make) =>
      Stage.play(make, async (stage) => {
        const ana = stage.writer('Ana');
        const fine = await stage.say(ana, 'Good morning <b>all</b> <script>alert(1)</script>');
        same([fine.state, fine.reasons, fine.can], ['published', [], ['reply', 'edit', 'delete']]);
        const held = await stage.say(ana, 'You idiot');
        same([held.state, held.reasons], ['held', [{ label: 'insult', message: 'This looks like insult.' }]]);
        const blocked = await ana.submit({ page: 'article', text: 'casino', key: stage.key(), locale: 'pt-BR' });
        same([blocked.state, blocked.reasons[0]!.message, blocked.can], ['blocked', 'Isto parece spam.', ['edit', 'delete', 'appeal']]);
        const { entries, total } = await stage.reader.thread('article');
        same([entries.map(({ comment }) => comment.text), total], [['Good morning <b>all</b> <script>alert(1)</script>'], 1]);
        await refused(stage.reader.comment(held.id), 'not-found');
        await refused(stage.writer('Bia').comment(blocked.id), 'not-found');
        same(
          (await ana.own()).comments.map(({ id }) => id),
          [blocked.id, held.id, fine.id],
        );
      }),
  },
  {
    name: 'takes the same submission once, however often and however much at once it comes',
    run: (make) =>
      Stage.play(make, async (stage) => {
        const ana = stage.writer('Ana');
        const draft = { page: 'article', text: 'Only once', key: 'the-same-key' };
        const answers = await Promise.all(Array.from({ length: 6 }, () => ana.submit(draft)));
        same(new Set(answers.map(({ id }) => id)).size, 1);
        same(await stage.texts(), ['Only once']);
        await refused(ana.submit({ ...draft, text: 'Another' }), 'replayed');
        // A key is its writer's.
        await stage.writer('Bia').submit(draft);
        same((await stage.texts()).length, 2);
        for (const key of ['', 'short', 'with space in it', 'ção-ção-ção']) await refused(ana.submit({ ...draft, key }), 'invalid');
      }),
  },
  {
    name: 'refuses texts, pages and people that are none',
    run: (make) =>
      Stage.play(
        make,
        async (stage) => {
          const ana = stage.writer('Ana');
          await refused(stage.say(ana, ' \u200b\n\t '), 'empty');
          await refused(stage.say(ana, 'x'.repeat(101)), 'too-long');
          await refused(stage.say(ana, 5 as unknown as string), 'invalid');
          await refused(stage.say(ana, 'a', undefined, ''), 'invalid');
          await refused(stage.say(ana, 'a', undefined, 'a\nb'), 'invalid');
          await refused(stage.say(stage.reader, 'a'), 'login');
          await refused(stage.say(stage.as({ id: 'x', role: 'writer' }), 'a'), 'name-missing');
          await refused(stage.say(ana, 'a', 'nothing'), 'parent-gone');
          const odd = await stage.say(ana, 'a\u0000b\r\nc\ud800d \u202eok');
          same(odd.text, 'ab\nc\ufffdd \u202eok');
        },
        { longest: 100 },
      ),
  },
  {
    name: 'checks an edit again, and refuses one of a version that is not there any more',
    run: (make) =>
      Stage.play(make, async (stage) => {
        const ana = stage.writer('Ana');
        const { id } = await stage.say(ana, 'Hello');
        await refused(stage.writer('Bia').edit(id, { text: 'Mine', version: 1 }), 'forbidden');
        const worse = await ana.edit(id, { text: 'You idiot', version: 1 });
        same([worse.state, worse.version, await stage.texts()], ['held', 2, []]);
        await refused(ana.edit(id, { text: 'Late', version: 1 }), 'changed');
        same((await ana.edit(id, { text: 'You idiot', version: 1 })).version, 2, 'the same edit sent again');
        const better = await ana.edit(id, { text: 'Hello you', version: 2 });
        same([better.state, better.edited !== null, await stage.texts()], ['published', true, ['Hello you']]);
      }),
  },
  {
    name: 'keeps the place of what was taken back as long as something hangs on it',
    run: (make) =>
      Stage.play(make, async (stage) => {
        const [ana, bia] = [stage.writer('Ana'), stage.writer('Bia')];
        const top = await stage.say(ana, 'Top');
        const middle = await stage.say(bia, 'Middle', top.id);
        const leaf = await stage.say(ana, 'Leaf', middle.id);
        same([leaf.depth, leaf.root], [2, top.id]);
        await bia.remove(middle.id);
        await ana.remove(top.id);
        const { entries, total } = await stage.reader.thread('article');
        const [{ comment, replies } = entries[0]!] = entries;
        same([comment.text, comment.name, comment.state, comment.replies, comment.can], [null, null, 'deleted', 1, []]);
        same([replies.comments.map(({ id, text }) => [id, text]), total], [[[middle.id, null]], 1]);
        await refused(stage.say(bia, 'Too late', middle.id), 'parent-gone');
        await refused(ana.edit(top.id, { text: 'Back', version: 1 }), 'state');
        same((await ana.remove(top.id)).state, 'deleted', 'taken back again');
        await ana.remove(leaf.id);
        same([(await stage.reader.thread('article')).entries, (await ana.own()).comments.length], [[], 2]);
      }),
  },
  {
    name: 'pages through many replies without losing or doubling one, also while more come',
    run: (make) =>
      Stage.play(make, async (stage) => {
        const ana = stage.writer('Ana');
        const top = await stage.say(ana, 'Top');
        for (let i = 0; i < 12; i++) await stage.say(ana, `Reply ${i}`, top.id);
        const thread = await stage.reader.thread('article', { replies: 3 });
        const seen = thread.entries[0]!.replies.comments.map(({ text }) => text);
        same([thread.entries[0]!.comment.replies, seen.length], [12, 3]);
        let after = thread.entries[0]!.replies.next;
        while (after !== undefined) {
          if (seen.length === 7) await stage.say(ana, 'Reply 12', top.id);
          const page = await stage.reader.replies(top.id, { after, limit: 4 });
          seen.push(...page.comments.map(({ text }) => text));
          after = page.next;
        }
        same(
          seen,
          Array.from({ length: 13 }, (_, i) => `Reply ${i}`),
        );
        for (let i = 0; i < 5; i++) await stage.say(ana, `Top ${i}`, undefined, 'other');
        const first = await stage.reader.thread('other', { limit: 2 });
        const second = await stage.reader.thread('other', { limit: 2, after: first.next });
        const third = await stage.reader.thread('other', { limit: 2, after: second.next });
        same(
          [first, second, third].flatMap(({ entries }) => entries.map(({ comment }) => comment.text)),
          ['Top 4', 'Top 3', 'Top 2', 'Top 1', 'Top 0'],
        );
        same(third.next, undefined);
        await refused(stage.reader.thread('other', { after: 'oldest.3' }), 'invalid');
        await refused(stage.reader.thread('other', { after: first.next, order: 'oldest' }), 'invalid');
        await refused(stage.reader.thread('other', { limit: 1e9 }), 'invalid');
      }),
  },
  {
    name: 'lets nobody write too often, and says when again',
    run: (make) =>
      Stage.play(
        make,
        async (stage) => {
          const ana = stage.writer('Ana');
          for (const text of ['a', 'b']) await stage.say(ana, text);
          const key = stage.key();
          const error = (await refused(ana.submit({ page: 'article', text: 'c', key }), 'rate')) as Error & { details: unknown };
          same((error.details as { retryAfter: number }).retryAfter, 30);
          await stage.say(stage.writer('Bia'), 'another');
          await stage.say(stage.as({ id: 'm', name: 'Marta', role: 'moderator' }), 'moderators may');
          stage.at.advance(30_000);
          same((await ana.submit({ page: 'article', text: 'c', key })).state, 'published');
          await refused(stage.say(ana, 'd'), 'rate');
          // A clock that is put back opens nothing.
          stage.at.advance(-3_600_000);
          await refused(stage.say(ana, 'd'), 'rate');
        },
        { limits: { submit: { most: 2, seconds: 60 } } },
      ),
  },
  {
    name: 'lets readers report once, and hides what many report',
    run: (make) =>
      Stage.play(
        make,
        async (stage) => {
          const { id } = await stage.say(stage.writer('Ana'), 'Hello');
          const report = (name: string) => stage.writer(name).report(id, { reason: 'spam', note: `says ${name}` });
          await refused(report('Ana'), 'own');
          await refused(stage.reader.report(id, { reason: 'spam' }), 'login');
          await refused(stage.writer('Bia').report(id, { reason: 'nonsense' as 'spam' }), 'invalid');
          await report('Bia');
          await refused(report('Bia'), 'already');
          same(await stage.texts(), ['Hello'], 'still there');
          const { items } = await stage.moderator().queue();
          same([items[0]!.state, items[0]!.reports], ['reported', [{ reason: 'spam', count: 1, notes: ['says Bia'] }]]);
          await report('Caio');
          same(await stage.texts(), []);
          await refused(report('Davi'), 'not-found');
          const own = (await stage.writer('Ana').own()).comments[0]!;
          same([own.state, own.reasons[0]!.label], ['held', 'reports']);
        },
        { hideAfter: 2 },
      ),
  },
  {
    name: 'lets guests in under names that are nobody else’s',
    run: (make) =>
      Stage.play(make, async (stage) => {
        await stage.say(stage.writer('Joana'), 'I have a login');
        await stage.moderator('Marta').claim();
        for (const name of ['Mοderator', 'ADM1N', 'João (moderação)', 'M a r t a', 'Мarta'])
          await refused(stage.reader.enter(name), 'name-reserved');
        for (const name of ['Jоana', 'Joana']) await refused(stage.reader.enter(name), 'name-taken');
        for (const name of ['\u202eanA', 'a\u200bna', '....', 'x'.repeat(81)]) await refused(stage.reader.enter(name), 'name-invalid');
        await refused(stage.reader.enter('  '), 'name-missing');
        const guest = stage.reader;
        const person = await guest.enter('  Stafford   Silva ');
        same([person.name, person.guest, person.role], ['Stafford Silva', true, 'writer']);
        same((await stage.say(guest, 'Hello')).name, 'Stafford Silva');
        await stage.reader.enter('Stafford Silva');
        await refused(stage.writer('Ana').enter('Another'), 'forbidden');
        // Who has a login cannot choose another name: a moderator looks.
        const posing = await stage.say(stage.as({ id: 'p', name: 'Мarta', role: 'writer' }), 'Fine words');
        same([posing.state, posing.reasons.map(({ label }) => label)], ['held', ['name']]);
      }),
  },
  {
    name: 'keeps what was accepted when its check fails, and judges it later, once',
    run: (make) =>
      Stage.play(make, async (stage) => {
        const ana = stage.writer('Ana');
        stage.judge.failing = true;
        const waiting = await stage.say(ana, 'Hello');
        same([waiting.state, await stage.texts(), stage.errors.length], ['checking', [], 1]);
        stage.errors.length = 0;
        stage.judge.failing = false;
        const other = await stage.open();
        await other.catchUp();
        same(await stage.texts(), [], 'its process has it for a minute');
        stage.at.advance(61_000);
        await Promise.all([other.catchUp(), stage.system.catchUp()]);
        same([await stage.texts(), stage.judge.checks], [['Hello'], 1]);
        await other.close();
      }),
  },
  {
    name: 'tells who watches a page what becomes visible there, and what goes',
    run: (make) =>
      Stage.play(make, async (stage) => {
        const end = new AbortController();
        const ana = stage.writer('Ana');
        await stage.say(ana, 'Before');
        const { changed } = await stage.reader.thread('article');
        const missed = await stage.say(ana, 'Missed');
        const seen: CommentChange[] = [];
        const other = await stage.open();
        await other.as({ role: 'reader' }).watch('article', (change) => seen.push(change), { signal: end.signal, after: changed });
        await until(() => seen.length === 1);
        const { id } = await stage.say(ana, 'Now');
        await stage.say(ana, 'You idiot');
        await stage.say(ana, 'Elsewhere', undefined, 'other');
        await until(() => seen.length >= 2);
        await ana.remove(id);
        await until(() => seen.some(({ kind }) => kind === 'removed'));
        const told = seen.map((change) => (change.kind === 'comment' ? change.comment.text : change.id)).filter((one) => one !== null);
        same([told[0], told[1], told.at(-1)], [missed.text, 'Now', id]);
        same(told.includes('You idiot') || told.includes('Elsewhere'), false);
        same(seen.at(-1)!.total, 2);
        end.abort();
        await other.close();
      }),
  },
  {
    name: 'exports all that is kept of a person, erases it for good, and the log still holds',
    run: (make) =>
      Stage.play(make, async (stage) => {
        const [ana, bia, marta] = [stage.writer('Ana'), stage.writer('Bia'), stage.moderator('Marta')];
        const first = await stage.say(ana, 'A secret of mine');
        await stage.say(bia, 'An answer', first.id);
        const blocked = await stage.say(ana, 'casino');
        await ana.appeal(blocked.id, { text: 'I meant the village' });
        await marta.decide(blocked.id, { action: 'reject', version: 1, note: 'Dear Ana, no' });
        await bia.report(first.id, { reason: 'other', note: 'Ana is my neighbour' });
        const data = await ana.exportOwn();
        same(data.person.name, 'Ana');
        same(
          data.comments.map(({ text, state }) => [text, state]),
          [
            ['casino', 'rejected'],
            ['A secret of mine', 'reported'],
          ],
        );
        await refused(bia.exportPerson('ana'), 'forbidden');
        await refused(bia.erasePerson('ana'), 'forbidden');
        same(await ana.eraseOwn(), 2);
        const entry = (await stage.reader.thread('article')).entries[0]!;
        same([entry.comment.text, entry.comment.name, entry.replies.comments[0]!.text], [null, null, 'An answer']);
        same((await marta.search({ query: 'secret' })).items, []);
        const kept = JSON.stringify([
          await stage.administrator.audit({ limit: 1000 }),
          await marta.queue(),
          await marta.history('ana'),
          await stage.at.store.read((reader) => reader.everyComment({ limit: 100 })),
          await stage.at.store.read((reader) => reader.decisionsBy('moderator-marta')),
          (await stage.at.store.read((reader) => reader.person('ana'))) ?? null,
        ]);
        for (const word of ['secret', 'neighbour', 'village', 'Dear', '"ana"', 'Ana']) {
          const rest = kept.replaceAll('"id":"ana"', '');
          same(rest.includes(word), false, word);
        }
        await refused(stage.administrator.exportPerson('ana'), 'not-found');
        const report = await verifyAudit(await stage.administrator.audit({ limit: 1000 }));
        same([report.valid, report.problem ?? null], [true, null]);
        // Marta goes too: what she decided stays.
        await stage.administrator.erasePerson('moderator-marta');
        same((await bia.comment(first.id)).state, 'deleted');
        same((await verifyAudit(await stage.administrator.audit({ limit: 1000 }))).valid, true);
      }),
  },
];
