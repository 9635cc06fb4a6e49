import { Wllama } from '/bench/node_modules/@wllama/wllama/esm/index.js';
import { page } from './page.js';

const silent = { debug() {}, log() {}, warn() {}, error: console.error };
const greedy = { temperature: 0, top_k: 1, stream: true };
let bytes;
let wllama;

/** Tokens counted by the library itself, since a piece of the stream may hold part of a character or two tokens. */
const follow = async (stream, text, onToken) => {
  let made;
  for await (const chunk of stream) {
    if (chunk.timings) made = chunk.timings.predicted_n;
    if (text(chunk)) onToken();
  }
  return made;
};

page({
  async prepare() {
    bytes = await (await fetch('/model.gguf')).blob();
  },
  async load({ threads, conversations }) {
    wllama = new Wllama({ default: '/bench/node_modules/@wllama/wllama/esm/wasm/wllama.wasm' }, { suppressNativeLog: true, logger: silent });
    await wllama.loadModel([bytes], { n_threads: threads, n_ctx: 1024 * conversations, n_gpu_layers: 0, n_parallel: conversations });
  },
  async generate(ids, count, onToken) {
    const stream = await wllama.createCompletion({ ...greedy, prompt: ids, max_tokens: count, ignore_eos: true, cache_prompt: false });
    const made = await follow(stream, (chunk) => chunk.choices[0]?.finish_reason == null && chunk.choices.length > 0, onToken);
    return made ?? count;
  },
  async openChat() {
    const messages = [];
    return {
      async ask(content, count, onToken) {
        messages.push({ role: 'user', content });
        let answer = '';
        const stream = await wllama.createChatCompletion({ ...greedy, messages, max_tokens: count });
        const piece = (chunk) => {
          const text = chunk.choices[0]?.delta?.content ?? '';
          answer += text;
          return text !== '';
        };
        const made = await follow(stream, piece, onToken);
        messages.push({ role: 'assistant', content: answer });
        return made;
      },
    };
  },
  threads: () => wllama.getNumThreads(),
  versions: () => `llama.cpp ${Wllama.getLibllamaVersion()}`,
});
