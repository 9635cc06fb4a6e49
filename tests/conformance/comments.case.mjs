// What stores of comments on SQL owe beside the cases for all: several systems at once, great threads.
import { refused, Stage, same, until } from '../../packages/saguim/dist/comments/stage.case.js';

export const storeCases = [
  {
    name: 'gives no item to two of many moderators on two systems',
    run: (make) =>
      Stage.play(make, async (stage) => {
        const other = await stage.open();
        const ana = stage.writer('Ana');
        for (let i = 0; i < 12; i++) await stage.say(ana, `You idiot ${i}`);
        const decided = [];
        const work = async (moderator) => {
          for (;;) {
            const [item] = await moderator.claim();
            if (!item) return;
            await moderator.decide(item.id, { action: item.text.endsWith('1') ? 'reject' : 'approve', version: item.version });
            decided.push(item.id);
          }
        };
        const systems = [stage.system, other];
        await Promise.all(Array.from({ length: 6 }, (_, i) => work(stage.moderator(`M${i}`, systems[i % 2]))));
        same([decided.length, new Set(decided).size], [12, 12]);
        same((await stage.moderator('M0').counts()).decided, 12);
        await other.close();
      }),
  },
  {
    name: 'keeps limits and keys over two systems at once',
    run: (make) =>
      Stage.play(
        make,
        async (stage) => {
          const other = await stage.open({ limits: { submit: { most: 3, seconds: 60 } } });
          const both = [stage.writer('Ana'), stage.writer('Ana', other)];
          const draft = { page: 'article', text: 'Twice', key: 'the-same-key' };
          const [a, b] = await Promise.all(both.map((ana) => ana.submit(draft)));
          same(a.id, b.id);
          const answers = await Promise.allSettled(Array.from({ length: 10 }, (_, i) => stage.say(both[i % 2], `text ${i}`)));
          same(answers.filter(({ status }) => status === 'fulfilled').length, 2);
          await other.close();
        },
        { limits: { submit: { most: 3, seconds: 60 } } },
      ),
  },
  {
    name: 'refuses to answer below the deepest reply, and shows a thread as deep as that',
    run: (make) =>
      Stage.play(
        make,
        async (stage) => {
          const ana = stage.writer('Ana');
          let parent = await stage.say(ana, 'Top');
          const all = [parent];
          while (parent.depth < 8) all.push((parent = await stage.say(ana, `At ${parent.depth + 1}`, parent.id)));
          await refused(stage.say(ana, 'Deeper', parent.id), 'too-deep');
          for (const { id } of all.slice(0, -1)) await ana.remove(id);
          same((await stage.reader.thread('article')).entries.length, 1);
          // With the last the whole chain goes.
          await ana.remove(parent.id);
          same((await stage.reader.thread('article')).entries, []);
          await until(async () => (await stage.reader.thread('article')).total === 0);
        },
        { deepest: 8 },
      ),
  },
];
