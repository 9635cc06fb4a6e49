import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { bootstrap } from '../packages/saguim/dist/heads/index.js';
import { CodeCompleter, TextGenerator } from '../packages/saguim/dist/index.js';
import { readRows } from './lib/data.mjs';
import { findPython, passes } from './lib/python-check.mjs';
import { decimals, interval, table } from './lib/table.mjs';

const count = 300;
const seed = 1;
const file = 'human_eval_infilling/SingleLine.jsonl.gz';
/** The answers of a run that may be ended and gone on with. */
const kept = fileURLToPath(new URL('../build/completion/answers.jsonl', import.meta.url));

/** Every few rows, so that all problems have their share. */
export function pickTasks(rows, wanted = count) {
  return Array.from(
    { length: Math.min(wanted, rows.length) },
    (_, i) => rows[Math.floor((i * rows.length) / Math.min(wanted, rows.length))],
  );
}

/** The first line with something in it that a model goes on with from a text, as it stands. */
async function bareLine(generator, prompt) {
  let text = '';
  const stream = generator.generateStreaming(prompt, { maxTokens: 96 });
  for await (const piece of stream) {
    text += piece;
    if (/\S[^\n]*\n/.test(text)) break;
  }
  return text.split('\n').find((line) => line.trim() !== '') ?? '';
}

/** What each way of asking gives for one task: a line of code, and how long it took. */
export function waysOf(generator, completer) {
  const complete = async ({ prompt }, suffix) => {
    const suggestion = await completer.complete({ prefix: prompt, suffix, language: 'python', mode: 'line', threshold: 0 });
    return { line: suggestion?.text ?? '', confidence: suggestion?.confidence ?? 0 };
  };
  return [
    { name: 'the prompt as it stands', ask: async ({ prompt }) => ({ line: await bareLine(generator, prompt) }) },
    {
      name: 'the prompt without the space at its end',
      bare: true,
      ask: async ({ prompt }) => ({ line: await bareLine(generator, prompt.trimEnd()) }),
    },
    { name: 'CodeCompleter, prefix alone', ask: (task) => complete(task, '') },
    // The hole is a line of its own: a line break stands after the caret.
    { name: 'CodeCompleter', ours: true, ask: (task) => complete(task, `\n${task.suffix}`) },
  ];
}

/** @param keep told each task with what every way made of it */
export async function completionFigures(tasks, { model, python, known = new Map(), keep } = {}) {
  const generator = await TextGenerator.create({ model });
  const completer = await CodeCompleter.create({ model });
  const ways = waysOf(generator, completer).map((way) => ({ ...way, answers: [] }));
  try {
    for (const task of tasks) {
      const answers = known.get(task.task_id) ?? [];
      for (const way of ways.slice(answers.length)) {
        const begun = performance.now();
        const { line, confidence } = await way.ask(task);
        const milliseconds = performance.now() - begun;
        const exact = line.trimEnd() === task.canonical_solution.trimEnd();
        const program = `${task.prompt}${line}\n${task.suffix}\n${task.test}\ncheck(${task.entry_point})\n`;
        const passed = python && (exact || (line.trim() !== '' && (await passes(python, program))));
        answers.push({ exact, passed, confidence, milliseconds });
      }
      if (!known.has(task.task_id)) keep?.({ task: task.task_id, answers });
      for (const [i, way] of ways.entries()) way.answers.push(answers[i]);
    }
    return { ways, support: completer.support, threshold: completer.threshold, model: completer.model };
  } finally {
    generator.destroy();
    completer.destroy();
  }
}

const share = (answers, of) =>
  bootstrap(answers.length, (rows) => rows.reduce((sum, row) => sum + Number(of(answers[row])), 0) / rows.length, seed);
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

export async function completion({ data, goOn }) {
  const path = data.folder && join(data.folder, file);
  if (!path || !existsSync(path)) return [`\`${file}\` is not there.`];
  const rows = gunzipSync(readFileSync(path))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const tasks = pickTasks(rows);
  const python = await findPython();
  if (!goOn) rmSync(kept, { force: true });
  mkdirSync(dirname(kept), { recursive: true });
  const known = new Map(existsSync(kept) ? readRows(kept).map(({ task, answers }) => [task, answers]) : []);
  const keep = (answered) => appendFileSync(kept, `${JSON.stringify(answered)}\n`);
  return completionPage(await completionFigures(tasks, { python, known, keep }), { python, of: rows.length });
}

/** The lines of the page that figures make. */
export function completionPage({ ways, threshold, model, support }, { python, of }) {
  const tasks = ways[0].answers;
  const ours = ways.find((way) => way.ours);
  const bare = ways.find((way) => way.bare);
  const exact = (way) => way.answers.filter((answer) => answer.exact).length;
  const passed = (way) => way.answers.filter((answer) => answer.passed).length;
  const shown = (least) => ours.answers.filter(({ confidence }) => confidence >= least);
  return [
    `${model.name} (${support.mode === 'fim' ? 'fills in the middle' : 'goes on from the prefix; the suffix chooses'}) on ${tasks.length} of the ${of} tasks of HumanEval infilling, single line, greedy. Exact: the line is the one that was taken out. Passes: the problem's own tests pass with it (${python ? 'run in Python, each in a process of its own with 5 seconds and 512 MB' : 'not measured: there is no Python 3 here'}). Milliseconds: median of a task, the prompt not in the cache for the first way alone.`,
    '',
    ...table(
      ['way', 'exact (95 %)', 'passes (95 %)', 'ms'],
      ways.map((way) => [
        way.name,
        interval(share(way.answers, ({ exact: yes }) => yes)),
        python ? interval(share(way.answers, ({ passed: yes }) => yes)) : '–',
        Math.round(median(way.answers.map(({ milliseconds }) => milliseconds))),
      ]),
    ),
    '',
    `CodeCompleter ÷ the better bare prompt: exact ${decimals(exact(ours) / Math.max(1, exact(bare)), 2)}${python ? `, passes ${decimals(passed(ours) / Math.max(1, passed(bare)), 2)}` : ''} (goal: 1.25).`,
    '',
    ...table(
      ['threshold', 'shown', 'of what is shown, exact', 'passes'],
      [0, 0.2, 0.3, threshold, 0.5, 0.6, 0.8].map((least) => {
        const some = shown(least);
        const part = (of) => (some.length ? decimals(some.filter(of).length / some.length, 2) : '–');
        const name = least === threshold ? `**${least} (default)**` : String(least);
        return [
          name,
          decimals(some.length / ours.answers.length, 2),
          part((answer) => answer.exact),
          python ? part((answer) => answer.passed) : '–',
        ];
      }),
    ),
    '',
    'The margin by which a rival may be less likely, the power of its length and the number of rivals were chosen on 140 other tasks of the set; none of these is among the ones above.',
  ];
}
