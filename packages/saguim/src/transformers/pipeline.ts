import { SaguimError } from '@saguim/engine/spec';
import { configured, defaultModels, type ModelReference } from '../hub/index.js';
import type { ModelHandle } from '../runtime/index.js';
import { SemanticEmbedder } from '../semantic-embedder/index.js';
import { TextClassifier } from '../text-classifier/index.js';
import { openModel } from '../web/open-model.js';
import { configurationOfEnv } from './env.js';
import { type FeatureExtraction, featureExtraction } from './feature-extraction.js';
import { resolveModel } from './model-names.js';
import { checkPlace, type PipelineOptions, tellProgress } from './pipeline-options.js';
import { type TextClassification, textClassification } from './text-classification.js';
import { type TextGeneration, textGeneration } from './text-generation.js';
import { loadTokenizer, type PipelineTokenizer } from './tokenizer.js';
import { type ZeroShotClassification, zeroShotByEntailment, zeroShotByMeaning } from './zero-shot-classification.js';

interface Calls {
  'text-generation': TextGeneration;
  'feature-extraction': FeatureExtraction;
  'text-classification': TextClassification;
  'sentiment-analysis': TextClassification;
  'zero-shot-classification': ZeroShotClassification;
}

export type PipelineTask = keyof Calls;

/** A task with its model: a function, and what belongs to it. */
export type Pipeline<Task extends PipelineTask = PipelineTask> = Calls[Task] & {
  readonly task: string;
  readonly model: { readonly name: string };
  /** Of text generation alone. */
  readonly tokenizer: Task extends 'text-generation' ? PipelineTokenizer : undefined;
  /** Gives the model back. */
  dispose(): Promise<void>;
};

export type TextGenerationPipeline = Pipeline<'text-generation'>;
export type FeatureExtractionPipeline = Pipeline<'feature-extraction'>;
export type TextClassificationPipeline = Pipeline<'text-classification'>;
export type ZeroShotClassificationPipeline = Pipeline<'zero-shot-classification'>;

/** What a task is made of. */
interface Made<Call> {
  readonly call: Call;
  readonly model: string;
  readonly tokenizer?: PipelineTokenizer;
  release(): void;
}

interface Opening {
  readonly model: ModelReference | undefined;
  readonly configuration: ReturnType<typeof configured>;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ReturnType<typeof tellProgress>['onProgress'];
}

const tasks: { [Task in PipelineTask]: (opening: Opening) => Promise<Made<Calls[Task]>> } = {
  async 'text-generation'(opening) {
    const handle = await open(opening, defaultModels.chat);
    return kept(handle, async () => {
      if (handle.info.embedding || handle.info.classes) throw otherTask(handle, 'generates no text');
      const tokenizer = await loadTokenizer(handle);
      return { call: textGeneration(handle, tokenizer), tokenizer };
    });
  },

  async 'feature-extraction'(opening) {
    const handle = await open(opening, 'all-minilm-l6-v2');
    return kept(handle, async () => {
      if (!handle.info.embedding) throw otherTask(handle, 'gives no features of texts');
      return { call: featureExtraction(handle) };
    });
  },

  'text-classification': classification,
  'sentiment-analysis': classification,

  async 'zero-shot-classification'(opening) {
    if (opening.model !== undefined) {
      const handle = await open(opening, opening.model);
      if (!handle.info.embedding || handle.info.classes) return kept(handle, async () => ({ call: zeroShotByEntailment(handle) }));
      // Loaded already when the embedder asks for it.
      handle.release();
    }
    const { configuration, signal, onProgress, model } = opening;
    const embedder = await SemanticEmbedder.create({ signal, saguim: { ...configuration, model, onProgress } });
    return { call: zeroShotByMeaning(embedder), model: embedder.saguim.model.name, release: () => embedder.destroy() };
  },
};

async function classification({ model, configuration, signal, onProgress }: Opening): Promise<Made<TextClassification>> {
  const source = model ?? 'sentiment';
  const bytes = typeof source === 'string' || source instanceof URL;
  if (!bytes) {
    throw new SaguimError('unsupported', 'A classifier is not read from a file that was dropped', { hint: 'Give its name or address.' });
  }
  const classifier = await TextClassifier.load(source, { ...configuration, signal, onModelProgress: onProgress });
  return {
    // What comes along calls its labels in small letters, and programs look for those of the model that is the default there.
    call: textClassification(classifier, model === undefined ? (label) => label.toUpperCase() : undefined),
    model: String(source),
    release: () => classifier.destroy(),
  };
}

/** Makes a task of a model that is open, or gives it back. */
async function kept<M extends object>(handle: ModelHandle, make: () => Promise<M>): Promise<M & { model: string; release(): void }> {
  try {
    return { ...(await make()), model: handle.info.name, release: () => handle.release() };
  } catch (error) {
    handle.release();
    throw error;
  }
}

const open = ({ model, configuration, signal, onProgress }: Opening, fallback: ModelReference) =>
  openModel({ model: model ?? fallback, configuration, signal, onProgress });

const otherTask = (handle: ModelHandle, what: string) =>
  new SaguimError('unsupported', `The model ${what}`, { where: handle.info.name, hint: 'Choose another model, or another task.' });

/**
 * A task with its model, in the shape of Transformers.js. Without a model, one that comes along does it.
 * @param model its name here or there (`Xenova/all-MiniLM-L6-v2`), the path (Node) or address of a GGUF file, or the file itself
 * @throws {SaguimError} `unsupported` for a task, device or file that is not there; as `LanguageModel.create()`
 */
export async function pipeline<Task extends PipelineTask>(
  task: Task,
  model?: ModelReference | null,
  options: PipelineOptions = {},
): Promise<Pipeline<Task>> {
  if (!Object.hasOwn(tasks, task)) {
    throw new SaguimError('unsupported', `There is no task "${String(task).slice(0, 60)}" here`, {
      where: 'task',
      hint: `There are: ${Object.keys(tasks).join(', ')}.`,
    });
  }
  checkPlace(options);
  // A pipeline is made when its page is loaded: who writes one has said that its model is to come.
  const configuration = configured({ downloads: 'at-once', ...configurationOfEnv() });
  const reference = model == null || model === '' ? undefined : await resolveModel(model, configuration.models);
  const name = model == null || model === '' ? task : typeof model === 'string' ? model : String((model as Partial<File>).name ?? model);
  const { onProgress, done } = tellProgress(options.progress_callback, name);
  const make = tasks[task] as (opening: Opening) => Promise<Made<Calls[Task]>>;
  const made = await make({ model: reference, configuration, signal: options.signal, onProgress });
  done();
  options.progress_callback?.({ status: 'ready', task, model: name });
  // A function may have no properties of its own names but these.
  const call = (...given: unknown[]) => (made.call as (...given: unknown[]) => unknown)(...given);
  return Object.assign(call, {
    task: task === 'sentiment-analysis' ? 'text-classification' : task,
    model: { name: made.model },
    tokenizer: made.tokenizer,
    dispose: async () => made.release(),
  }) as unknown as Pipeline<Task>;
}
