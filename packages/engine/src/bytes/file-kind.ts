import { isWebPage } from '../platform/web-page.js';

const latin1 = (bytes: Uint8Array) => String.fromCharCode(...bytes.subarray(0, 64));

/** Beginnings of files that are taken for models now and then. */
const KINDS: readonly (readonly [(bytes: Uint8Array, text: string) => boolean, string])[] = [
  [(bytes) => isWebPage(bytes), 'a web page'],
  [(_, text) => text.startsWith('version https://git-lfs'), 'a Git LFS pointer, which stands for a file that was not downloaded'],
  [(_, text) => /^(lmgg|tjgg|fmgg|algg)/.test(text), 'a GGML file from before GGUF'],
  [(bytes, text) => text[8] === '{' && bytes[7] === 0 && bytes[6] === 0 && bytes[5] === 0, 'a safetensors file'],
  [(_, text) => text.startsWith('PK\x03\x04'), 'a ZIP archive (or PyTorch weights)'],
  [(_, text) => text.startsWith('\x80\x02'), 'a Python pickle (PyTorch weights)'],
  [(_, text) => text.startsWith('\x1f\x8b'), 'a gzip archive'],
  [(_, text) => text.startsWith('\x28\xb5\x2f\xfd'), 'a Zstandard archive'],
  [(_, text) => text.startsWith('\0asm'), 'a WebAssembly module'],
  [(_, text) => text.startsWith('\x89HDF'), 'an HDF5 file'],
  [(_, text) => /^\s*[{[]/.test(text), 'a JSON text'],
  [(bytes) => bytes.length > 0 && bytes.every((byte) => byte === 0), 'a run of zero bytes, as an unfinished download leaves'],
];

/** What a file that is no GGUF seems to be, by its first bytes (64 are enough), or undefined. */
export function recogniseFile(bytes: Uint8Array): string | undefined {
  const text = latin1(bytes);
  return KINDS.find(([matches]) => matches(bytes.subarray(0, 64), text))?.[1];
}
