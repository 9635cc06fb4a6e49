import { SaguimError } from '../../spec/index.js';
import { type ModelFile, readCount, readPositive } from '../metadata.js';

/** The sizes that most families share. */
export interface Dimensions {
  readonly architecture: string;
  readonly layers: number;
  readonly contextLength: number;
  readonly vocabularySize: number;
  readonly embeddingLength: number;
  readonly feedForwardLength: number;
  readonly heads: number;
  /** Key-value heads; query head j reads key-value head `j // (heads / kvHeads)`. */
  readonly kvHeads: number;
  readonly headSize: number;
  /** RMS norms, or layer norms with biases. */
  readonly norm: NormKind;
  /** Added under the root of every norm. */
  readonly epsilon: number;
}

export type NormKind = 'rms' | 'layer';

// Far above every released model; sizes that no tensor backs up (a context, a count of layers) end here.
const MOST_LAYERS = 4096;
const MOST_CONTEXT = 1 << 24;
const MOST_WIDTH = 1 << 20;
const MOST_HEADS = 1 << 12;
const MOST_HEAD_SIZE = 1 << 10;

/**
 * Reads and checks the sizes of a transformer from the keys `<architecture>.*`.
 * @throws {SaguimError} `bad-file` when a key is missing, out of range or contradicts another; `unsupported` for mixtures of experts
 * and for values of another size than keys.
 */
export function readDimensions({ metadata, tensors }: ModelFile, norm: NormKind = 'rms'): Dimensions {
  const architecture = metadata.string('general.architecture');
  const key = (name: string) => `${architecture}.${name}`;
  const count = (name: string, most: number, fallback?: number) => readCount(metadata, key(name), most, fallback);

  if (metadata.has(key('expert_count')) && metadata.number(key('expert_count')) > 0) {
    throw new SaguimError('unsupported', 'Mixtures of experts cannot be run', {
      where: key('expert_count'),
      hint: 'Choose a dense model.',
    });
  }
  const layers = count('block_count', MOST_LAYERS);
  const contextLength = count('context_length', MOST_CONTEXT);
  const embeddingLength = count('embedding_length', MOST_WIDTH);
  const feedForwardLength = count('feed_forward_length', MOST_WIDTH);
  const heads = count('attention.head_count', MOST_HEADS);
  const kvHeads = count('attention.head_count_kv', MOST_HEADS, heads);
  if (heads % kvHeads !== 0) {
    throw new SaguimError('bad-file', `${heads} heads cannot share ${kvHeads} key-value heads evenly`, {
      where: key('attention.head_count_kv'),
    });
  }
  if (embeddingLength % heads !== 0 && !metadata.has(key('attention.key_length'))) {
    throw new SaguimError('bad-file', `A width of ${embeddingLength} does not divide into ${heads} heads`, {
      where: key('attention.head_count'),
    });
  }
  const headSize = count('attention.key_length', MOST_HEAD_SIZE, embeddingLength / heads);
  const valueSize = count('attention.value_length', MOST_HEAD_SIZE, embeddingLength % heads === 0 ? embeddingLength / heads : headSize);
  if (valueSize !== headSize) {
    throw new SaguimError('unsupported', `Values of ${valueSize} numbers a head beside keys of ${headSize} cannot be run`, {
      where: key('attention.value_length'),
    });
  }
  const epsilon = readPositive(metadata, key(norm === 'rms' ? 'attention.layer_norm_rms_epsilon' : 'attention.layer_norm_epsilon'));

  const embedding = tensors.get('token_embd.weight');
  if (!embedding)
    throw new SaguimError('bad-file', 'The model file lacks a tensor that its architecture needs', { where: 'token_embd.weight' });
  const vocabularySize = embedding.shape[1] ?? 1;
  if (metadata.has(key('vocab_size')) && metadata.number(key('vocab_size')) !== vocabularySize) {
    throw new SaguimError('bad-file', `The embedding has ${vocabularySize} rows, the key says ${metadata.number(key('vocab_size'))}`, {
      where: key('vocab_size'),
    });
  }
  return {
    architecture,
    layers,
    contextLength,
    vocabularySize,
    embeddingLength,
    feedForwardLength,
    heads,
    kvHeads,
    headSize,
    norm,
    epsilon,
  };
}
