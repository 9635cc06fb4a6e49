import { type Configuration, configured, defaultModels, type ModelReference, type OnProgress } from '../hub/index.js';
import type { CreateMonitorCallback } from '../web/create-monitor.js';
import { isIterable, toCallback, toDictionary, toEnum, toSignal, toText } from '../web/dictionary.js';
import { rulesOf } from '../web/host-rules.js';
import { embeddingKinds, overflows, priorities } from './model-embedder.js';
import type { EmbeddingPrefixes } from './prefixes.js';
import type { EmbeddingKind, EmbedTextsOptions } from './text-embedder.js';
import { type VectorFormat, vectorFormats } from './vector-format.js';

export type SemanticEmbedderTaskType = 'semantic-similarity' | 'clustering' | 'classification' | 'retrieval-query' | 'retrieval-document';

const kindOfTask: Readonly<Record<SemanticEmbedderTaskType, EmbeddingKind>> = {
  'semantic-similarity': 'symmetric',
  clustering: 'symmetric',
  classification: 'symmetric',
  'retrieval-query': 'query',
  'retrieval-document': 'document',
};
const taskTypes = Object.keys(kindOfTask) as SemanticEmbedderTaskType[];

/** What the standard has no member for. */
export interface SaguimEmbedderOptions extends Configuration {
  /** A model's name, the path (Node) or address (browsers) of a GGUF file, or a file that a person chose. Default: the embedder that comes along. */
  model?: ModelReference;
  /** What goes before texts of each kind, for models whose prefixes we do not know. */
  prefixes?: Partial<EmbeddingPrefixes>;
  /** Bytes of the download and of loading, finer than the standard's event. */
  onProgress?: OnProgress;
}

export interface SemanticEmbedderCreateOptions {
  signal?: AbortSignal;
  monitor?: CreateMonitorCallback;
  saguim?: SaguimEmbedderOptions;
}

export interface SaguimEmbedOptions<Format extends VectorFormat = VectorFormat> {
  /** What the texts are. Default: what `taskType` says, else `symmetric`. */
  kind?: EmbeddingKind;
  /** The first so many numbers, where the model was made for it. */
  dimensions?: number;
  /** Default `float32`. */
  format?: Format;
  /** What happens to a text that is longer than the model takes. Default: `truncate`, as the standard has it, which is reported beside. */
  overflow?: EmbedTextsOptions['overflow'];
  /** Default `interactive`. */
  priority?: EmbedTextsOptions['priority'];
  /** Texts done so far. */
  onProgress?(done: number, total: number): void;
}

export interface SemanticEmbedderEmbedOptions<Format extends VectorFormat = VectorFormat> {
  signal?: AbortSignal;
  taskType?: SemanticEmbedderTaskType;
  saguim?: SaguimEmbedOptions<Format>;
}

/** The options of `create()` and `availability()` after conversion. @throws {TypeError} */
export function toCreateOptions(value: SemanticEmbedderCreateOptions | null | undefined) {
  const options = toDictionary(value, 'options');
  const monitor = toCallback(options.monitor, 'monitor');
  const signal = toSignal(options.signal);
  const { model = defaultModels.embed, prefixes, onProgress, ...configuration } = toDictionary(options.saguim, 'saguim');
  const ownPrefixes = Object.entries(toDictionary(prefixes, 'saguim.prefixes')).map(([kind, prefix]) => [
    toEnum(kind, embeddingKinds, 'A kind of saguim.prefixes'),
    String(prefix),
  ]);
  const whole = configured(configuration);
  return {
    signal,
    monitor,
    unsupported:
      whole.backend === 'browser' ? 'vectors of the browser and ours cannot be compared, so that only saguim makes them' : undefined,
    model,
    prefixes: Object.fromEntries(ownPrefixes) as Partial<EmbeddingPrefixes>,
    configuration: whole,
    onProgress: toCallback(onProgress, 'saguim.onProgress'),
    rules: rulesOf(options),
  };
}

/** The options of `embed()` after conversion. @throws {TypeError}, {RangeError} */
export function toEmbedOptions(value: SemanticEmbedderEmbedOptions | null | undefined) {
  const options = toDictionary(value, 'options');
  const signal = toSignal(options.signal);
  const taskType = options.taskType === undefined ? undefined : toEnum(options.taskType, taskTypes, 'taskType');
  const own = toDictionary(options.saguim, 'saguim');
  const { dimensions } = own;
  if (dimensions !== undefined && !(Number.isSafeInteger(dimensions) && dimensions >= 1)) {
    throw new RangeError('saguim.dimensions must be a whole number of at least 1.');
  }
  return {
    signal,
    kind: own.kind === undefined ? (taskType ? kindOfTask[taskType] : 'symmetric') : toEnum(own.kind, embeddingKinds, 'saguim.kind'),
    dimensions,
    format: own.format === undefined ? 'float32' : toEnum(own.format, vectorFormats, 'saguim.format'),
    overflow: own.overflow === undefined ? 'truncate' : toEnum(own.overflow, overflows, 'saguim.overflow'),
    priority: own.priority === undefined ? 'interactive' : toEnum(own.priority, priorities, 'saguim.priority'),
    onProgress: toCallback(own.onProgress, 'saguim.onProgress'),
  } as const;
}

export type EmbedOptions = ReturnType<typeof toEmbedOptions>;

/** `DOMString or sequence<DOMString>`: what can be iterated is a list, anything else becomes a string. */
export function toTexts(input: unknown): string[] {
  return isIterable(input) ? Array.from(input, toText) : [toText(input)];
}
