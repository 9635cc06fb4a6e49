// ONNX Runtime compiled for this processor, one text at a time (packs of texts would be padded), with Transformers.js' tokenizer.
import { join } from 'node:path';
import { AutoTokenizer, env } from '@huggingface/transformers';
import * as ort from 'onnxruntime-node';

export const adapter = (folder) => {
  let session;
  let tokenizer;
  const one = async (text) => {
    const { input_ids: ids } = await tokenizer(text);
    const length = ids.dims[1];
    const tensor = (fill) => new ort.Tensor('int64', fill === undefined ? ids.data : new BigInt64Array(length).fill(fill), [1, length]);
    const given = { input_ids: tensor(), attention_mask: tensor(1n), token_type_ids: tensor(0n) };
    const feeds = Object.fromEntries(session.inputNames.map((name) => [name, given[name]]));
    const { data, dims } = (await session.run(feeds))[session.outputNames[0]];
    const width = dims.at(-1);
    const sum = new Float32Array(width);
    // A model that pools by itself gives one row.
    for (let i = 0; i < data.length; i++) sum[i % width] += data[i];
    const norm = Math.hypot(...sum);
    return sum.map((x) => x / norm);
  };
  return {
    async load({ threads }) {
      env.localModelPath = `${folder}/`;
      env.allowRemoteModels = false;
      tokenizer = await AutoTokenizer.from_pretrained('minilm');
      session = await ort.InferenceSession.create(join(folder, 'minilm/onnx/model_quantized.onnx'), {
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
      });
    },
    async embed(texts) {
      const rows = [];
      for (const text of texts) rows.push(await one(text));
      return rows;
    },
    versions: () => `onnxruntime-node ${ort.env.versions.node}`,
  };
};
