import type { SamplingOptions } from '@saguim/engine';
import {
  type Configuration,
  configured,
  defaultModels,
  findEntry,
  type ModelReference,
  type OnProgress,
  unknownMembers,
} from '../hub/index.js';
import type { PromptMessage } from '../runtime/index.js';
import type { CreateMonitorCallback } from '../web/create-monitor.js';
import { refuseOthers, toCallback, toDictionary, toEnum, toLanguages, toSequence, toSignal } from '../web/dictionary.js';
import { toStandardError } from '../web/exceptions.js';
import { type HostRules, rulesOf } from '../web/host-rules.js';
import { languageProblem, missingLanguage } from '../web/model-languages.js';
import { type LanguageModelMessage, type LanguageModelMessageType, messageTypes, toPromptInput } from './prompt-input.js';
import { type LanguageModelSamplingMode, samplingModes, toSampling } from './sampling-mode.js';
import { checkTools, type LanguageModelToolDeclaration, type RawTool, type ToolDeclaration, toRawTools } from './tool-declarations.js';
import { type RunToolsOptions, type ToolLimits, toToolLimits } from './tool-limits.js';

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
  /**
   * Runs tools that carry `execute`, gives the model their results and resolves to the text that follows; with bounds, or `true`.
   * Default: the page runs them.
   */
  runTools?: boolean | RunToolsOptions;
}

export interface LanguageModelCreateCoreOptions {
  samplingMode?: LanguageModelSamplingMode;
  expectedInputs?: LanguageModelExpected[];
  expectedOutputs?: LanguageModelExpected[];
  /** What the model may call; needs `tool-call` among the `expectedOutputs`. */
  tools?: LanguageModelToolDeclaration[];
  saguim?: SaguimCreateOptions;
}

export interface LanguageModelCreateOptions extends LanguageModelCreateCoreOptions {
  signal?: AbortSignal;
  monitor?: CreateMonitorCallback;
  initialPrompts?: LanguageModelMessage[];
}

/** What the standard names, canonical, for the browser's own model. */
export type StandardOptions = Pick<LanguageModelCreateCoreOptions, 'samplingMode' | 'expectedInputs' | 'expectedOutputs'>;

/** The options after conversion. */
export interface CoreOptions {
  readonly standard: StandardOptions;
  readonly samplingMode: LanguageModelSamplingMode;
  readonly sampling: SamplingOptions;
  readonly model: ModelReference;
  readonly configuration: Configuration;
  readonly onProgress?: OnProgress;
  readonly runTools?: ToolLimits;
  /** Types that the prompts may hold beside text. */
  readonly expectedInputs: ReadonlySet<LanguageModelMessageType>;
  /** Why no model here can do what is asked, if so. */
  readonly unsupported?: string;
  readonly rules?: HostRules;
}

export interface CreateOptions extends CoreOptions {
  readonly signal?: AbortSignal;
  readonly monitor?: CreateMonitorCallback;
  readonly initialPrompts: readonly PromptMessage[];
  readonly tools: readonly ToolDeclaration[];
}

const expectable = { input: ['text', 'tool-call', 'tool-response'], output: ['text', 'tool-call'] };

interface Expectations {
  readonly list?: LanguageModelExpected[];
  readonly types: ReadonlySet<LanguageModelMessageType>;
  /** What is asked for and not there. */
  readonly problem?: string;
}

/** @throws {TypeError}, {RangeError} for what is malformed */
function toExpectations(value: unknown, side: 'input' | 'output', supported: readonly string[] | undefined): Expectations {
  const types = new Set<LanguageModelMessageType>();
  if (value === undefined) return { types };
  const list: LanguageModelExpected[] = [];
  let problem: string | undefined;
  for (const item of toSequence(value, `expected${side === 'input' ? 'Inputs' : 'Outputs'}`)) {
    const expected = toDictionary(item as LanguageModelExpected, 'An expectation');
    const languages = toLanguages(expected.languages, 'languages');
    if (expected.type === undefined) throw new TypeError('An expectation has no type.');
    const type = toEnum(expected.type, messageTypes, 'type');
    types.add(type);
    list.push(expected.languages === undefined ? { type } : { type, languages });
    const missing = missingLanguage(languages, supported);
    if (!expectable[side].includes(type)) problem ??= `"${type}" as ${side} is not supported`;
    else if (missing) problem ??= languageProblem(missing);
  }
  return { list, types, problem };
}

/** @throws {TypeError} */
function toConfiguration(own: Configuration): Configuration {
  try {
    return configured(own);
  } catch (error) {
    throw toStandardError(error);
  }
}

/** Reads what `availability()` and `create()` share. */
function readCore(
  value: LanguageModelCreateCoreOptions | null | undefined,
): CoreOptions & { outputs: Expectations['types']; rawTools: RawTool[] } {
  const options = toDictionary(value, 'options');
  // `prefixes` are an embedder's: a page may have set what is for all interfaces at once.
  const {
    model: givenModel,
    sampling,
    onProgress,
    runTools,
    prefixes: _,
    ...configuration
  } = toDictionary(options.saguim as SaguimCreateOptions & { prefixes?: unknown }, 'saguim');
  refuseOthers(unknownMembers(configuration), 'saguim');
  const model = givenModel ?? defaultModels.chat;
  const languages = findEntry(String(model))?.languages;
  const inputs = toExpectations(options.expectedInputs, 'input', languages);
  const outputs = toExpectations(options.expectedOutputs, 'output', languages);
  const samplingMode = options.samplingMode === undefined ? 'balanced' : toEnum(options.samplingMode, samplingModes, 'samplingMode');
  const rawTools = toRawTools(options.tools, Boolean(runTools));
  return {
    standard: {
      samplingMode: options.samplingMode === undefined ? undefined : samplingMode,
      expectedInputs: inputs.list,
      expectedOutputs: outputs.list,
    },
    samplingMode,
    sampling: toSampling(samplingMode, sampling),
    model,
    configuration: toConfiguration(configuration),
    onProgress: toCallback(onProgress, 'saguim.onProgress'),
    runTools: toToolLimits(runTools),
    expectedInputs: inputs.types,
    outputs: outputs.types,
    rawTools,
    rules: rulesOf(options),
    unsupported: inputs.problem ?? outputs.problem,
  };
}

/** @throws {TypeError}, {RangeError} for what is malformed */
export function toCoreOptions(value: LanguageModelCreateCoreOptions | null | undefined): CoreOptions {
  return readCore(value);
}

/** Reads and checks the options of `create()`. @throws as `toCoreOptions`, `checkTools` and `toPromptInput` */
export function toCreateOptions(value: LanguageModelCreateOptions | null | undefined): CreateOptions {
  const options = toDictionary(value, 'options');
  const { outputs, rawTools, ...core } = readCore(options);
  const initialPrompts = options.initialPrompts === undefined ? [] : toSequence(options.initialPrompts, 'initialPrompts');
  const monitor = toCallback(options.monitor, 'monitor');
  const signal = toSignal(options.signal);
  const tools = checkTools(rawTools);
  if (tools.length > 0 && !outputs.has('tool-call')) throw new TypeError('Tools need "tool-call" among the expectedOutputs.');
  const { messages } = toPromptInput(initialPrompts, { first: true, prefix: false, expected: core.expectedInputs });
  return { ...core, signal, monitor, tools, initialPrompts: messages };
}
