// Code completion while somebody types: ours in a page, and node-llama-cpp beside it. README.md says what is measured and how.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { inFreshBrowser } from '../lib/browser.mjs';
import { machine } from '../lib/machine.mjs';
import { at } from '../lib/options.mjs';
import { serve } from '../lib/server.mjs';
import { typeIntoEditor } from './editor.mjs';
import { longText, quantile } from './typist.js';

const run = promisify(execFile);
const say = (line) => process.stderr.write(`${line}\n`);
const ids = ['short', 'long', 'replay', 'editor', 'editor-long', 'abort', 'abort-plain', 'llama-short', 'llama-long'];
const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    only: { type: 'string', default: ids.join(',') },
    runs: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    model: { type: 'string', default: at('../models/smollm2-135m-instruct/smollm2-135m-instruct-q4_1.gguf') },
    events: { type: 'string', default: '1000' },
    chromium: { type: 'string', default: process.env.CHROMIUM ?? '/usr/bin/chromium' },
    json: { type: 'string', default: at('results/completion.json') },
  },
});
const limit = 600_000;
const recording = JSON.parse(readFileSync(new URL('typing.json', import.meta.url), 'utf8'));
const text = recording.text;
const events = recording.events.slice(0, Number(values.events));
const longLines = 2000;
/** What is typed into an editor that indents by itself. */
const typed = events
  .map(({ key = '' }) => key)
  .join('')
  .replace(/\n +/g, '\n');

const inPage = async (work, threads = Number(values.threads)) => {
  const roots = { '/bench/': at(''), '/packages/': at('../packages/'), '/model.gguf': values.model };
  const server = await serve({ roots, isolated: threads > 1 });
  try {
    const { value, version } = await inFreshBrowser(
      values.chromium,
      `${server.origin}/bench/completion/saguim.html`,
      async (page) => {
        const opened = await page.evaluate((job) => globalThis.open_(job), { threads, model: '/model.gguf' });
        if (opened.isolated !== threads > 1) throw new Error('the page is not as it should be');
        return { ...(await work(page)), support: opened.support };
      },
      limit,
    );
    return { ...value, browser: version };
  } finally {
    await server.close();
  }
};
const oneMore = (lines) => inPage((page) => page.evaluate((job) => globalThis.oneMore(job), { text, events, lines }));

const llama = async (lines) => {
  const job = JSON.stringify({ model: values.model, threads: Number(values.threads), text, events, lines, characters: 3000 });
  const { stdout } = await run(process.execPath, [new URL('llama.mjs', import.meta.url).pathname, job], {
    maxBuffer: 1 << 28,
    timeout: limit,
  });
  return JSON.parse(stdout);
};
const measures = {
  short: () => oneMore(),
  long: () => oneMore(longLines),
  replay: () => inPage((page) => page.evaluate((job) => globalThis.replay(job), { text, events })),
  editor: () => typeIntoEditor({ executablePath: values.chromium, text, typed }),
  'editor-long': () => typeIntoEditor({ executablePath: values.chromium, text: longText(text, longLines), typed }),
  abort: () => inPage((page) => page.evaluate((job) => globalThis.giveUp(job), { text, count: 40 })),
  'abort-plain': () => inPage((page) => page.evaluate((job) => globalThis.giveUp(job), { text, count: 40 }), 1),
  'llama-short': () => llama(),
  'llama-long': () => llama(longLines),
};

const sum = (numbers) => numbers.reduce((total, value) => total + value, 0);
const spread = (numbers) => (numbers.length ? `${quantile(numbers, 0.5).toFixed(0)} / ${quantile(numbers, 0.9).toFixed(0)}` : '–');

/** What a sample says, in rows of a name and a figure. */
function rowsOf(id, sample) {
  if (id === 'replay') {
    const { asked, handling, tasks, work, shown, followed, wasted } = sample;
    const model = asked.filter(({ painted, source }) => painted !== undefined && (source === 'model' || source === undefined));
    return [
      ['keystrokes', String(handling.length)],
      ['typed through what was shown', String(followed)],
      ['questions to the completer, and runs of the model for them, ahead and for ranking', `${asked.length}, ${work.runs}`],
      ['from the question to the first line on the screen, p50 / p90 ms', spread(model.map(({ painted }) => painted))],
      ['waited after the key, p50 / p90 ms', spread(asked.map(({ debounce }) => debounce))],
      ['tokens computed of prompts, and written', `${work.evaluated}, ${work.generated}`],
      ['of those written, wasted: given up, or nothing of the answer was typed', String(wasted)],
      ['tokens written for each character that was typed through', (work.generated / Math.max(1, followed)).toFixed(1)],
      ['changes of what is shown', String(shown)],
      ['handling of a keystroke, longest, ms', Math.max(...handling).toFixed(1)],
      ['longest task of the page, ms', tasks.length ? Math.max(...tasks).toFixed(0) : 'under 50'],
    ];
  }
  if (id.startsWith('editor')) {
    const longest = (what) => Math.max(...sample.tasks.map((task) => task[what])).toFixed(1);
    const over = sample.tasks.filter(({ wall }) => wall > 16).length;
    return [
      ['keystrokes, 100 ms apart', String(sample.keys)],
      ["longest task of the page's thread: on the clock, of processor time, ms", `${longest('wall')}, ${longest('processor')}`],
      ['tasks, of which longer than 16 ms on the clock', `${sample.tasks.length}, ${over}`],
    ];
  }
  if (id.startsWith('abort')) {
    const { alone, after } = sample;
    return [
      ['a question whose prompt is in the cache, first token, p50 / p90 ms', spread(alone)],
      ['the same at once after another was given up while its rivals were made, p50 / p90 ms', spread(after)],
      ['longest of both, ms', `${Math.max(...alone).toFixed(0)}, ${Math.max(...after).toFixed(0)}`],
    ];
  }
  const answers = sample.answers.filter(({ source, shown }) => source === 'model' && shown);
  const evaluated = answers.map(({ usage }) => usage.evaluated);
  return [
    ['keystrokes, of which the model was asked for', `${sample.answers.length}, ${answers.length}`],
    ['keystroke to first line, p50 / p90 ms', spread(answers.map(({ ms }) => ms))],
    ['tokens of the prompt computed, p50 / p90', spread(evaluated)],
    ['tokens in all: of prompts, written', `${sum(evaluated)}, ${sum(answers.map(({ usage }) => usage.generated))}`],
  ];
}

const titles = {
  short: 'Saguim in Chromium, each keystroke asked for by itself, 52 lines',
  long: `Saguim in Chromium, the same at the end of ${longLines} lines`,
  replay: 'Saguim in Chromium, the recording as it was typed',
  editor: "Studio's editor, typed into at ten characters a second, 52 lines",
  'editor-long': `Studio's editor, the same at the end of ${longLines} lines`,
  abort: 'Saguim in Chromium, given up',
  'abort-plain': 'Saguim in Chromium on one thread in a page without shared memory, given up',
  'llama-short': 'node-llama-cpp, each keystroke asked for by itself, 52 lines',
  'llama-long': `node-llama-cpp, the same at the end of ${longLines} lines`,
};
const wanted = ids.filter((id) => values.only.split(',').includes(id));
const peer = wanted.some((id) => id.startsWith('llama'));
const havePeer = () => {
  try {
    return Boolean(createRequire(import.meta.url).resolve('node-llama-cpp'));
  } catch {
    return false;
  }
};
if (peer && !havePeer()) say('node-llama-cpp is not installed in bench/: it is left out');
const results = {
  date: new Date().toISOString(),
  machine: machine(),
  threads: Number(values.threads),
  model: values.model.split('/').pop(),
  samples: [],
};
const report = [
  `# Code completion`,
  `${results.date.slice(0, 10)}; ${results.machine.processor}, ${results.threads} threads; ${results.model}.`,
];
for (let round = 0; round < Number(values.runs); round++) {
  for (const id of wanted) {
    if (id.startsWith('llama') && !havePeer()) continue;
    try {
      const sample = await measures[id]();
      results.samples.push({ id, round, ...sample });
      const note = sample.infill === false ? ' (this model has no marks for filling in: it goes on from the prefix)' : '';
      report.push(
        `## ${titles[id]}${note}`,
        ['| | |', '|---|---:|', ...rowsOf(id, sample).map(([name, value]) => `| ${name} | ${value} |`)].join('\n'),
      );
      say(
        `${round + 1} · ${id}: ${rowsOf(id, sample)
          .map(([name, value]) => `${name}: ${value}`)
          .join('; ')}`,
      );
    } catch (error) {
      results.samples.push({ id, round, error: error.message });
      say(`${round + 1} · ${id}: FAILED: ${error.message}`);
      process.exitCode = 1;
    }
  }
}
await mkdir(dirname(values.json), { recursive: true });
writeFileSync(values.json, `${JSON.stringify(results, null, 1)}\n`);
const page = `${report.join('\n\n')}\n`;
writeFileSync(`${values.json.slice(0, -extname(values.json).length)}.md`, page);
if (existsSync(values.json)) process.stdout.write(page);
