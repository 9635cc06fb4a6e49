import { encodeHead, type HeadInput, runSlices, trainHead } from '../heads/index.js';
import type { Link } from '../heads/probabilities.js';
import type { TextEmbedder } from '../semantic-embedder/text-embedder.js';
import type { ModeratorHeads } from './moderator-options.js';

const kind = [
  'Thank you so much!',
  'What a lovely day.',
  'Great work, friend.',
  'I like this song.',
  'See you tomorrow.',
  'The bus is late.',
];
const rude = [
  'You are an idiot.',
  'Shut up, you moron.',
  'What a stupid fool you are.',
  'You are dumb and ugly.',
  'Idiot! Moron!',
  'Stupid liar.',
];
const adverts = [
  'Win a free prize now!',
  'Cheap pills, order today!',
  'Click here to earn money fast.',
  'Free entry, call now to win cash!',
  'Buy followers, best price!',
];

async function train(embedder: TextEmbedder, texts: readonly string[], targets: readonly number[], labels: readonly string[], link: Link) {
  const { model, fingerprint, dimensions } = embedder;
  const input: HeadInput = { model, fingerprint, features: 'embedding', kind: 'symmetric', columns: dimensions };
  const features = await embedder.embedTexts(texts, { kind: 'symmetric' });
  return encodeHead(
    await runSlices(trainHead({ features, targets: Uint8Array.from(targets), labels, link, input, scope: false, l2: 1e-3, seed: 1 })),
  );
}

/** Small heads on any embedder, from a dozen sentences: enough to tell rude words from kind ones. */
export async function toyHeads(embedder: TextEmbedder): Promise<Required<ModeratorHeads>> {
  const all = [...kind, ...rude, ...adverts];
  const labels = ['toxic', 'insult', 'spam', 'toxic_pt_majority'];
  const targets = all.flatMap((text) => [
    Number(rude.includes(text)),
    Number(rude.includes(text)),
    Number(adverts.includes(text)),
    Number(rude.includes(text)),
  ]);
  const felt = all.flatMap((text) => [Number(rude.includes(text)), Number(adverts.includes(text)), Number(kind.includes(text))]);
  return {
    moderation: await train(embedder, all, targets, labels, 'sigmoid'),
    sentiment: await train(embedder, all, felt, ['negative', 'neutral', 'positive'], 'softmax'),
  };
}
