// Ours through the library that people import; the same in a page and in Node. `library` is the module, `bring()` gives the model as the library takes it.
// Without guessing ahead, which no peer does by itself, unless `speculate` says so: the text is the same.
export const saguim = ({ LanguageModel, TextGenerator }, bring, speculate = false) => {
  let model;
  let configuration;
  let generator;
  return {
    async prepare() {
      model = await bring();
    },
    async load({ threads }) {
      configuration = { threads, contextLength: 1024 };
      generator = await TextGenerator.create({ model, ...configuration });
    },
    async generate({ text, ids }, count, onToken) {
      const { usage } = await generator.generate(text, { maxTokens: count, speculate, onPiece: onToken });
      if (usage.promptTokens !== ids.length)
        throw new Error(`the prompt has ${usage.promptTokens} tokens here, and ${ids.length} elsewhere`);
      return usage.completionTokens;
    },
    async openChat() {
      const session = await LanguageModel.create({ samplingMode: 'most-predictable', saguim: { model, ...configuration } });
      return {
        async ask(text, count, onToken) {
          await session.prompt(text, { saguim: { maxTokens: count, speculate, onPiece: onToken } });
          return session.saguim.last.usage.completionTokens;
        },
      };
    },
    threads: () => generator.model.threads,
    versions: () => `${generator.model.backend} backend`,
    close: () => generator.destroy(),
  };
};
