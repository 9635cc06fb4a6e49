/** So many bytes of a file are looked at before any is stored. */
export const headBytes = 16;

const starts = (head: Uint8Array, word: string) => word.split('').every((letter, index) => head[index] === letter.charCodeAt(0));

/**
 * What is wrong with the beginning of a file, judged by its name; undefined when it may be what it should be.
 * https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, https://huggingface.co/docs/safetensors
 */
export function wrongHead(path: string, head: Uint8Array): string | undefined {
  const text = new TextDecoder()
    .decode(head)
    .replace(/^\ufeff/, '')
    .trimStart()
    .toLowerCase();
  if (/^<(!doctype|html|head|\?xml|!--)/.test(text)) return 'A web page came instead of the model';
  if (starts(head, 'version https://')) return 'A note of Git LFS came instead of the model';
  if (/\.gguf$/i.test(path) && !starts(head, 'GGUF')) return 'What came is not a GGUF model';
  if (/\.safetensors$/i.test(path)) {
    const length = head.length >= 8 ? Number(new DataView(head.buffer, head.byteOffset).getBigUint64(0, true)) : 0;
    if (length < 2 || length > 100_000_000 || (head.length > 8 && head[8] !== 0x7b)) return 'What came is not a safetensors file';
  }
  if (/\.json$/i.test(path) && !/^[{["\d]/.test(text)) return 'What came is not JSON';
  return undefined;
}
