import { SaguimError } from '@saguim/engine/spec';

/**
 * The heads that come along, each fetched when it is first asked for; of several for one name, each is for another model, the first by default.
 * How they were made and how good they are: models/recipes.
 */
const heads = {
  sentiment: [() => import('./heads/sentiment.js'), () => import('./heads/sentiment-moderation.js')],
  spam: [() => import('./heads/spam.js')],
} as const;

export type BuiltInHead = keyof typeof heads;

export const builtInHeads = Object.keys(heads) as readonly BuiltInHead[];

export function isBuiltIn(name: string): name is BuiltInHead {
  return Object.hasOwn(heads, name);
}

/** Those of a name. @throws {SaguimError} `not-found` */
export async function* loadBuiltIn(name: string): AsyncGenerator<Uint8Array> {
  if (!isBuiltIn(name)) throw noClassifier(name);
  for (const head of heads[name]) {
    const { default: base64 } = await head();
    yield Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  }
}

export function noClassifier(name: string, cause?: unknown): SaguimError {
  return new SaguimError('not-found', `There is no classifier "${name}" here`, {
    hint: `There are: ${builtInHeads.join(', ')}. A file of your own goes in as bytes, a model with classes of its own by its name or path.`,
    cause,
  });
}
