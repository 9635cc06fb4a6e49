import type { SegmentFile } from './segment.js';
import { damaged } from './segment-format.js';

/** Bytes in memory as a segment's file. */
export function memoryFile(bytes: Uint8Array, name: string): SegmentFile {
  return {
    size: () => bytes.length,
    readInto: (offset, target) => {
      if (offset + target.length > bytes.length) throw damaged(name, 'it ends early', offset, target.length);
      target.set(bytes.subarray(offset, offset + target.length));
    },
    close: () => {},
  };
}
