import type { ModeratorHeads } from './moderator-options.js';

const decode = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** The heads on `moderation-en-pt`, fetched when they are first asked for. How they were made and how good they are: models/recipes/moderation-encoder. */
export async function loadBuiltInHeads(): Promise<ModeratorHeads> {
  const [moderation, sentiment] = await Promise.all([
    import('./heads/moderation.js'),
    import('../text-classifier/heads/sentiment-moderation.js'),
  ]);
  return { moderation: decode(moderation.default), sentiment: decode(sentiment.default) };
}
