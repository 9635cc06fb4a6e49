import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SaguimError } from '@saguim/engine';
import { builtInHeads, type DescribedLabel, TextClassifier } from 'saguim';
import { isFileError, readWhole } from './file-errors.js';
import { type FoundModel, findModel } from './find-model.js';
import { loadingBar } from './loading-bar.js';
import { openEmbedder } from './open-embedder.js';
import type { ModelOptions } from './options.js';
import { whatOf } from './report-error.js';
import type { Terminal } from './terminal.js';

export interface ClassifierChoice extends Omit<ModelOptions, 'context'> {
  readonly head?: string;
  readonly labels?: readonly DescribedLabel[];
  readonly languageModel?: string;
  readonly signal: AbortSignal;
}

export interface OpenedClassifier {
  readonly classifier: TextClassifier;
  close(): void;
}

const isBuiltIn = (head: string) => (builtInHeads as readonly string[]).includes(head);

/** A model with classes of its own, where `head` names one: a folder of Hugging Face's kind, or what was pulled. */
function modelOf(head: string, base: string | undefined): FoundModel | undefined {
  if (isBuiltIn(head)) return undefined;
  const path = existsSync(head) ? statSync(head) : undefined;
  if (path?.isDirectory()) return existsSync(join(head, 'config.json')) ? findModel(head, base) : undefined;
  if (path) return undefined;
  try {
    return findModel(head, base);
  } catch {
    return undefined;
  }
}

/** The bytes of a file that `saguim train` wrote. @throws {SaguimError} `not-found`; as `readWhole` */
function readHead(head: string): Uint8Array {
  try {
    return readWhole(head);
  } catch (cause) {
    if (!isFileError(cause) || cause.code !== 'ENOENT') throw cause;
    throw new SaguimError('not-found', `There is no classifier "${head}"`, {
      hint: `Give --head ${builtInHeads.join(' or ')}, a file that \`saguim train\` wrote, or a model with classes of its own.`,
      cause,
    });
  }
}

/** What a model with classes of its own, or labels, are told by. */
async function openModel(
  terminal: Terminal,
  own: FoundModel,
  languageModel: string | undefined,
  choice: ClassifierChoice,
): Promise<OpenedClassifier> {
  const { labels, backend, threads, signal } = choice;
  const bar = loadingBar(terminal, own);
  const onModelProgress = ({ loaded, total }: { loaded: number; total: number }) => bar.update(total > 0 ? loaded / total : 0);
  const options = { backend, threads, signal, onModelProgress };
  try {
    const classifier = labels
      ? await TextClassifier.zeroShot(labels, { ...options, model: own.file, languageModel })
      : await TextClassifier.load(own.file, options);
    return { classifier, close: () => classifier.destroy() };
  } finally {
    bar.stop();
  }
}

async function openHead(terminal: Terminal, source: string | Uint8Array, choice: ClassifierChoice): Promise<OpenedClassifier> {
  const opened = await openEmbedder(terminal, choice, choice.signal);
  try {
    const classifier = await TextClassifier.load(source, { embedder: opened.saguim.textEmbedder, signal: choice.signal });
    return { classifier, close: () => opened.destroy() };
  } catch (error) {
    opened.destroy();
    if (!(error instanceof SaguimError) || error.code !== 'bad-file') throw error;
    throw new SaguimError('bad-file', whatOf(error), { where: choice.head, hint: error.hint, cause: error });
  }
}

/**
 * What `saguim classify` tells with: labels by their meaning, a head (one that comes along or a file), or a model with classes of its own. Names and files are looked up
 * now, models are loaded by what it gives.
 * @throws {SaguimError} `not-found`; when loading, as `TextClassifier.load()` and `.zeroShot()`
 */
export function chooseClassifier(terminal: Terminal, choice: ClassifierChoice): () => Promise<OpenedClassifier> {
  const { labels, head = 'sentiment', models } = choice;
  const languageModel = choice.languageModel === undefined ? undefined : findModel(choice.languageModel, models).file;
  const own = labels ? findModel(choice.model, models) : modelOf(head, models);
  if (own) return () => openModel(terminal, own, languageModel, choice);
  const source = isBuiltIn(head) ? head : readHead(head);
  return () => openHead(terminal, source, choice);
}
