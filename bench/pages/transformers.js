import { page } from './page.js';

const worker = new Worker(new URL('./transformers-worker.js', import.meta.url), { type: 'module' });
const dtype = new URLSearchParams(location.search).get('dtype');
const file = { q8: 'model_quantized.onnx', q4: 'model_q4.onnx' }[dtype];
const calls = new Map();
let next = 0;

worker.onerror = (event) => {
  for (const { reject } of calls.values()) reject(new Error(event.message));
};
worker.onmessage = ({ data }) => {
  const call = calls.get(data.id);
  if (data.token) return call.onToken();
  calls.delete(data.id);
  if (data.error) call.reject(new Error(data.error));
  else call.resolve(data.value);
};
const call = (method, argument, onToken) =>
  new Promise((resolve, reject) => {
    calls.set(next, { resolve, reject, onToken });
    worker.postMessage({ id: next++, method, argument });
  });

page({
  prepare: () => call('prepare', { file }),
  load: ({ threads }) => call('load', { threads, dtype }),
  generate: ({ ids }, count, onToken) => call('generate', { ids, count }, onToken),
  async openChat() {
    const messages = [];
    return {
      async ask(content, count, onToken) {
        messages.push({ role: 'user', content });
        const { made, text } = await call('ask', { messages, count }, onToken);
        messages.push({ role: 'assistant', content: text });
        return made;
      },
    };
  },
  versions: () => call('versions'),
});
