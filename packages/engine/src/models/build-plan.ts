import type { Plan, TensorInfo } from '../spec/index.js';
import { SaguimError } from '../spec/index.js';
import { bert } from './bert.js';
import { llama } from './llama.js';
import type { ModelFile, ModelMetadata } from './metadata.js';
import { qwen2 } from './qwen2.js';
import { qwen3 } from './qwen3.js';

/** A family: from the keys and tensors of a file to the plan. */
export type ModelFamily = (file: ModelFile) => Plan;

/** By GGUF's `general.architecture`. */
const FAMILIES: ReadonlyMap<string, ModelFamily> = new Map([
  ['llama', llama],
  ['qwen2', qwen2],
  ['qwen3', qwen3],
  ['bert', bert],
]);

/** Architectures that `buildPlan` knows. */
export const supportedArchitectures: readonly string[] = [...FAMILIES.keys()];

/**
 * The plan of a model file, checked against its tensors; no weights are read.
 * @throws {SaguimError} `unsupported` for an architecture or variant that cannot be run, `bad-file` for keys and tensors that are
 * missing or contradict each other.
 */
export function buildPlan(metadata: ModelMetadata, tensors: ReadonlyMap<string, TensorInfo>): Plan {
  const architecture = metadata.string('general.architecture', '');
  const family = FAMILIES.get(architecture);
  if (family) return family({ metadata, tensors });
  const what = architecture
    ? `Models of the architecture "${architecture.slice(0, 40)}" cannot be run`
    : 'The file does not say which architecture it has';
  throw new SaguimError(architecture ? 'unsupported' : 'bad-file', what, {
    where: 'general.architecture',
    hint: `Supported are ${supportedArchitectures.join(', ')}.`,
    details: { architecture, supported: [...supportedArchitectures] },
  });
}
