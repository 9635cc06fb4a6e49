import type { Plan, TensorInfo } from '../spec/index.js';
import { SaguimError } from '../spec/index.js';
import { bart } from './bart.js';
import { bert } from './bert.js';
import { debertaV2 } from './deberta-v2.js';
import { gemma } from './gemma.js';
import { gemma2 } from './gemma2.js';
import { gemma3 } from './gemma3.js';
import { gpt2 } from './gpt2.js';
import { granite } from './granite.js';
import { llama } from './llama.js';
import type { ModelFile, ModelMetadata } from './metadata.js';
import { nomicBert } from './nomic-bert.js';
import { olmo2 } from './olmo2.js';
import { phi3 } from './phi3.js';
import { qwen2 } from './qwen2.js';
import { qwen3 } from './qwen3.js';
import { smollm3 } from './smollm3.js';
import { stablelm } from './stablelm.js';
import { starcoder2 } from './starcoder2.js';

/** A family: from the keys and tensors of a file to the plan. */
export type ModelFamily = (file: ModelFile) => Plan;

export interface PlanOptions {
  /** The most positions that will be used. Default: no more than a model was first trained for. */
  readonly positions?: number;
}

/** By GGUF's `general.architecture`. */
const FAMILIES: ReadonlyMap<string, ModelFamily> = new Map([
  ['llama', llama],
  ['qwen2', qwen2],
  ['qwen3', qwen3],
  ['gemma', gemma],
  ['gemma2', gemma2],
  ['gemma3', gemma3],
  ['phi3', phi3],
  ['starcoder2', starcoder2],
  ['smollm3', smollm3],
  ['gpt2', gpt2],
  ['stablelm', stablelm],
  ['olmo2', olmo2],
  ['granite', granite],
  ['bert', bert],
  ['deberta-v2', debertaV2],
  ['bart', bart],
  ['nomic-bert', nomicBert],
]);

/** Architectures that `buildPlan` knows. */
export const supportedArchitectures: readonly string[] = [...FAMILIES.keys()];

/**
 * The plan of a model file, checked against its tensors; no weights are read.
 * @throws {SaguimError} `unsupported` for an architecture or variant that cannot be run, `bad-file` for keys and tensors that are
 * missing or contradict each other.
 */
export function buildPlan(metadata: ModelMetadata, tensors: ReadonlyMap<string, TensorInfo>, { positions }: PlanOptions = {}): Plan {
  const architecture = metadata.string('general.architecture', '');
  const family = FAMILIES.get(architecture);
  if (family) return family({ metadata, tensors, ...(positions !== undefined && { positions }) });
  const what = architecture
    ? `Models of the architecture "${architecture.slice(0, 40)}" cannot be run`
    : 'The file does not say which architecture it has';
  throw new SaguimError(architecture ? 'unsupported' : 'bad-file', what, {
    where: 'general.architecture',
    hint: `Supported are ${supportedArchitectures.join(', ')}.`,
    details: { architecture, supported: [...supportedArchitectures] },
  });
}
