import { SaguimError } from '@saguim/engine';
import { type Command, Option } from 'commander';
import type { CheckItem, Moderator, Policy, Verdict } from 'saguim';
import type { InputRecord } from '../filter/records.js';
import { type FilterOptions, openInput, runFilter, withFilter } from '../filter/run-filter.js';
import { place } from '../filter/text-lines.js';
import { Interrupt } from '../interrupt.js';
import { compareLabels, describeComparison, withThresholds } from '../moderate/compare-report.js';
import { type RecordedComment, readPastComment } from '../moderate/past-comment.js';
import { defaultModerationModel, openModerator } from '../open-moderator.js';
import { type ModelOptions, number, withModelFile } from '../options.js';
import { checkOutputFile, writeOutputFile } from '../output-file.js';
import { readPolicy } from '../read-policy.js';
import { whatOf } from '../report-error.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

interface Options extends ModelOptions, FilterOptions {
  readonly policy: string;
  readonly language?: string;
  readonly section?: string;
  readonly text: boolean;
  readonly compare?: boolean;
  readonly threshold: number;
  readonly out?: string;
  readonly json?: boolean;
}

const round = (value: number) => Number(value.toPrecision(6));
const roundAll = (scores: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(scores).map(([name, value]) => [name, round(value)]));

/** A section that is misspelled would be judged as no section at all. */
function checkSection(section: string | undefined, { sections = {}, rules = [] }: Policy, name: string): void {
  const known = [...new Set([...Object.keys(sections), ...rules.flatMap((rule) => rule.sections ?? [])])];
  if (section === undefined || known.includes(section)) return;
  const there = known.length > 0 ? `There are: ${known.join(', ')}.` : 'It has none: leave --section out.';
  throw new UsageError(`The policy ${name} has no section "${section}". ${there}`);
}

/** A record as an item to check: what it says of itself wins over the options. */
function toItem({ text, fields }: InputRecord, { language, section }: Options): CheckItem {
  const own = (key: string, other: string | undefined) => (typeof fields[key] === 'string' ? (fields[key] as string) : other);
  return { text, language: own('language', language), section: own('section', section), locale: own('locale', undefined) };
}

/** Checks a batch; what is wrong with one of its records names the line. */
async function check(moderator: Moderator, batch: readonly InputRecord[], options: Options, signal: AbortSignal): Promise<Verdict[]> {
  try {
    return await moderator.checkMany(
      batch.map((record) => toItem(record, options)),
      { signal, priority: 'background' },
    );
  } catch (error) {
    const [, at = batch.length === 1 ? '0' : undefined] = /^items\[(\d+)\]/.exec((error instanceof SaguimError && error.where) || '') ?? [];
    if (!(error instanceof SaguimError) || error.code !== 'invalid-argument' || at === undefined) throw error;
    throw new SaguimError('bad-file', whatOf(error), { where: place(batch[Number(at)]!.line), hint: error.hint, cause: error });
  }
}

function toResult(record: InputRecord, verdict: Verdict, options: Options): object {
  const { text, ...others } = record.fields;
  const { action, scores, categories, spans, reasons, language, sentiment, reading, policy } = verdict;
  return {
    ...(options.text && { text }),
    ...others,
    action,
    scores: roundAll(scores),
    categories,
    spans: spans.map(({ score, ...span }) => ({ ...span, ...(score !== undefined && { score: round(score) }) })),
    reasons: reasons.map(({ score, ...reason }) => ({ ...reason, ...(score !== undefined && { score: round(score) }) })),
    language,
    ...(sentiment && { sentiment: roundAll({ ...sentiment }) }),
    ...(reading !== undefined && options.text && { reading }),
    policy,
  };
}

export function addModerateCommand(program: Command, terminal: Terminal): void {
  withFilter(withModelFile(program.command('moderate'), defaultModerationModel))
    .summary('what becomes of comments, and why')
    .description(
      'Writes one JSON object a line, in the order of the texts: what came in, and "action" (allow, review or block), "scores" by label, "categories", "spans" in UTF-16 units and "reasons". Objects may say their own "language" and "section". With --compare the input is past comments with Perspective\'s scores or people\'s decisions, and thresholds come out that flag as many.',
    )
    .option('--policy <name|file>', 'what is reviewed and blocked: a preset, or a JSON file', 'default')
    .option('--language <tag>', 'the language of the texts, such as en or pt (default: found from each)')
    .option('--section <name>', 'the section of the site, for the policy')
    .option('--no-text', 'leave the texts out of what is written')
    .option('--compare', 'compare with what was said of these comments before')
    .option(
      '--threshold <score>',
      "with --compare: from which of Perspective's scores on a comment was flagged",
      number(Number.MIN_VALUE, 1),
      0.8,
    )
    .option('--out <file>', 'with --compare: where the policy with the thresholds found goes')
    .addOption(new Option('--json', 'with --compare: everything as one JSON object'))
    .action(async (file: string | undefined, options: Options) => {
      using interrupt = new Interrupt();
      const { signal } = interrupt;
      if (!options.compare && (options.out !== undefined || options.json)) throw new UsageError('--out and --json go with --compare');
      if (options.out !== undefined) checkOutputFile(options.out);
      const policy = readPolicy(options.policy);
      checkSection(options.section, policy, options.policy);
      const input = openInput(terminal, file, options, signal);
      const { moderator } = await openModerator(terminal, { ...options, policy }, signal);
      try {
        if (!options.compare) {
          await runFilter(terminal, {
            input,
            batch: options.batch,
            noun: 'comments',
            signal,
            work: async (batch) =>
              (await check(moderator, batch, options, signal)).map((verdict, i) => toResult(batch[i]!, verdict, options)),
          });
          return;
        }
        const comments: RecordedComment[] = [];
        const scores: Verdict['scores'][] = [];
        const named = file === '-' ? undefined : file;
        let batch: InputRecord[] = [];
        const work = async () => {
          const verdicts = await check(moderator, batch, options, signal);
          const failure = verdicts.find((verdict) => Object.keys(verdict.scores).length === 0) && moderator.failure;
          if (failure) throw failure;
          scores.push(...verdicts.map((verdict) => verdict.scores));
          terminal.note(`${scores.length} comments`);
          batch = [];
        };
        for await (const record of input.records) {
          comments.push(readPastComment(record, named));
          if (batch.push(record) === options.batch) await work();
        }
        if (batch.length > 0) await work();
        const comparison = compareLabels(comments, scores, options.threshold);
        const found = withThresholds(policy, comparison.labels);
        if (options.out !== undefined && comparison.labels.length > 0) {
          await writeOutputFile(options.out, (part) => part.writeFile(`${JSON.stringify(found, undefined, 2)}\n`, { signal }));
        }
        if (options.json) await terminal.json({ ...comparison, policy: found });
        else for (const line of describeComparison(comparison)) await terminal.line(line);
      } finally {
        input.close();
        moderator.destroy();
      }
    });
}
