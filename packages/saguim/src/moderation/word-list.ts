import { type FoldedWord, fold, foldedWords } from './fold.js';
import type { Piece } from './pieces.js';

/** Where one of a list of words and phrases was found; `first` and `last` are places among the text's words. */
export interface WordHit extends Piece {
  readonly first: number;
  readonly last: number;
}

/** Words and phrases to find whole, by their first word. */
export class WordList {
  readonly #phrases = new Map<string, string[][]>();

  constructor(phrases: readonly string[]) {
    for (const phrase of phrases) {
      const words = foldedWords(phrase).map(({ word }) => word);
      const first = words[0];
      if (first === undefined) continue;
      const known = this.#phrases.get(first);
      if (known) known.push(words);
      else this.#phrases.set(first, [words]);
    }
  }

  find(words: readonly FoldedWord[]): WordHit[] {
    const hits: WordHit[] = [];
    for (const [first, { word, start }] of words.entries()) {
      let longest = 0;
      for (const phrase of this.#phrases.get(word) ?? []) {
        if (phrase.length > longest && phrase.every((part, i) => words[first + i]?.word === part)) longest = phrase.length;
      }
      if (longest > 0) hits.push({ start, end: words[first + longest - 1]!.end, first, last: first + longest - 1 });
    }
    return hits;
  }
}

const keyLength = 2;

/** Words to find anywhere, also inside others. */
export class PartList {
  readonly #parts = new Map<string, string[]>();

  constructor(parts: readonly string[]) {
    for (const part of new Set(parts.map((text) => fold(text).replace(/[^\p{L}\p{N}\p{Extended_Pictographic}]+/gu, '')))) {
      const key = part.slice(0, keyLength);
      const known = this.#parts.get(key);
      if (known) known.push(part);
      else this.#parts.set(key, [part]);
    }
  }

  find(words: readonly FoldedWord[]): WordHit[] {
    const hits: WordHit[] = [];
    for (const [place, { word, start, end }] of words.entries()) {
      if (this.#isIn(word)) hits.push({ start, end, first: place, last: place });
    }
    return hits;
  }

  #isIn(word: string): boolean {
    for (let i = 0; i < word.length; i++) {
      for (const key of [word.slice(i, i + 1), word.slice(i, i + keyLength)]) {
        if (this.#parts.get(key)?.some((part) => word.startsWith(part, i))) return true;
      }
    }
    return false;
  }
}
