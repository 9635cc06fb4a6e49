import { isIP } from 'node:net';
import { SaguimError } from '@saguim/engine';
import { type Command, Option } from 'commander';
import type { CodeCompleter } from 'saguim';
import { findModel, listModels } from '../find-model.js';
import { Interrupt } from '../interrupt.js';
import { openCompleter } from '../open-completer.js';
import { defaultModerationModel, openModerator } from '../open-moderator.js';
import { defaultModel, type ModelOptions, number, withModelFile } from '../options.js';
import { readPolicy } from '../read-policy.js';
import { whatOf } from '../report-error.js';
import { type CommentOptions, collect, keysFrom, openServedComments, type ServedComments, withCommentOptions } from '../serve-comments.js';
import type { Terminal } from '../terminal.js';

interface Options extends ModelOptions, CommentOptions {
  readonly port: number;
  readonly host: string;
  readonly policy: string;
  readonly key?: readonly string[];
  readonly cors?: readonly string[];
  readonly rate: number;
  readonly queue: number;
  readonly data?: string;
  readonly trustProxy?: boolean;
  readonly log?: boolean;
  readonly completionModel?: string;
  readonly infill: 'auto' | 'fim' | 'prefix';
  readonly threshold: number;
}

/** Given for a model, leaves completions out. */
const noModel = 'none';

const keysOf = ({ key }: Options) => key ?? keysFrom('SAGUIM_KEYS');

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/** Resolves when the process is asked to end: by Ctrl-C, or by whoever supervises it. */
const asked = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    process.once('SIGTERM', () => resolve());
  });

/** What completes, opened when it is needed first; undefined where it was left out, or where the model that comes along is not here. */
function completionOf(terminal: Terminal, options: Options) {
  const { completionModel: named, models } = options;
  const name = named ?? defaultModel;
  if (name === noModel || (named === undefined && !listModels(models).some((model) => model.name === name))) return undefined;
  let opened: CodeCompleter | undefined;
  return {
    model: findModel(name, models).name,
    open: async () => (opened ??= await openCompleter(terminal, { ...options, model: name })),
    close: () => opened?.destroy(),
  };
}

export function addServeCommand(program: Command, terminal: Terminal): void {
  const command = withModelFile(program.command('serve'), defaultModerationModel)
    .summary('moderation, comments and code completion over HTTP')
    .description(
      "Answers POST /v1/moderations in the shape of OpenAI's moderations, POST /v1alpha1/comments:analyze and comments:suggestscore in that of the Perspective API, and code completions: POST /infill as llama.cpp's server, for its plug-ins, and POST /v1/completions as OpenAI's. Nothing leaves this machine. Ctrl-C ends it when what it let in is answered.",
    )
    .option('--port <port>', 'where it listens; 0 takes a free one', number(0, 65_535, 'whole'), 8765)
    .option('--host <address>', 'whom it listens to: 0.0.0.0 for other machines too', '127.0.0.1')
    .option('--policy <name|file>', 'what is reviewed and blocked: a preset, or a JSON file', 'default')
    .option('--key <key,…>', 'keys that may call (better: in SAGUIM_KEYS)', collect)
    .option('--cors <origin,…>', 'origins of pages that may call from browsers, such as https://example.org', collect)
    .option(
      '--completion-model <name|file>',
      `what completes code, loaded when it is first asked for; one that is named here, at the start; ${noModel} leaves it out (default: ${defaultModel})`,
    )
    .addOption(
      new Option(
        '--infill <use>',
        "the completion model's marks for filling in: where it was surely taught them, where it has them, or never",
      )
        .choices(['auto', 'fim', 'prefix'])
        .default('auto'),
    )
    .option('--threshold <share>', 'confidence that a completion of /infill must have, 0 to 1', number(0, 1), 0.4)
    .option('--rate <count>', 'comments or completions a second that one key or address may send; 0 sets no limit', number(0, 1e6), 50)
    .option('--queue <count>', 'comments, and completions, that may wait; more are told to come back', number(1, 100_000, 'whole'), 256)
    .option('--data <folder>', 'where decisions of moderators are kept (default: they are forgotten at the end)')
    .option('--trust-proxy', 'take the last address of X-Forwarded-For for the caller, behind a proxy of your own')
    .option('--log', 'a line of JSON on standard error for every request, without texts, keys and addresses')
    .action(async (options: Options) => {
      using interrupt = new Interrupt();
      const { signal } = interrupt;
      const policy = readPolicy(options.policy);
      // Only this command needs it: the others start faster without.
      const { LearningFile, startServer } = await import('@saguim/server');
      const file = options.data === undefined ? undefined : new LearningFile(options.data);
      const learning = await file?.read();
      const { moderator, model } = await openModerator(terminal, { ...options, policy, learning }, signal).catch((cause) => {
        if (!(cause instanceof SaguimError) || cause.where !== 'learning') throw cause;
        throw new SaguimError(cause.code, whatOf(cause), {
          where: file?.path,
          hint: 'Move the file away, or name another folder with --data.',
          cause,
        });
      });
      const completion = completionOf(terminal, options);
      let served: ServedComments | undefined;
      try {
        served = options.comments ? await openServedComments(terminal, options, moderator, signal) : undefined;
        // Who names a model wants to know now whether it is one.
        if (options.completionModel !== undefined) await completion?.open();
        const ended = asked(signal);
        const keys = keysOf(options);
        const server = await startServer({
          moderator,
          model,
          completion,
          comments: served?.comments,
          keys,
          origins: options.cors,
          port: options.port,
          host: options.host,
          rate: options.rate,
          queue: options.queue,
          trustProxy: options.trustProxy,
          keepLearning: file && ((bytes) => file.write(bytes)),
          log: options.log ? (entry) => void terminal.stderr.write(`${JSON.stringify(entry)}\n`) : undefined,
        });
        const { id, version } = moderator.policy;
        await terminal.line(
          `${terminal.paint('bold', 'Saguim')} judges comments at ${terminal.paint('cyan', `${server.url}/`)} with ${model}, policy ${id} ${version}.`,
        );
        await terminal.line(
          terminal.paint(
            'dim',
            `OpenAI: ${server.url}/v1 · Perspective: ${server.url}/v1alpha1 · ${completion ? `code with ${completion.model}: ${server.url}/infill · ` : ''}figures: ${server.url}/metrics · Ctrl-C ends it.`,
          ),
        );
        if (served) await served.announce(server.url, options.cors ?? []);
        if (keys.length === 0 && !isLoopback(options.host))
          terminal.warn('whoever reaches this machine may call, and teach it: give keys in SAGUIM_KEYS.');
        await ended;
        terminal.note('Ending when all that came is answered …');
        await server.close();
      } finally {
        await served?.close();
        moderator.destroy();
        completion?.close();
      }
    });
  withCommentOptions(command);
}
