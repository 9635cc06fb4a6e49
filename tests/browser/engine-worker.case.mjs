// A page's worker that runs the engine from its own modules: answers `{ id, method, argument }`.
import { BlobSource, loadEngine, MemorySource, OpfsSource } from '/engine/index.js';

const engines = [];

/** Puts a file into the origin private file system, and opens it there. */
async function store(bytes, name) {
  const folder = await navigator.storage.getDirectory();
  const file = await folder.getFileHandle(name, { create: true });
  const writer = await file.createSyncAccessHandle();
  writer.truncate(0);
  writer.write(bytes, { at: 0 });
  writer.close();
  return OpfsSource.open(file);
}

async function digest(numbers) {
  const hash = await crypto.subtle.digest('SHA-256', new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength).slice());
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const methods = {
  async load({ url, threads, opfs }) {
    const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
    const source = opfs ? await store(bytes, 'model.gguf') : new MemorySource(bytes, url);
    const engine = await loadEngine(source, { threads });
    const refused = await source.read(0, 1).then(
      () => undefined,
      (error) => error.code,
    );
    const { info } = engine;
    return {
      model: engines.push(engine) - 1,
      info,
      closed: refused === 'closed',
      host: { isolated: crossOriginIsolated, immediate: typeof setImmediate },
    };
  },

  async generate({ model, tokens, maxTokens }) {
    const result = await engines[model].generate({ tokens, maxTokens, stopTokens: [], sampling: { temperature: 0 } }).result;
    return { tokens: result.tokens, text: result.text };
  },

  /** SHA-256 of the logits' bits. */
  async logits({ model, tokens }) {
    return digest(await engines[model].logits(tokens));
  },

  /** Embeddings of texts, all at once, and SHA-256 of the bits of each by itself and of all. */
  async embed({ model, tokens }) {
    const all = await engines[model].embed({ tokens });
    const alone = [];
    for (const text of tokens) alone.push(...(await engines[model].embed({ tokens: [text] })));
    return { rows: Array.from(all), together: await digest(all), alone: await digest(Float32Array.from(alone)) };
  },

  /** A generation that a message ends, which is heard only when the engine lets the event loop run. */
  async interrupted({ model, tokens, maxTokens }) {
    const { port1, port2 } = new MessageChannel();
    const controller = new AbortController();
    port1.onmessage = () => controller.abort();
    const generation = engines[model].generate({ tokens, maxTokens, stopTokens: [], signal: controller.signal });
    let pieces = 0;
    let name;
    try {
      for await (const _ of generation) if (pieces++ === 0) port2.postMessage('stop');
      await generation.result;
    } catch (error) {
      name = error.name;
    }
    port1.close();
    const { running, waiting, pages } = engines[model].stats();
    return { name, pieces, left: running + waiting + pages.used };
  },

  /** SHA-256 of a file, read from front to back as a header and weights are, while all that nothing reaches is collected. */
  async digestCollected({ url, pieces }) {
    const source = new BlobSource(await (await fetch(url)).blob());
    const collecting = setInterval(() => globalThis.gc?.());
    const bytes = new Uint8Array(source.size);
    const step = Math.ceil(bytes.length / pieces);
    for (let at = 0; at < bytes.length; at += step) await source.readInto(at, bytes.subarray(at, at + step));
    clearInterval(collecting);
    await source.close();
    return digest(bytes);
  },

  async close({ model }) {
    await engines[model].close();
  },
};

globalThis.addEventListener('message', async ({ data: { id, method, argument } }) => {
  try {
    postMessage({ id, value: await methods[method](argument) });
  } catch (error) {
    postMessage({ id, error: `${error.name} ${error.code}: ${error.message}` });
  }
});
