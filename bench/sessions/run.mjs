// Sessions: what clones, known beginnings and full caches cost. README.md says what is measured and how.
import { parseArgs } from 'node:util';
import { locateModel } from '../../packages/saguim/dist/hub/index.js';
import { LanguageModel } from '../../packages/saguim/dist/index.js';
import { engineClient, loadSettings } from '../../packages/saguim/dist/runtime/index.js';
import { machine } from '../lib/machine.mjs';
import { pairedRatio, summary } from '../lib/statistics.mjs';
import { masks } from './masks.mjs';
import { secondTab } from './second-tab.mjs';
import { words } from './words.mjs';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    runs: { type: 'string', default: '7' },
    threads: { type: 'string' },
    model: { type: 'string', default: 'smollm2-135m-instruct' },
  },
});
const models = new URL('../../models/', import.meta.url);
const threads = values.threads === undefined ? undefined : Number(values.threads);
const configuration = { models, threads };
const saguim = { ...configuration, model: values.model, sampling: { temperature: 0 } };
const handle = await engineClient({}).acquire(locateModel(values.model, models), loadSettings(configuration));
const stats = () => handle.call('stats', {});

const timed = async (work) => {
  const from = performance.now();
  const result = await work();
  return { ms: performance.now() - from, result };
};

/** A text of so many tokens, another one for each seed. */
const textOf = async (tokens, seed) => {
  let text = '';
  for (const word of words(seed)) {
    text += ` ${word}`;
    if ((await handle.call('encode', { text })).length >= tokens) return text;
  }
};

/** A long session is cloned a hundred times, before and while it answers. */
async function clones() {
  const content = await textOf(4000, 1);
  const session = await LanguageModel.create({ initialPrompts: [{ role: 'user', content }], saguim });
  const { pages } = await stats();
  const held = pages.used + pages.cached;
  await (await session.clone()).destroy();
  const times = [];
  const made = [];
  const cloneAll = async () => {
    for (let i = 0; i < 100; i++) {
      const { ms, result } = await timed(() => session.clone());
      times.push(ms);
      made.push(result);
    }
  };
  await cloneAll();
  const after = (await stats()).pages;
  let running = true;
  const answer = session.prompt('Go on.', { saguim: { maxTokens: 24 } }).then(() => (running = false));
  await cloneAll();
  if (!running) throw new Error('the answer was over before the clones were made');
  await answer;
  for (const one of [...made, session]) one.destroy();
  return { usage: session.contextUsage, times, pages: (after.used + after.cached) / held - 1 };
}

/** Milliseconds from the wish for a session to the first piece of its first answer. */
async function firstToken(initialPrompts, question) {
  let first;
  const from = performance.now();
  const session = await LanguageModel.create({ initialPrompts, saguim });
  await session.prompt(question, { saguim: { maxTokens: 2, onPiece: () => (first ??= performance.now() - from) } });
  session.destroy();
  return first;
}

/** The same questions to sessions that begin with a text somebody else began with, and to bare ones, in turn. */
async function knownBeginning() {
  const content = await textOf(500, 2);
  const system = [{ role: 'system', content }];
  const anew = await firstToken(system, 'Hello!');
  const [bare, known] = [new Map(), new Map()];
  for (let round = 0; round < Number(values.runs); round++) {
    for (const [times, prompts, seed] of [
      [bare, [], 2 * round],
      [known, system, 2 * round + 1],
    ]) {
      times.set(round, await firstToken(prompts, `Tell me about${await textOf(12, 100 + seed)}.`));
    }
  }
  return { anew, bare: summary([...bare.values()]), known: summary([...known.values()]), ratio: pairedRatio(known, bare) };
}

/** Sessions that are opened, used and dropped, one after the other: what the cache grows by after the first hundred tokens of pages. */
async function dropped() {
  const totals = [];
  for (let i = 0; i < 24; i++) {
    const session = await LanguageModel.create({ saguim });
    await session.prompt(`Tell me about${await textOf(150, 1000 + i)}.`, { saguim: { maxTokens: 1 } });
    session.destroy();
    totals.push((await stats()).pages.total);
  }
  return { first: totals[3], last: totals.at(-1) };
}

/** Milliseconds of a token of an answer that nothing constrains. */
async function decoding() {
  const session = await LanguageModel.create({ saguim });
  await session.prompt('Tell me a long story about the sea and a very old ship.', { saguim: { maxTokens: 128 } });
  const { usage, timings } = session.saguim.last;
  session.destroy();
  return timings.decodeMs / (usage.completionTokens - 1);
}

const say = (line) => process.stdout.write(`${line}\n`);
const goal = (what, value, most, unit) =>
  say(`${value <= most ? '  met' : 'MISSED'}  ${what}: ${value.toFixed(3)}${unit} (at most ${most}${unit})`);
const { processor, family, cores, virtual, node } = machine();
say(
  `${processor} (family ${family}), ${cores} cores${virtual ? ' of a virtual machine' : ''}, Node ${node}; ${handle.info.name}, ${handle.info.threads} threads`,
);

const drops = await dropped();
const beginning = await knownBeginning();
const cloned = await clones();
const decoded = await decoding();
handle.release();
const masked = await masks(models);
// The browser is as large as the model; what it takes is read where Linux says it.
const tabs = process.platform === 'linux' ? await secondTab() : undefined;
const cloneTimes = summary(cloned.times);
say(
  `clone() of a session of ${cloned.usage} tokens, 200 times, 100 of them while it answers: ${cloneTimes.median.toFixed(3)} ms (${cloneTimes.min.toFixed(3)} … ${cloneTimes.max.toFixed(3)})`,
);
say(
  `first token of a new session, ${values.runs} rounds: bare ${beginning.bare.median.toFixed(0)} ms, with a known system prompt of 500 tokens ` +
    `${beginning.known.median.toFixed(0)} ms; with one that nobody had before ${beginning.anew.toFixed(0)} ms`,
);
say(`24 sessions of 150 tokens opened, used and destroyed: ${drops.first} pages after the fourth, ${drops.last} after the last`);
say(`masks of ${masked.vocabularySize} tokens, ${masked.tokens} tokens drawn at random under five schemas of the everyday kind`);
if (tabs) {
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
  say(
    `memory that an answer adds to a browser (${megabytes(tabs.fileBytes)} of model): ${megabytes(tabs.first)} in a site's first tab, ${megabytes(tabs.second)} in the second`,
  );
}
say('');
goal('clone(), median', cloneTimes.median, 1, ' ms');
goal('100 clones, more pages', 100 * cloned.pages, 10, ' %');
goal('first token with a known system prompt ÷ bare, median of paired ratios', beginning.ratio.median, 2, '');
goal('mask of a token, p50', 1000 * masked.p50, 50, ' µs');
goal('mask of a token, p99', masked.p99, 1, ' ms');
goal('masks ÷ decoding, means of a token', (100 * masked.mean) / decoded, 5, ' %');
goal('schema of 2 kB compiled, slowest of five', masked.compile, 50, ' ms');
if (tabs) goal('second tab, added memory ÷ model', (100 * tabs.second) / tabs.fileBytes, 10, ' %');
goal('pages of 20 more sessions that were dropped', drops.last - drops.first, 2, '');
process.exit(0);
