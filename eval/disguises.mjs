import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SemanticEmbedder, TextClassifier } from '../packages/saguim/dist/index.js';
import { plainReading } from '../packages/saguim/dist/moderation/plain-reading/index.js';
import { root } from '../scripts/lib/house.mjs';
import { CachedEmbedder } from './lib/cached-embedder.mjs';
import { readRows } from './lib/data.mjs';
import { disguises as variants } from './lib/disguises.mjs';
import { randomFrom } from './lib/letters.mjs';
import { decimals, table } from './lib/table.mjs';
import { sentencesOf } from './moderation.mjs';

const folder = join(root, 'models/moderation-en-pt');
const insults = join(root, 'eval/data/insults.jsonl');
/** Where macro F1 was best on validation: models/moderation-en-pt/README.md. */
const thresholds = { toxic: 0.29, toxic_pt: 0.5 };
const labelOf = { en: 'toxic', pt: 'toxic_pt' };

/** A comment in a disguise. @param insults the words that a variant for words is put on */
function disguise({ text, insults }, variant, seed) {
  const random = randomFrom(seed * 2654435761);
  if (variant.text) return variant.text(text, random);
  let at = 0;
  let out = '';
  for (const insult of insults) {
    const found = text.indexOf(insult, at);
    out += text.slice(at, found) + variant.word(insult, random);
    at = found + insult.length;
  }
  return out + text.slice(at);
}

/** Of each text whether the label of its language is above its threshold. */
async function judge(head, texts, languages) {
  const answers = await head.classify(texts);
  return answers.map(({ scores }, i) => scores[labelOf[languages[i]]] >= thresholds[labelOf[languages[i]]]);
}

/** Insults in 25 kinds of disguise: caught as they are written, and with their plain reading, of those that are caught when written plainly. */
export async function disguiseFigures({ head, rows = readRows(insults) }) {
  const plain = await judge(
    head,
    rows.map(({ text }) => text),
    rows.map(({ language }) => language),
  );
  const caught = rows.filter((_, i) => plain[i]);
  const languages = caught.map(({ language }) => language);
  const kinds = [];
  for (const [kind, list] of Object.entries(variants)) {
    const figures = { kind, tuned: { written: 0, read: 0, all: 0 }, held: { written: 0, read: 0, all: 0 }, missed: [] };
    for (const variant of list) {
      const texts = caught.map((row, i) => disguise(row, variant, i + 1));
      const readings = texts.map((text) => plainReading(text).text);
      const written = await judge(head, texts, languages);
      const read = await judge(head, readings, languages);
      const part = variant.held ? figures.held : figures.tuned;
      texts.forEach((text, i) => {
        part.all++;
        part.written += Number(written[i]);
        part.read += Number(written[i] || read[i]);
        if (!written[i] && !read[i]) figures.missed.push({ text, reading: readings[i], held: variant.held === true });
      });
    }
    kinds.push(figures);
  }
  return { all: rows.length, caught: caught.length, kinds };
}

/** Sentences of ordinary text whose plain reading is another. */
function falseChanges(data) {
  const texts = [
    ['AG News', data.rows('ag_news/train_sample_4000.jsonl')?.flatMap(({ text }) => sentencesOf(text))],
    ["Alice's Adventures in Wonderland", sentencesOf(readFileSync(join(root, 'tests/golden/en_alice.txt'), 'utf8'))],
    ['O Alienista', sentencesOf(readFileSync(join(root, 'tests/golden/pt_o_alienista.txt'), 'utf8'))],
    ['CLINC150', data.rows('clinc150/train.jsonl')?.map(({ text }) => text)],
    ['Cranfield', data.rows('cranfield/documents.jsonl')?.flatMap(({ text }) => sentencesOf(text))],
    ['SST-2', data.rows('sst2/sentence_train.jsonl')?.map(({ text }) => text)],
    ['STS-B, Portuguese', data.rows('stsb_multi_mt/pt-dev.jsonl')?.flatMap(({ sentence1, sentence2 }) => [sentence1, sentence2])],
  ];
  return texts
    .filter(([, sentences]) => sentences)
    .map(([name, sentences]) => ({
      name,
      all: sentences.length,
      changed: sentences.flatMap((text) => {
        const { changed, disguises } = plainReading(text);
        return changed ? disguises.map(({ start, end, kind }) => ({ typed: text.slice(start, end), kind })) : [];
      }),
      count: sentences.filter((text) => plainReading(text).changed).length,
    }));
}

const share = (count, all) => (all === 0 ? '' : decimals(count / all));
const shown = (text) => `\`${text.replace(/\s+/g, ' ').replace(/[`|]/g, "'")}\``;

export async function disguises({ data }) {
  const session = await SemanticEmbedder.create({ saguim: { model: join(folder, 'moderation-en-pt.gguf') } });
  try {
    const embedder = new CachedEmbedder(session.saguim.textEmbedder);
    const head = await TextClassifier.load(readFileSync(join(folder, 'moderation.head')), { embedder });
    const { all, caught, kinds } = await disguiseFigures({ head });
    const sums = { tuned: { written: 0, read: 0, all: 0 }, held: { written: 0, read: 0, all: 0 } };
    for (const kind of kinds)
      for (const part of ['tuned', 'held']) for (const field of ['written', 'read', 'all']) sums[part][field] += kind[part][field];
    const row = (name, { tuned, held }) => [
      name,
      share(tuned.written + held.written, tuned.all + held.all),
      share(tuned.read + held.read, tuned.all + held.all),
      share(tuned.read, tuned.all),
      share(held.read, held.all),
    ];
    const ordinary = falseChanges(data);
    head.destroy();
    return [
      `${all} insulting comments of both languages ([data](../eval/data/README.md)), of which ${caught} are caught by \`moderation-en-pt\` when written plainly (\`toxic\` ≥ ${thresholds.toxic} in English, \`toxic_pt\` ≥ ${thresholds.toxic_pt} in Portuguese), in 25 kinds of disguise ([disguises.md](disguises.md)), each in six variants: four that the reading was tuned on, two that were written and measured once it was done; of the first four, two were held out before, and 0.907 of these were caught then. One repair came after: \`f***\` was not read at all; before it the last two stood at 0.951. Goal: 0.95.`,
      '',
      ...table(
        ['disguise', 'caught as typed', 'with the plain reading', '… tuned on', '… held out'],
        [...kinds.map((kind) => row(`\`${kind.kind}\``, kind)), row('all', sums)],
      ),
      '',
      'Missed, for example:',
      '',
      ...kinds.flatMap(({ kind, missed }) =>
        missed.slice(0, 2).map(({ text, reading }) => `- ${kind}: ${shown(text)} read as ${shown(reading)}`),
      ),
      '',
      'Ordinary sentences whose reading is changed:',
      '',
      ...table(
        ['text', 'sentences', 'changed', 'what'],
        ordinary.map(({ name, all: sentences, count, changed }) => [
          name,
          sentences,
          count,
          changed
            .slice(0, 6)
            .map(({ typed, kind }) => `${shown(typed)} (${kind})`)
            .join(', '),
        ]),
      ),
    ];
  } finally {
    session.destroy();
  }
}
