import { Wllama } from '/bench/node_modules/@wllama/wllama/esm/index.js';
import { page } from './page.js';

const silent = { debug() {}, log() {}, warn() {}, error: console.error };
const greedy = { temperature: 0, top_k: 1, stream: true };
let bytes;
let wllama;

/** Tokens counted by the library itself, since a piece of the stream may hold part of a character or two tokens. */
const follow = async (stream, text, onToken) => {
  let timings;
  for await (const chunk of stream) {
    timings = chunk.timings ?? timings;
    if (text(chunk)) onToken();
  }
  return timings;
};

page({
  async prepare() {
    bytes = await (await fetch('/model.gguf')).blob();
  },
  async load({ threads, conversations }) {
    wllama = new Wllama(
      { default: '/bench/node_modules/@wllama/wllama/esm/wasm/wllama.wasm' },
      { suppressNativeLog: true, logger: silent },
    );
    await wllama.loadModel([bytes], { n_threads: threads, n_ctx: 1024 * conversations, n_gpu_layers: 0, n_parallel: conversations });
  },
  // Its completions take text alone (ids end in an error inside the module), so the number of tokens is checked.
  async generate({ text, ids }, count, onToken) {
    const stream = await wllama.createCompletion({ ...greedy, prompt: text, max_tokens: count, ignore_eos: true, cache_prompt: false });
    const { predicted_n, prompt_n } = await follow(stream, (chunk) => chunk.choices[0]?.finish_reason === null, onToken);
    if (prompt_n !== ids.length) throw new Error(`the prompt has ${prompt_n} tokens here, and ${ids.length} elsewhere`);
    return predicted_n;
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
        const { predicted_n } = await follow(stream, piece, onToken);
        messages.push({ role: 'assistant', content: answer });
        return predicted_n;
      },
    };
  },
  threads: () => wllama.getNumThreads(),
  versions: () => `llama.cpp ${Wllama.getLibllamaVersion()}`,
});
