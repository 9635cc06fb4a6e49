// An assistant that finds by meaning, hears how a text feels and what it is about, and answers: as people write it for Transformers.js.
import { env, pipeline } from '@huggingface/transformers';

env.allowLocalModels = false;
env.useBrowserCache = true;

export class Assistant {
  static async create(onProgress) {
    const assistant = new Assistant();
    const options = { progress_callback: onProgress, dtype: 'q8' };
    [assistant.embed, assistant.feel, assistant.sort, assistant.generate] = await Promise.all([
      pipeline('feature-extraction', 'Xenova/all-MiniLM-L6-v2', options),
      pipeline('sentiment-analysis', 'Xenova/distilbert-base-uncased-finetuned-sst-2-english', options),
      pipeline('zero-shot-classification', 'Xenova/bart-large-mnli', options),
      pipeline('text-generation', 'onnx-community/Phi-3-mini-4k-instruct-onnx-web', { ...options, dtype: 'q4', device: 'wasm' }),
    ]);
    return assistant;
  }

  async vector(text) {
    const output = await this.embed(text, { pooling: 'mean', normalize: true });
    return Array.from(output.data);
  }

  async search(query, documents) {
    const wanted = await this.vector(query);
    const found = [];
    for (const document of documents) {
      const vector = await this.vector(document);
      found.push({ document, score: vector.reduce((sum, value, i) => sum + value * wanted[i], 0) });
    }
    return found.sort((a, b) => b.score - a.score);
  }

  async understand(text) {
    const [feeling] = await this.feel(text);
    const topic = await this.sort(text, ['question', 'complaint', 'praise']);
    return { feeling, topics: topic.labels, scores: topic.scores };
  }

  async answer(question) {
    const messages = [
      { role: 'system', content: 'You are a helpful assistant. Answer in one sentence.' },
      { role: 'user', content: question },
    ];
    const [result] = await this.generate(messages, { max_new_tokens: 40, temperature: 0.7, do_sample: false });
    return result.generated_text.at(-1).content;
  }
}
