import { commonEnglish, commonPortuguese, nearInsults } from './common-words.js';
import { insultsEnglish, insultsPortuguese, shortSpellings } from './insults.js';
import { clippedWords, looseShuffleKey, phoneticKey, shuffleKey } from './word-keys.js';

export interface Word {
  /** As it is written, with its accents. */
  readonly text: string;
  /** Its letters, a to z; of several words, all. */
  readonly letters: string;
  readonly insult: boolean;
  /** The more frequent have the lower. */
  readonly rank: number;
}

/** A word's letters without accents and spaces, in lower case. */
export function bareLetters(word: string): string {
  const lower = word.toLowerCase();
  return /^[a-z]*$/.test(lower) ? lower : lower.normalize('NFD').replace(/[\p{M} ]+/gu, '');
}

const letters = 26;

export type Likeness = 'phonetic' | 'shuffled' | 'looselyShuffled' | 'clipped';

/** Under which keys an insult is found. */
const keysOf: Readonly<Record<Likeness, (bare: string) => string[]>> = {
  phonetic: (bare) => [phoneticKey(bare)],
  shuffled: (bare) => [shuffleKey(bare)],
  looselyShuffled: (bare) => [looseShuffleKey(bare)],
  clipped: clippedWords,
};

/** Insults and frequent words of both languages, found by their letters, by the way through them letter by letter, and by other keys. */
export class Lexicon {
  /** Children of a node of the tree of all words: `children[26 × node + letter]`, 0 where there is none; the root is 0. */
  readonly children: Int32Array;
  /** Whether an insult lies at or below a node. */
  readonly leadsToInsult: Uint8Array;
  /** The word that ends at a node. */
  readonly #ends = new Map<number, Word>();
  readonly #words = new Map<string, Word>();
  readonly #typed = new Set<string>();
  readonly #insultKeys = Object.fromEntries(Object.keys(keysOf).map((by) => [by, new Map<string, Word>()])) as Record<
    Likeness,
    Map<string, Word>
  >;
  /** Insults by their first letter and their length, the more frequent first. */
  readonly #shapes = new Map<string, Word[]>();
  readonly #short = new Map(shortSpellings.split('|').map((pair) => pair.split('=') as [string, string]));

  constructor() {
    const words = [
      ...[insultsEnglish, insultsPortuguese].flatMap((list) =>
        list.split(' ').map((text, rank) => ({ text: text.replaceAll('_', ' '), rank, insult: true })),
      ),
      ...[commonEnglish, commonPortuguese, nearInsults].flatMap((list) =>
        list.split(' ').map((text) => ({ text, rank: 10_000, insult: false })),
      ),
    ];
    this.children = new Int32Array(letters * (1 + words.reduce((sum, { text }) => sum + text.length, 0)));
    this.leadsToInsult = new Uint8Array(this.children.length / letters);
    let nodes = 1;
    for (const { text, rank, insult } of words) {
      const word = { text, letters: bareLetters(text), insult, rank };
      this.#typed.add(text);
      if (this.#words.has(word.letters)) continue;
      this.#words.set(word.letters, word);
      let node = 0;
      for (let i = 0; i < word.letters.length; i++) {
        const slot = letters * node + word.letters.charCodeAt(i) - 97;
        node = this.children[slot] ||= nodes++;
        if (insult) this.leadsToInsult[node] = 1;
      }
      this.#ends.set(node, word);
      if (!insult) continue;
      const shape = `${word.letters[0]}${word.letters.length}`;
      this.#shapes.set(shape, [...(this.#shapes.get(shape) ?? []), word]);
      for (const by of Object.keys(keysOf) as Likeness[])
        for (const key of keysOf[by](word.letters)) if (!this.#insultKeys[by].has(key)) this.#insultKeys[by].set(key, word);
    }
  }

  /** The word of these letters, a to z. */
  word(bare: string): Word | undefined {
    return this.#words.get(bare);
  }

  /** Whether a word in lower case is one as it is typed: with its accents, or with none. */
  knows(typed: string): boolean {
    return this.#typed.has(typed) || this.#words.has(typed);
  }

  endingAt(node: number): Word | undefined {
    return this.#ends.get(node);
  }

  /** The insult that is like unknown letters. */
  insultLike(bare: string, by: Likeness): Word | undefined {
    return this.#insultKeys[by].get(by === 'clipped' ? bare : keysOf[by](bare)[0]!);
  }

  /** The most frequent insult that letters a to z and stars for others may stand for; the first is a letter. */
  starredInsult(pattern: string): Word | undefined {
    const fits = this.#shapes
      .get(`${pattern[0]}${pattern.length}`)
      ?.filter(({ letters: word }) => [...pattern].every((sign, i) => sign === '*' || sign === word[i]));
    return fits?.sort((a, b) => a.rank - b.rank)[0];
  }

  /** What a short spelling stands for. */
  spelledOut(typed: string): string | undefined {
    return this.#short.get(typed);
  }
}

let shared: Lexicon | undefined;

/** Made when it is first needed: some milliseconds. */
export function lexicon(): Lexicon {
  return (shared ??= new Lexicon());
}
