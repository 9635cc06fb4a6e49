import { loadTokenizer } from './load-tokenizer.js';
import type { TokenizerMetadata } from './metadata.js';
import type { Tokenizer } from './tokenizer.js';

/** Metadata from plain keys, for tests: `tokenizer.ggml.` is put before them. */
export function metadataOf(keys: Readonly<Record<string, unknown>>): TokenizerMetadata {
  const get = (key: string): never => keys[key.replace('tokenizer.ggml.', '')] as never;
  return { string: get, number: get, boolean: get, strings: get, numbers: get };
}

/** A vocabulary of the 256 bytes and these control tokens, the first of which begins and the second ends a text. */
export function byteVocabulary(
  control: readonly string[],
  merges: readonly string[] = [],
  user: readonly string[] = [],
): Record<string, unknown> {
  const printable = (byte: number): boolean => (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
  let free = 0x100;
  const bytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : free++));
  const tokens = [...bytes, ...merges.map((merge) => merge.replace(' ', '')), ...control, ...user];
  const first = bytes.length + merges.length;
  return {
    model: 'gpt2',
    pre: 'gpt-2',
    tokens,
    merges,
    token_type: tokens.map((_, id) => (id < first ? 1 : id < first + control.length ? 3 : 4)),
    bos_token_id: first,
    eos_token_id: first + 1,
  };
}

export function byteTokenizer(control: readonly string[], merges?: readonly string[], user?: readonly string[]): Tokenizer {
  return loadTokenizer(metadataOf(byteVocabulary(control, merges, user)));
}
