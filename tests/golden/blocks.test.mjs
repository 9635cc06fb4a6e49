import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dequantize, TENSOR_TYPES } from '../../packages/engine/dist/tensors/index.js';

/** Raw blocks and the values they stand for, from llama.cpp's arithmetic. */
const blocks = JSON.parse(readFileSync(new URL('./reference/blocks.json', import.meta.url), 'utf8'));

describe('blocks of every type', () => {
  it('the reference has every type', () => {
    expect(blocks.map(({ type }) => type).sort()).toEqual(Object.keys(TENSOR_TYPES).sort());
  });

  it.each(blocks.map((block) => [block.type, block]))('%s', (type, block) => {
    expect(TENSOR_TYPES[type]).toEqual({ id: block.id, elements: block.block_elements, bytes: block.block_bytes });
    const bytes = new Uint8Array(Buffer.from(block.bytes_base64, 'base64'));
    const count = (bytes.length / block.block_bytes) * block.block_elements;
    expect(block.values.length).toBe(count);

    const values = dequantize(type, bytes, count);
    expect(Array.from(values)).toEqual(Array.from(Float32Array.from(block.values)));

    // The same at an odd address and into given room.
    const moved = new Uint8Array(bytes.length + 3).subarray(3);
    moved.set(bytes);
    const room = new Float32Array(count + 5).subarray(2);
    expect(dequantize(type, moved, count, room)).toBe(room);
    expect(Array.from(room.subarray(0, count))).toEqual(Array.from(values));
    expect(Array.from(room.subarray(count))).toEqual([0, 0, 0]);
  });
});
