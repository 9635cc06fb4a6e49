// Transformers.js in a worker, as its own guides advise: the page stays free, and one message a token comes back.
import { AutoModelForCausalLM, AutoTokenizer, env, Tensor } from '/bench/node_modules/@huggingface/transformers/dist/transformers.min.js';

const ort = new URL('/bench/node_modules/onnxruntime-web/dist/', location.href).href;
const files = new Map();
const folder = '/onnx/smollm2/';
let model;
let tokenizer;

/** Bytes that are on the device already: the library asks this cache before the network. */
const local = {
  async match(request) {
    const path = new URL(typeof request === 'string' ? request : request.url, location.href).pathname;
    const bytes = files.get(path);
    return bytes && new Response(bytes, { headers: { 'content-length': `${bytes.size}` } });
  },
  async put() {},
};

const generate = async (inputs, options, onToken) => {
  let prompt = true;
  const ids = [];
  const streamer = {
    put([values]) {
      if (!prompt) {
        ids.push(...values);
        onToken();
      }
      prompt = false;
    },
    end() {},
  };
  await model.generate({ ...inputs, ...options, do_sample: false, streamer });
  return ids;
};

const methods = {
  async prepare({ file }) {
    env.allowLocalModels = true;
    env.allowRemoteModels = false;
    env.localModelPath = '/onnx/';
    env.useBrowserCache = false;
    env.useCustomCache = true;
    env.customCache = local;
    for (const name of ['config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json', `onnx/${file}`]) {
      files.set(folder + name, await (await fetch(folder + name)).blob());
    }
  },
  async load({ threads, dtype }) {
    const wasm = env.backends.onnx.wasm;
    wasm.numThreads = threads;
    wasm.wasmPaths = { mjs: `${ort}ort-wasm-simd-threaded.asyncify.mjs`, wasm: `${ort}ort-wasm-simd-threaded.asyncify.wasm` };
    tokenizer = await AutoTokenizer.from_pretrained('smollm2');
    model = await AutoModelForCausalLM.from_pretrained('smollm2', { dtype, device: 'wasm' });
  },
  async generate({ ids, count }, onToken) {
    const shape = [1, ids.length];
    const inputs = {
      input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
      attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
    };
    return (await generate(inputs, { max_new_tokens: count, min_new_tokens: count }, onToken)).length;
  },
  async ask({ messages, count }, onToken) {
    const inputs = tokenizer.apply_chat_template(messages, { add_generation_prompt: true, return_dict: true });
    const ids = await generate(inputs, { max_new_tokens: count }, onToken);
    return { made: ids.length, text: tokenizer.decode(ids, { skip_special_tokens: true }) };
  },
  async versions() {
    return `ONNX Runtime Web ${env.backends.onnx.versions.web}`;
  },
};

self.onmessage = async ({ data: { id, method, argument } }) => {
  try {
    const value = await methods[method](argument, () => postMessage({ id, token: true }));
    postMessage({ id, value });
  } catch (error) {
    postMessage({ id, error: `${error?.stack ?? error}` });
  }
};
