// node-llama-cpp: llama.cpp built for this processor, called from Node.
import { getLlama, LlamaChatSession } from 'node-llama-cpp';

export const adapter = (modelPath) => {
  let llama;
  let model;
  let context;
  const idle = [];

  return {
    async prepare() {
      llama = await getLlama({ gpu: false, build: 'never', logLevel: 'error', maxThreads: 0 });
    },
    async load({ threads, conversations }) {
      model = await llama.loadModel({ modelPath });
      context = await model.createContext({ contextSize: 1024, threads, sequences: conversations });
      for (let i = 0; i < conversations; i++) idle.push(context.getSequence());
    },
    async generate({ ids }, count, onToken) {
      const sequence = idle.pop();
      try {
        await sequence.clearHistory();
        let made = 0;
        for await (const _ of sequence.evaluate([...ids], { temperature: 0, yieldEogToken: true })) {
          onToken();
          if (++made === count) break;
        }
        return made;
      } finally {
        idle.push(sequence);
      }
    },
    async openChat() {
      const session = new LlamaChatSession({ contextSequence: idle[0] });
      return {
        async ask(text, count, onToken) {
          let made = 0;
          const onResponseChunk = ({ tokens }) => {
            made += tokens.length;
            if (tokens.length > 0) onToken();
          };
          await session.prompt(text, { temperature: 0, maxTokens: count, onResponseChunk });
          return made;
        },
      };
    },
    threads: () => context.currentThreads,
    versions: () => `llama.cpp ${llama.llamaCppRelease.release}`,
    close: () => llama.dispose(),
  };
};
