import { SaguimError } from '../spec/index.js';
import { BpeTokenizer } from './bpe-tokenizer.js';
import type { TokenizerMetadata } from './metadata.js';
import { SentencePieceTokenizer } from './sentencepiece-tokenizer.js';
import type { Tokenizer } from './tokenizer.js';
import { UnigramTokenizer } from './unigram-tokenizer.js';
import { Vocabulary } from './vocabulary.js';
import { WordPieceTokenizer } from './wordpiece-tokenizer.js';

const LOADERS: Readonly<Record<string, (metadata: TokenizerMetadata, vocabulary: Vocabulary) => Tokenizer>> = {
  gpt2: BpeTokenizer.load,
  llama: SentencePieceTokenizer.load,
  bert: WordPieceTokenizer.load,
  t5: UnigramTokenizer.load,
};

/** Other kinds that GGUF knows, so that the message can say what they are. */
const UNREAD: Readonly<Record<string, string>> = {
  rwkv: 'RWKV',
  plamo2: 'PLaMo 2',
  none: 'no tokenizer',
};

/**
 * The tokenizer that a model file describes (`tokenizer.ggml.*`).
 * @param file a GGUF file's metadata
 * @throws {SaguimError} `unsupported` for kinds that are not read here, `bad-file` for a vocabulary that does not hold together.
 */
export function loadTokenizer(file: TokenizerMetadata | { readonly optional: TokenizerMetadata }): Tokenizer {
  const metadata = 'optional' in file ? file.optional : file;
  const model = metadata.string('tokenizer.ggml.model');
  if (model === undefined) throw new SaguimError('bad-file', 'The file names no tokenizer', { where: 'tokenizer.ggml.model' });
  const load = Object.hasOwn(LOADERS, model) ? LOADERS[model] : undefined;
  if (!load) {
    const kind = Object.hasOwn(UNREAD, model) ? ` (${UNREAD[model]})` : '';
    throw new SaguimError('unsupported', `The tokenizer "${model.slice(0, 64)}"${kind} is not supported`, {
      where: 'tokenizer.ggml.model',
      hint: 'Supported are gpt2 (byte-level BPE), llama (SentencePiece-style BPE), bert (WordPiece) and t5 (Unigram).',
      details: { model: model.slice(0, 64), supported: Object.keys(LOADERS) },
    });
  }
  const pieces = metadata.strings('tokenizer.ggml.tokens');
  if (!pieces) throw new SaguimError('bad-file', 'The file has no vocabulary', { where: 'tokenizer.ggml.tokens' });
  return load(metadata, new Vocabulary(pieces, metadata.numbers('tokenizer.ggml.token_type')));
}
