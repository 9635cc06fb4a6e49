import { afterEach, describe, expect, it, vi } from 'vitest';
import { WasmMemory } from './wasm-memory.js';

const { Memory } = WebAssembly;
const MB = 2 ** 20;

/** A host that gives no more than so much, as browsers do in a process that has little left. */
function refuseAbove(shared: number, plain = Infinity): WebAssembly.MemoryDescriptor[] {
  const asked: WebAssembly.MemoryDescriptor[] = [];
  class Scarce extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      asked.push(descriptor);
      if (descriptor.maximum! * 65536 > (descriptor.shared ? shared : plain)) throw new RangeError('could not allocate memory');
      super(descriptor);
    }
  }
  vi.stubGlobal('WebAssembly', { ...WebAssembly, Memory: Scarce });
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

describe('WasmMemory', () => {
  it('asks for as much as may be needed, and where it is refused for less, down to what is needed at once', () => {
    expect(new WasmMemory(4 * MB, 64 * MB, true, 0)).toMatchObject({ shared: true, maximumBytes: 64 * MB });
    const asked = refuseAbove(20 * MB);
    const memory = new WasmMemory(4 * MB, 64 * MB, true, 0);
    expect(memory).toMatchObject({ shared: true, maximumBytes: 19 * MB });
    expect(asked.map(({ maximum }) => maximum! / 16)).toEqual([64, 34, 19]);
    expect(memory.memory.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect([memory.grow(19 * MB), memory.grow(20 * MB)]).toEqual([true, false]);
  });

  it('is not shared where the host refuses to share even that', () => {
    refuseAbove(1 * MB);
    const memory = new WasmMemory(4 * MB, 64 * MB, true, 0);
    expect(memory).toMatchObject({ shared: false, maximumBytes: 64 * MB });
    expect(memory.memory.buffer).toBeInstanceOf(ArrayBuffer);
    expect(memory.allocate(5 * MB)).toBe(0);
  });

  it('is an error where nothing is given, and where more is needed than there can be', () => {
    refuseAbove(1 * MB, 1 * MB);
    expect(() => new WasmMemory(4 * MB, 64 * MB, true, 0)).toThrow(
      expect.objectContaining({ code: 'out-of-memory', cause: expect.any(RangeError) }),
    );
    expect(() => new WasmMemory(2 ** 33, 2 ** 33, false, 0)).toThrow(expect.objectContaining({ code: 'out-of-memory' }));
  });
});
