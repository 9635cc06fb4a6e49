import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../packages/engine/dist/bytes/index.js';
import { loadEngine } from '../../packages/engine/dist/engine.js';
import { ReferenceBackend } from '../../packages/engine/dist/kernels/reference/index.js';
import { tinyBytes, watched } from './engines.mjs';

/** A source that counts how often it was closed. */
function source(bytes) {
  const inner = new MemorySource(bytes, 'tiny.gguf');
  return {
    name: inner.name,
    size: inner.size,
    closed: 0,
    read: (...range) => inner.read(...range),
    async close() {
      this.closed++;
      await inner.close();
    },
  };
}

describe('loadEngine', () => {
  it('says what it has loaded, tells how far it is, and closes the source', async () => {
    const file = source(tinyBytes('llama-f32'));
    const told = [];
    const engine = await loadEngine(file, { backend: 'reference', onProgress: (loaded) => told.push(loaded) });
    expect(engine.info).toEqual({
      name: 'tiny llama-f32',
      architecture: 'llama',
      contextLength: 512,
      vocabularySize: 640,
      embeddingLength: 64,
      layers: 3,
      parameters: 170432,
      fileBytes: file.size,
      backend: 'reference',
      threads: 1,
    });
    expect(told.at(-1)).toBe(1);
    expect(file.closed).toBe(1);
    expect(engine.chatTemplate).toBeUndefined();
    await engine.close();
  });

  it('takes WASM by default', async () => {
    const engine = await loadEngine(source(tinyBytes('llama-f32')));
    expect(engine.info.backend).toBe('wasm');
    await engine.close();
  });

  it('leaves nothing open when the file is bad', async () => {
    const whole = tinyBytes('llama-f32');
    for (const length of [0, 3, 100, 5000, whole.length >> 1, whole.length - 1]) {
      const file = source(whole.subarray(0, length));
      await expect(loadEngine(file, { backend: 'reference' })).rejects.toMatchObject({ name: 'SaguimError', code: 'bad-file' });
      expect(file.closed).toBe(1);
    }
  });

  it('leaves nothing open when it is aborted, at any point', async () => {
    const reason = new Error('enough');
    for (const reads of [0, 1, 2, 5, 20]) {
      const controller = new AbortController();
      const file = source(tinyBytes('llama-f32'));
      const { read } = file;
      let done = 0;
      file.read = (...range) => {
        if (done++ === reads) controller.abort(reason);
        return read(...range);
      };
      if (reads === 0) controller.abort(reason);
      await expect(loadEngine(file, { backend: 'reference', signal: controller.signal })).rejects.toBe(reason);
      expect(file.closed).toBe(1);
    }
    const controller = new AbortController();
    const backend = watched(new ReferenceBackend(), (_, run) => run());
    const compile = backend.compile.bind(backend);
    backend.compile = async (...args) => {
      const executor = await compile(...args);
      controller.abort(reason);
      return executor;
    };
    const file = source(tinyBytes('llama-f32'));
    await expect(loadEngine(file, { signal: controller.signal }, { backend })).rejects.toBe(reason);
    expect(backend.compiled[0].closed).toBe(1);
    expect(file.closed).toBe(1);
  });

  it.each([{ backend: 'webgpu' }, { threads: 0 }, { threads: 1.5 }, { contextLength: 0 }, { contextLength: 513 }, { cacheLength: -1 }])(
    'refuses %o',
    async (options) => {
      const file = source(tinyBytes('llama-f32'));
      await expect(loadEngine(file, options)).rejects.toMatchObject({ name: 'SaguimError', code: 'invalid-argument' });
      expect(file.closed).toBe(1);
    },
  );
});
