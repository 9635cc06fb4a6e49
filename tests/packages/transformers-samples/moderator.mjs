// Judges comments with a model of toxicity and with labels of its own: as people write it for Transformers.js.
import { pipeline } from '@huggingface/transformers';

const LABELS = ['spam', 'hate speech', 'harassment', 'self-harm', 'violence', 'safe'];

export class Moderator {
  async load() {
    this.toxicity = await pipeline('text-classification', 'Xenova/toxic-bert', { progress_callback: ({ status }) => status });
    this.zeroShot = await pipeline('zero-shot-classification', 'Xenova/bart-large-mnli');
  }

  async check(comment, threshold = 0.5) {
    const [toxic, about] = await Promise.all([
      this.toxicity(comment, { top_k: null }),
      this.zeroShot(comment, LABELS, { multi_label: true, hypothesis_template: 'This comment is {}.' }),
    ]);
    const flagged = toxic.filter(({ score }) => score > threshold).map(({ label }) => label);
    return { allowed: flagged.length === 0, flagged, toxic, category: about.labels[0], about };
  }

  async checkAll(comments) {
    const best = await this.toxicity(comments);
    return best.map(({ label, score }, i) => ({ comment: comments[i], label, score }));
  }

  async unload() {
    await this.toxicity.dispose();
    await this.zeroShot.dispose();
  }
}
