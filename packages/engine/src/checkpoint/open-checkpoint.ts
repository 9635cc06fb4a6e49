import type { HeaderValue } from '../bytes/index.js';
import type { ByteSource, FolderSource } from '../spec/index.js';
import { outOfRange, SaguimError } from '../spec/index.js';
import type { QuantizedType } from '../tensors/index.js';
import { chatKeys } from './chat-keys.js';
import { mapTensors } from './checkpoint-kind.js';
import { CheckpointSource } from './checkpoint-source.js';
import { readObject } from './json-reader.js';
import { kindOf } from './kinds.js';
import { readPooling } from './pooling.js';
import { textPart } from './text-part.js';
import { tokenizerKeys } from './tokenizer-json.js';
import { WeightFiles } from './weight-files.js';

export interface CheckpointOptions {
  /** How matrices are stored; default `Q8_0`. The others (norms, biases, positions) stay F32. */
  quantization?: QuantizedType;
  signal?: AbortSignal;
}

/**
 * A folder of Hugging Face's kind (`config.json`, `tokenizer.json`, `*.safetensors`; of sentence-transformers also how to pool) as the
 * GGUF file it would be: every reader of models takes it. Weights are quantised as they are read. Nothing is written.
 * @throws {SaguimError} `not-found` when a file is missing, `bad-file` for what is damaged or contradicts itself, `unsupported` for kinds
 * of models and tokenizers that cannot be reproduced.
 */
export async function openCheckpoint(folder: FolderSource, options: CheckpointOptions = {}): Promise<ByteSource> {
  const { quantization = 'Q8_0', signal } = options;
  if (!['F32', 'Q8_0', 'Q4_0'].includes(quantization)) throw outOfRange('quantization', 'F32, Q8_0 or Q4_0');
  const need = async (path: string, hint: string) => {
    const found = await readObject(folder, path, signal);
    if (found) return found;
    throw new SaguimError('not-found', `The folder has no ${path}`, { where: folder.name, hint });
  };
  const config = textPart(await need('config.json', 'It must hold a model as Hugging Face keeps it, or name the .gguf file itself.'));
  const kind = kindOf(config);
  const keys = new Map<string, HeaderValue>([
    ['general.architecture', kind.architecture],
    ['general.name', folder.name.split(/[/\\]/).filter(Boolean).at(-1) ?? 'checkpoint'],
  ]);
  for (const [key, value] of kind.keys(config)) keys.set(key.startsWith('tokenizer.') ? key : `${kind.architecture}.${key}`, value);
  const tokenizer = await need('tokenizer.json', 'Vocabularies in other files cannot be read.');
  if (kind.readsTexts) keys.set(`${kind.architecture}.pooling_type`, await readPooling(folder, signal));
  const files = await WeightFiles.open(folder, signal);
  try {
    const tensors = mapTensors(kind, config, files.tensors, quantization);
    const rows = tensors.find(({ name }) => name === 'token_embd.weight')?.shape[1];
    if (rows === undefined) {
      throw new SaguimError('bad-file', 'The weights lack the table of tokens', {
        where: folder.name,
        details: { tensor: 'token_embd.weight' },
      });
    }
    const vocabulary = tokenizerKeys(tokenizer, rows);
    const chat = await chatKeys(folder, config, vocabulary, signal);
    return new CheckpointSource(folder.name, new Map([...keys, ...vocabulary, ...chat]), tensors, files);
  } catch (error) {
    await files.close();
    throw error;
  }
}
