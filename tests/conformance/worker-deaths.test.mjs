// The engine's worker dies at random, with a message or between two, while every task is at work: each promise settles with an error that
// has a name, and the same calls succeed in the next worker. LanguageModel has a test of its own beside it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest';
import {
  Classifier,
  CodeCompleter,
  Moderator,
  SaguimError,
  SearchIndex,
  SemanticEmbedder,
  TextClassifier,
  TextGenerator,
} from '../../packages/saguim/dist/index.js';
import { toyHeads } from '../../packages/saguim/dist/moderation/toy-heads.case.js';
import { engineClient } from '../../packages/saguim/dist/runtime/index.js';
import { Random } from './random-weights.mjs';

const rounds = process.env.SAGUIM_LONG === '1' ? 150 : 2;
const configuration = {
  models: new URL('../../models/', import.meta.url),
  workerUrl: new URL('./counting-worker.case.mjs', import.meta.url),
  tabs: 'own',
};
const writer = { ...configuration, model: new URL('../golden/tiny/qwen2-f32.gguf', import.meta.url) };
const saguim = configuration;
const folder = mkdtempSync(join(tmpdir(), 'saguim-deaths-'));
const death = join(folder, 'death');
process.env.SAGUIM_TEST_DEATH = death;
let heads;

beforeAll(async () => {
  const session = await SemanticEmbedder.create({ saguim });
  heads = await toyHeads(session.saguim.textEmbedder);
  session.destroy();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const examples = [
  'Great coffee!',
  'I love it.',
  'A wonderful day.',
  'So kind.',
  'Awful tea.',
  'I hate it.',
  'A terrible day.',
  'So rude.',
].map((text, i) => ({ text, label: i < 4 ? 'good' : 'bad' }));
const policy = { format: 1, id: 'site', version: 1, labels: { toxicity: { review: 0.5 } } };
const code = { prefix: 'function add(a, b) {\n  return ', suffix: '\n}\n', language: 'javascript', threshold: 0, maxTokens: 16 };

/** Gives what is opened to `use`, and lets go of it whatever happens. */
async function using(opening, use, close = (one) => one.destroy()) {
  const one = await opening;
  try {
    return await use(one);
  } finally {
    await close(one);
  }
}

async function all(items) {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
}

/** What people call, opened and closed each time; `n` makes texts that were not read before, `heard` is told whenever something comes. */
const calls = {
  'embedder, texts': (n, heard) =>
    using(SemanticEmbedder.create({ saguim: { ...saguim, onProgress: heard } }), (one) => one.embed([`One text ${n}`, `another ${n}`])),
  'embedder, a stream': (n) =>
    using(SemanticEmbedder.create({ saguim }), (one) => all(one.saguim.embedStream([`a ${n}`, `b ${n}`, `c ${n}`], { batch: 1 }))),
  'categories of the web': (n) => using(Classifier.create({ saguim }), (one) => one.classify(`The match ended with a goal, ${n} to none.`)),
  'a classifier that comes along': (n) =>
    using(TextClassifier.load('sentiment', configuration), (one) => one.classify(`It was good, ${n} times.`)),
  'labels by their meaning': (n) =>
    using(TextClassifier.zeroShot(['sport', 'music'], configuration), (one) => one.explain(`A song of ${n} minutes`)),
  'training, correction, saving': (n, heard) =>
    using(
      TextClassifier.train({
        ...configuration,
        examples: examples.map(({ text, label }) => ({ text: `${text} ${n}`, label })),
        cache: join(folder, 'features'),
        onProgress: heard,
      }),
      async (one) => {
        await one.learn(`Not so bad ${n}`, 'good');
        return one.save().length > 0 && one.classify(`Lovely ${n}`);
      },
    ),
  'an index in a folder': (n, heard) =>
    using(
      SearchIndex.open(join(folder, `index-${n % 3}`), { saguim }),
      async (one) => {
        const documents = Array.from({ length: 5 }, (_, i) => ({ id: `d${i}`, text: `Document ${i} of ${n}` }));
        await one.update(documents, { onProgress: heard });
        await one.remove('d4');
        const file = await new Response(one.export()).blob();
        await one.import(file);
        return [await one.search(`document ${n}`), await one.similarTo('d1'), await all(one.documents())];
      },
      (one) => one.close(),
    ),
  'an index in memory': (n) =>
    using(
      SearchIndex.open('memory', { storage: 'memory', saguim }),
      async (one) => {
        await one.add([{ id: 'a', text: `Apples ${n}` }]);
        return [await one.search('apples'), await one.get('a'), await one.clear()];
      },
      (one) => one.close(),
    ),
  moderation: (n) =>
    using(Moderator.create({ ...configuration, model: 'multilingual-e5-small-en-pt', heads, policy }), async (one) => {
      const verdict = await one.check(`You are an idiot, ${n}.`);
      if (one.failure) throw one.failure; // what a check never throws is told so
      expect(verdict.action).toBe('review');
      await one.explain(`You idiot ${n}`, { label: 'toxicity' });
      return one.learn({ text: `A bus ${n}`, action: 'allow' });
    }),
  completion: (n, heard) =>
    using(CodeCompleter.create(writer), async (one) => {
      await one.prepare({ ...code, prefix: `// ${n}\n${code.prefix}` });
      await one.complete({ ...code, prefix: `// ${n}\n${code.prefix}`, alternatives: 2 }, { onPartial: heard });
      return one.fill({ ...code, prefix: `# ${n}` }, { maxTokens: 8, onText: heard });
    }),
  'completion in an editor': (n) =>
    using(CodeCompleter.create(writer), async (one) => {
      await new Promise((resolve, reject) => {
        const session = one.session({ delay: 0, prefetch: false, onError: reject });
        let worked = false;
        session.addEventListener('state', () => {
          worked ||= session.state === 'working';
          // What went wrong is told right after it.
          if (worked && session.state === 'idle') setImmediate(resolve);
        });
        session.update({ before: `let a${n} = 1;\nlet b = a`, after: '' });
        session.request();
      });
    }),
  'what a model can do': () => CodeCompleter.supports(writer.model, configuration),
  'text that goes on': (n, heard) =>
    using(TextGenerator.create(writer), (one) => one.generate(`Once ${n}`, { maxTokens: 8, onPiece: heard })),
};
const names = Object.keys(calls);

/** The errors that a death may end in. */
function isNamed(error) {
  const known = error instanceof SaguimError ? error : error instanceof DOMException ? error.cause : undefined;
  return known instanceof SaguimError && known.code === 'worker-died';
}

it.each(Array.from({ length: rounds }, (_, i) => i + 1))('settles every promise when the worker dies, and goes on (%i)', async (seed) => {
  const random = new Random(seed);
  const upTo = (n) => Math.floor(random.uniform() * n);
  const client = engineClient(configuration);
  let died = 0;
  for (const [round, way] of ['message', 'event', 'moment'].entries()) {
    await client.terminate();
    const n = 10 * seed + round;
    // The worker counts, loading included; or this side ends it when it hears something, or at any moment.
    if (way === 'message') writeFileSync(death, String(1 + upTo(120)));
    else await calls['embedder, texts'](n);
    let left = way === 'event' ? upTo(25) : Number.POSITIVE_INFINITY;
    const heard = () => {
      if (left-- === 0) end();
    };
    let ending;
    const end = () => (ending = client.terminate());
    const timer = way === 'moment' ? setTimeout(end, upTo(500)) : undefined;
    const asked = Array.from({ length: 8 }, () => names[upTo(names.length)]);
    const pending = new Map(asked.map((name, i) => [i, name]));
    onTestFailed(() => console.log('Pending:', [...pending.values()]));
    const running = asked.map((name, i) => {
      const call = calls[name](100 * n + i, heard);
      const over = () => {
        pending.delete(i);
        heard();
      };
      call.then(over, over);
      return call;
    });
    for (const [i, { status, reason }] of (await Promise.allSettled(running)).entries()) {
      if (status === 'fulfilled') continue;
      if (!isNamed(reason)) throw new Error(`${asked[i]}: ${reason?.name} ${reason?.message}`, { cause: reason });
      died++;
    }
    clearTimeout(timer);
    await ending;
    const again = [...new Set(asked)];
    for (const [i, { status, reason }] of (await Promise.allSettled(again.map((name) => calls[name](100 * n + 50)))).entries()) {
      if (status === 'rejected') throw new Error(`afterwards, ${again[i]}: ${reason}`, { cause: reason });
    }
  }
  expect(died).toBeGreaterThan(0);
});
