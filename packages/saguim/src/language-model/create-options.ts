import type { SamplingOptions } from '@saguim/engine';
import { type Configuration, configured, defaultModels, findEntry, type ModelReference, type OnProgress } from '../hub/index.js';
import type { TextMessage } from '../runtime/index.js';
import type { CreateMonitorCallback } from '../web/create-monitor.js';
import { covers, toCallback, toDictionary, toEnum, toLanguages, toSequence, toSignal } from '../web/dictionary.js';
import { exception } from '../web/exceptions.js';
import { type LanguageModelMessage, type LanguageModelMessageType, messageTypes, toPromptInput } from './prompt-input.js';
import { type LanguageModelSamplingMode, samplingModes, toSampling } from './sampling-mode.js';

export interface LanguageModelExpected {
  type: LanguageModelMessageType;
  languages?: string[];
}

/** What the standard has no member for. */
export interface SaguimCreateOptions extends Configuration {
  /** A model's name, the path (Node) or address (browsers) of a GGUF file, or a file that a person chose. Default: the chat model that comes along. */
  model?: ModelReference;
  /** Goes before what `samplingMode` means. */
  sampling?: SamplingOptions;
  /** Bytes of the download and of loading, finer than the standard's event. */
  onProgress?: OnProgress;
}

export interface LanguageModelCreateCoreOptions {
  samplingMode?: LanguageModelSamplingMode;
  expectedInputs?: LanguageModelExpected[];
  expectedOutputs?: LanguageModelExpected[];
  /** Not supported yet: a list that is not empty is refused. */
  tools?: object[];
  saguim?: SaguimCreateOptions;
}

export interface LanguageModelCreateOptions extends LanguageModelCreateCoreOptions {
  signal?: AbortSignal;
  monitor?: CreateMonitorCallback;
  initialPrompts?: LanguageModelMessage[];
}

/** The options after conversion. */
export interface CoreOptions {
  readonly samplingMode: LanguageModelSamplingMode;
  readonly sampling: SamplingOptions;
  readonly model: ModelReference;
  readonly configuration: Configuration;
  readonly onProgress?: OnProgress;
  /** Why no model here can do what is asked, if so. */
  readonly unsupported?: string;
}

export interface CreateOptions extends CoreOptions {
  readonly signal?: AbortSignal;
  readonly monitor?: CreateMonitorCallback;
  readonly initialPrompts: readonly TextMessage[];
}

const expectable = { input: ['text'], output: ['text'] };

/** What is asked for and not there, or undefined. @throws {TypeError}, {RangeError} for what is malformed */
function checkExpected(value: unknown, side: 'input' | 'output', supported: readonly string[] | undefined): string | undefined {
  if (value === undefined) return undefined;
  let problem: string | undefined;
  for (const item of toSequence(value, `expected${side === 'input' ? 'Inputs' : 'Outputs'}`)) {
    const { type: rawType, languages: rawLanguages } = toDictionary(item as LanguageModelExpected, 'An expectation');
    if (rawType === undefined) throw new TypeError('An expectation has no type.');
    const type = toEnum(rawType, messageTypes, 'type');
    const missing = toLanguages(rawLanguages, 'languages').find((language) => supported && !covers(supported, language));
    if (!expectable[side].includes(type)) problem ??= `"${type}" as ${side} is not supported`;
    else if (missing) problem ??= `the model was not made for the language "${missing}"`;
  }
  return problem;
}

/** Reads and checks what `availability()` and `create()` share. */
export function toCoreOptions(value: LanguageModelCreateCoreOptions | null | undefined): CoreOptions {
  const options = toDictionary(value, 'options');
  const samplingMode = options.samplingMode === undefined ? 'balanced' : toEnum(options.samplingMode, samplingModes, 'samplingMode');
  const { model: givenModel, sampling, onProgress, ...configuration } = toDictionary(options.saguim, 'saguim');
  const model = givenModel ?? defaultModels.chat;
  const languages = findEntry(String(model))?.languages;
  const inputs = checkExpected(options.expectedInputs, 'input', languages);
  const outputs = checkExpected(options.expectedOutputs, 'output', languages);
  const tools = options.tools === undefined ? [] : toSequence(options.tools, 'tools');
  return {
    samplingMode,
    sampling: toSampling(samplingMode, sampling),
    model,
    configuration: configured(configuration),
    onProgress: toCallback(onProgress, 'saguim.onProgress'),
    unsupported: inputs ?? outputs ?? (tools.length > 0 ? '"tools" are not supported yet' : undefined),
  };
}

/** Reads and checks the options of `create()`. */
export function toCreateOptions(value: LanguageModelCreateOptions | null | undefined): CreateOptions {
  const options = toDictionary(value, 'options');
  const core = toCoreOptions(options);
  const initialPrompts = options.initialPrompts === undefined ? [] : toSequence(options.initialPrompts, 'initialPrompts');
  return {
    ...core,
    signal: toSignal(options.signal),
    monitor: toCallback(options.monitor, 'monitor'),
    initialPrompts: toPromptInput(initialPrompts, { first: true, prefix: false }).messages,
  };
}

/** @throws {DOMException} `NotSupportedError` */
export function checkSupported({ unsupported }: CoreOptions): void {
  if (unsupported) throw exception('NotSupportedError', `The language model cannot be created: ${unsupported}.`);
}
