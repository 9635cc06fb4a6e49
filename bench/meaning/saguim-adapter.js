// Ours through the library that people import; `bring(model)` gives the model as the library takes it.
export const saguim = ({ SemanticEmbedder }, bring) => {
  let embedder;
  return {
    async load({ model, threads }) {
      embedder = await SemanticEmbedder.create({ saguim: { model: await bring(model), threads } });
    },
    async embed(texts) {
      const { textEmbedder } = embedder.saguim;
      const rows = await textEmbedder.embedTexts(texts, { kind: 'symmetric' });
      return texts.map((_, i) => rows.subarray(i * textEmbedder.dimensions, (i + 1) * textEmbedder.dimensions));
    },
    versions: () => `${embedder.saguim.model.threads} threads`,
    close: () => embedder.destroy(),
  };
};
