import type { StreamingDecoder, Tokenizer } from './tokenizer.js';

/**
 * A decoder that takes tokens one by one.
 * @param options.continues the tokens go on from other text, so a space prefix is text and stays
 */
export function createStreamingDecoder(tokenizer: Tokenizer, options: { continues?: boolean } = {}): StreamingDecoder {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let atStart = tokenizer.spacePrefix && !options.continues;
  return {
    push(id) {
      let bytes = tokenizer.bytes(id);
      if (bytes.length === 0) return '';
      if (atStart && bytes[0] === 0x20) bytes = bytes.subarray(1);
      atStart = false;
      return decoder.decode(bytes, { stream: true });
    },
    end: () => decoder.decode(),
  };
}
