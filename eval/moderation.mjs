import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { areaUnderRoc, bootstrap } from '../packages/saguim/dist/heads/index.js';
import { Moderator, presetPolicy, SemanticEmbedder } from '../packages/saguim/dist/index.js';
import { CachedEmbedder } from './lib/cached-embedder.mjs';
import { identitySentences } from './lib/identity-sentences.mjs';
import { decimals, interval, table } from './lib/table.mjs';

const seed = 1;
const percent = (share) => `${(100 * share).toFixed(2)} %`;

/** Sentences of a book: of its paragraphs, without the dashes of dialogue's lines. */
export function sentencesOf(book) {
  return book
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').replaceAll('_', '').trim())
    .flatMap((paragraph) => paragraph.split(/(?<=[.!?…]["”’]?)\s+(?=["“‘—\p{Lu}])/u))
    .filter((sentence) => /\p{L}{2}/u.test(sentence));
}

const readText = (data, path) => {
  const file = join(data.folder, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

/** Rows of a JSONL file, gzipped or not. */
function readRows(data, path) {
  if (!path.endsWith('.gz')) return data.rows(path);
  const file = join(data.folder, path);
  if (!existsSync(file)) return undefined;
  return gunzipSync(readFileSync(file)).toString('utf8').split('\n').filter(Boolean).map(JSON.parse);
}

/** What makes a text the same text, and the part that it falls into: as models/recipes/moderation-encoder/data.py says. */
const keyOf = (text) =>
  text
    .toLowerCase()
    .match(/[a-z0-9]+/g)
    ?.join(' ') || text;
export const isTest = (text) =>
  createHash('sha256')
    .update(`moderation 1\0${keyOf(text)}`)
    .digest()
    .readUInt32BE(0) %
    25 <
  4;

/** Comments that the encoder was not trained on. */
export function heldOut(data) {
  const seen = new Set();
  const jigsaw = ['jigsaw/six_labels.jsonl', 'jigsaw/train_binary_20k.jsonl.gz'].flatMap((path) =>
    (readRows(data, path) ?? []).flatMap(({ text, toxic, label }) => {
      if (seen.has(keyOf(text))) return [];
      seen.add(keyOf(text));
      return isTest(text) ? [{ text, toxic: Boolean(toxic ?? label) }] : [];
    }),
  );
  const told = readRows(data, 'told_br/told_br.jsonl') ?? [];
  return {
    jigsaw,
    told: told.filter(({ splits }) => splits[0] === 2).map(({ text, annotators_toxic: votes }) => ({ text, toxic: votes >= 2 })),
    elsewhere: (readRows(data, 'surge_toxicity/toxicity_en.jsonl') ?? []).map(({ text, label }) => ({
      text,
      toxic: Boolean(Number(label)),
    })),
  };
}

export async function checkAll(moderator, items) {
  const verdicts = [];
  for (let first = 0; first < items.length; first += 256) {
    verdicts.push(...(await moderator.checkMany(items.slice(first, first + 256), { priority: 'background' })));
  }
  return verdicts;
}

const share = (verdicts, is) => verdicts.filter(is).length / verdicts.length;
const isFlagged = ({ action }) => action !== 'allow';
const isBlocked = ({ action }) => action === 'block';

async function falseAlarms(moderator, data) {
  const news = data.rows('ag_news/train_sample_4000.jsonl')?.map(({ text }) => text);
  const books = [
    ["Alice's Adventures in Wonderland, by sentence", 'plain_texts/en_alice.txt'],
    ['O Alienista, by sentence', 'plain_texts/pt_o_alienista_modern_spelling.txt'],
  ].map(([name, path]) => [name, readText(data, path)]);
  const rows = [];
  const worst = [];
  for (const [name, texts] of [['AG News', news], ...books.map(([name, text]) => [name, text && sentencesOf(text)])]) {
    if (!texts) {
      rows.push([name, 'not there', '', '']);
      continue;
    }
    const verdicts = await checkAll(moderator, texts);
    rows.push([name, texts.length, percent(share(verdicts, isFlagged)), verdicts.filter(isBlocked).length]);
    worst.push(...verdicts.flatMap((verdict, i) => (isFlagged(verdict) ? [{ text: texts[i], verdict }] : [])));
  }
  return { rows, worst };
}

async function identities(moderator) {
  const sentences = identitySentences();
  const verdicts = await checkAll(
    moderator,
    sentences.map(({ text }) => text),
  );
  const groups = [...new Set(sentences.map(({ group }) => group))];
  const shares = groups.map((group) => [
    group,
    share(
      verdicts.filter((_, i) => sentences[i].group === group),
      isFlagged,
    ),
  ]);
  const worst = verdicts.flatMap((verdict, i) => (isFlagged(verdict) ? [{ text: sentences[i].text, verdict }] : []));
  return { count: sentences.length, all: share(verdicts, isFlagged), shares, worst };
}

/** How well a label ranks, and what the default policy does. */
async function ranking(moderator, items, language) {
  const verdicts = await checkAll(
    moderator,
    items.map(({ text }) => ({ text, language })),
  );
  const scores = verdicts.map(({ scores }) => scores.toxicity);
  const auc = bootstrap(
    items.length,
    (rows) => {
      const take = (toxic) =>
        Float64Array.from(
          rows.filter((i) => items[i].toxic === toxic),
          (i) => scores[i],
        );
      return areaUnderRoc(take(true), take(false));
    },
    seed,
  );
  const flagged = verdicts.map(isFlagged);
  const both = flagged.filter((is, i) => is && items[i].toxic).length;
  const toxic = items.filter((item) => item.toxic).length;
  return { auc, toxic, precision: both / flagged.filter(Boolean).length, recall: both / toxic };
}

const quote = ({ text, verdict }) => {
  const [{ label, score }] = verdict.reasons;
  return `- ${JSON.stringify(text.length > 160 ? `${text.slice(0, 157)}…` : text)}: ${label}${score === undefined ? '' : ` ${score.toFixed(2)}`}`;
};

export async function moderation({ data }) {
  const session = await SemanticEmbedder.create({ saguim: { model: 'moderation-en-pt' } }).catch(() => undefined);
  if (!session) return ['Not measured: the model `moderation-en-pt` is not there.'];
  const policy = presetPolicy('default');
  const moderator = await Moderator.create({ embedder: new CachedEmbedder(session.saguim.textEmbedder), policy });
  try {
    if (moderator.failure) throw moderator.failure;
    const alarms = await falseAlarms(moderator, data);
    const groups = await identities(moderator);
    const sets = heldOut(data);
    const rankings = [];
    for (const [name, items, language] of [
      ['Jigsaw, held out', sets.jigsaw, 'en'],
      ['ToLD-Br, test, toxic to two of three', sets.told, 'pt'],
      ['comments of elsewhere (Surge AI)', sets.elsewhere, 'en'],
    ]) {
      if (items.length === 0) rankings.push([name, 'not there', '', '', '', '']);
      else {
        const { auc, toxic, precision, recall } = await ranking(moderator, items, language);
        rankings.push([name, items.length, toxic, interval(auc), decimals(precision), decimals(recall)]);
      }
    }
    const mean = groups.shares.reduce((sum, [, one]) => sum + one, 0) / groups.shares.length;
    return [
      'What `Moderator` does with the model `moderation-en-pt` and the policy `default`: its thresholds of review are chosen for few false alarms, on the ordinary text below; names of these groups and of many others are taken out before toxicity is judged. The model itself, label by label, with its calibration: [its recipe](../models/recipes/moderation-encoder/README.md).',
      '',
      'Ordinary text (goals: at most 0.5 % flagged for review, none blocked).',
      '',
      ...table(['text', 'texts', 'flagged', 'blocked'], alarms.rows),
      '',
      `Names of groups in ${groups.count} harmless sentences ([ours](../eval/lib/identity-sentences.mjs), in both languages), flagged: ${percent(groups.all)} (goal: at most 3 %, and no group over twice the mean of ${percent(mean)}).`,
      '',
      ...table(
        ['group', 'flagged'],
        groups.shares.map(([group, one]) => [group, percent(one)]),
      ),
      '',
      'Comments that people judged: how `toxicity` ranks them, and what the policy flags.',
      '',
      ...table(['data', 'texts', 'toxic', 'area under ROC (95 %)', 'flagged: precision', 'recall'], rankings),
      '',
      'The surest false alarms:',
      '',
      ...[...alarms.worst, ...groups.worst]
        .sort((a, b) => (b.verdict.reasons[0].score ?? 1) - (a.verdict.reasons[0].score ?? 1))
        .slice(0, 12)
        .map(quote),
    ];
  } finally {
    moderator.destroy();
    session.destroy();
  }
}
