import type { DisguiseKind } from './disguise-kind.js';
import type { Lexicon } from './lexicon.js';

/** What is known of a text while it is read. */
export interface ReadingContext {
  readonly lexicon: Lexicon;
  /** Disguises that an insult wore: the same on other words is believed, too. */
  readonly evidence: Set<DisguiseKind>;
}
