// The chat with a provider of the page's own: it says what the test wants, at the test's pace.
import '@saguim/elements';

const model = { name: 'page', title: 'The page itself', languages: ['en', 'pt'] };

globalThis.provider = {
  model,
  failures: [],
  prepare: async ({ onProgress } = {}) => {
    onProgress?.({ phase: 'download', fraction: 0.5 });
    const failure = globalThis.provider.failures.shift();
    if (failure) throw failure;
    return { ...model, backend: 'wasm', threads: 1 };
  },
  createSession: async () => ({
    answer: async (input) => {
      const pieces = globalThis.answers?.[input] ?? [`You said: ${input}`];
      let next = 0;
      return new ReadableStream({
        // A task between pieces, as from a worker.
        pull: (controller) =>
          new Promise((resolve) => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => {
              if (next < pieces.length) controller.enqueue(pieces[next++]);
              else controller.close();
              port1.close();
              resolve();
            };
            port2.postMessage(undefined);
          }),
      });
    },
    destroy: () => {},
  }),
};

const chat = document.querySelector('saguim-chat');
chat.provider = globalThis.provider;
