import type { HeaderValue } from '../bytes/index.js';
import { SaguimError } from '../spec/index.js';
import type { JsonReader } from './json-reader.js';

const MOST_LABELS = 1 << 16;

/**
 * The keys of a head that classifies whole texts, for a configuration of one: what its classes are called, whether they exclude each other,
 * and the function between its two layers. GGUF has a key for the first of these; the others are ours.
 * @throws {SaguimError} `bad-file` for labels that are not numbered from 0, `unsupported` for a head that gives numbers and no classes.
 */
export function* classifierKeys(config: JsonReader, { activation }: { activation: string }): Iterable<[string, HeaderValue]> {
  const isHead = (config.list('architectures') ?? []).some((name) => String(name).endsWith('ForSequenceClassification'));
  const names = config.object('id2label');
  if (!isHead && !names) return;
  const problem = config.string('problem_type');
  if (problem === 'regression') {
    throw new SaguimError('unsupported', 'A head that gives numbers and no classes cannot be run', { where: config.where });
  }
  const labels: string[] = [];
  for (const key of names?.keys ?? []) {
    const id = /^\d{1,6}$/.test(key) ? Number(key) : MOST_LABELS;
    if (id >= (names as JsonReader).keys.length || labels[id] !== undefined) {
      throw new SaguimError('bad-file', 'Labels must be numbered from 0', { where: `${config.where}, id2label` });
    }
    labels[id] = names?.string(key) ?? '';
  }
  const all = labels.length > 0 ? labels : Array.from({ length: config.count('num_labels', MOST_LABELS, 2) }, (_, i) => `LABEL_${i}`);
  yield ['classifier.output_labels', all];
  yield ['classifier.activation', activation];
  // As the pipelines of transformers have it: one class alone stands for itself.
  yield ['classifier.multi_label', problem === 'multi_label_classification' || all.length === 1];
}
