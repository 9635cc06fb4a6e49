import { env, pipeline } from '/bench/node_modules/@huggingface/transformers/dist/transformers.min.js';

const ort = new URL('/bench/node_modules/onnxruntime-web/dist/', location.href).href;
let extract;
let batch;

const methods = {
  async load({ threads, batch: size }) {
    env.allowLocalModels = true;
    env.allowRemoteModels = false;
    env.localModelPath = '/onnx/';
    env.useBrowserCache = false;
    const wasm = env.backends.onnx.wasm;
    wasm.numThreads = threads;
    wasm.wasmPaths = { mjs: `${ort}ort-wasm-simd-threaded.asyncify.mjs`, wasm: `${ort}ort-wasm-simd-threaded.asyncify.wasm` };
    extract = await pipeline('feature-extraction', 'minilm', { dtype: 'q8', device: 'wasm' });
    batch = size;
  },
  async embed(texts) {
    const rows = [];
    for (let i = 0; i < texts.length; i += batch) {
      const { data, dims } = await extract(texts.slice(i, i + batch), { pooling: 'mean', normalize: true });
      const width = dims.at(-1);
      for (let at = 0; at < data.length; at += width) rows.push(data.slice(at, at + width));
    }
    return rows;
  },
  versions: () => `ONNX Runtime Web ${env.backends.onnx.versions.web}, ${batch} at a time`,
};

self.onmessage = async ({ data: { id, method, argument } }) => {
  try {
    postMessage({ id, value: await methods[method](argument) });
  } catch (error) {
    postMessage({ id, error: `${error?.stack ?? error}` });
  }
};
