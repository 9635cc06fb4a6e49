import { SaguimError } from '../spec/index.js';
import type { TokenizerMetadata } from './metadata.js';
import type { Vocabulary } from './vocabulary.js';

/** U+2581, how SentencePiece spells a space. */
export const SPACE_UNIT = '\u2581';

/**
 * The score of every token.
 * @throws {SaguimError} `bad-file` when scores are missing, do not fit the tokens, or one is not a number.
 */
export function readScores(metadata: TokenizerMetadata, vocabulary: Vocabulary): Float64Array {
  const where = 'tokenizer.ggml.scores';
  const given = metadata.numbers(where);
  if (!given) throw new SaguimError('bad-file', 'A SentencePiece vocabulary without scores', { where });
  if (given.length !== vocabulary.size) {
    throw new SaguimError('bad-file', `${given.length} scores for ${vocabulary.size} tokens`, { where });
  }
  const scores = Float64Array.from(given);
  for (let id = 0; id < scores.length; id++) {
    if (Number.isNaN(scores[id])) throw new SaguimError('bad-file', `The score of token ${id} is not a number`, { where });
  }
  return scores;
}
