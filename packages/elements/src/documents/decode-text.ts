import { documentError } from './document.js';

const encodings = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
] as const;

/**
 * The text of a file, whatever it was saved as: by its byte order mark, as UTF-8 where that holds, else as Windows-1252, which old
 * Portuguese and English files are. Line ends become `\n`.
 * @param declared an encoding that the file itself names; a name that nobody knows is ignored
 * @throws SaguimError `bad-file` when it is no text at all
 */
export function decodeText(bytes: Uint8Array, declared = ''): string {
  const marked = encodings.find(([mark]) => mark.every((byte, index) => bytes[index] === byte));
  const text = marked ? new TextDecoder(marked[1]).decode(bytes) : decodeUnmarked(bytes, declared);
  if (looksBinary(text)) throw documentError('binary', 'The file is not text');
  return text.replace(/\r\n?/g, '\n').replaceAll('\0', '');
}

function decodeUnmarked(bytes: Uint8Array, declared: string): string {
  const wide = unmarkedUtf16(bytes.subarray(0, 1000));
  if (wide) return new TextDecoder(wide).decode(bytes);
  for (const [encoding, fatal] of [
    ['utf-8', true],
    [declared, false],
    ['windows-1252', false],
  ] as const) {
    try {
      if (encoding) return new TextDecoder(encoding, { fatal }).decode(bytes);
    } catch {
      // Not this one.
    }
  }
  throw documentError('binary', 'The file is not text');
}

/** Latin letters in UTF-16 have a zero in every second byte, on the one side or on the other; numbers and pictures on both. */
function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const zeros = [0, 0];
  for (const [index, byte] of bytes.entries()) if (byte === 0) zeros[index % 2]!++;
  const [even, odd] = zeros.map((count) => count / (bytes.length / 2)) as [number, number];
  if (odd > 0.4 && even < 0.1) return 'utf-16le';
  return even > 0.4 && odd < 0.1 ? 'utf-16be' : undefined;
}

/** Control characters that no text has make up more than a hundredth of its beginning. */
function looksBinary(text: string): boolean {
  const sample = text.slice(0, 4000);
  const controls = sample.match(/[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]/g)?.length ?? 0;
  return controls > sample.length / 100;
}
