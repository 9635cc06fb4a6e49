import type { SuggestedText } from './completion-request.js';
import { hashText } from './text-hash.js';

/** What is looked at of the text before and after the caret. */
const reach = 4096;
const mostAnswers = 128;
/** Characters that may have been typed since. */
const longestTyped = 256;

interface Answer {
  readonly list: readonly SuggestedText[];
  /** What it was asked with, besides the text. */
  readonly kind: string;
}

export interface CachedAnswer {
  readonly list: readonly SuggestedText[];
  /** Code units typed since it was made. */
  readonly typed: number;
}

/** Answers by the text they are for, found also when their beginning has been typed since. The texts themselves are not kept. */
export class AnswerCache {
  readonly #answers = new Map<string, Answer>();

  /** The answer for the longest beginning of `prefix` that there is one for, as far as it still fits; an empty list: nothing good came there. */
  find(prefix: string, suffix: string, kind: string): CachedAnswer | undefined {
    const after = hashText(suffix.slice(0, reach));
    for (let typed = 0; typed <= Math.min(longestTyped, prefix.length); typed++) {
      const before = prefix.length - typed;
      const answer = this.#answers.get(keyOf(prefix.slice(Math.max(0, before - reach), before), after, kind));
      if (!answer) {
        if (typed === 0 && this.#answers.size === 0) return undefined;
        continue;
      }
      const said = prefix.slice(before);
      const list = answer.list
        .filter(({ text }) => text.length > typed && text.startsWith(said))
        .map((one) => ({ ...one, text: one.text.slice(typed) }));
      if (list.length > 0 || typed === 0) return { list, typed };
    }
    return undefined;
  }

  put(prefix: string, suffix: string, kind: string, list: readonly SuggestedText[]): void {
    const key = keyOf(prefix.slice(-reach), hashText(suffix.slice(0, reach)), kind);
    this.#answers.delete(key);
    this.#answers.set(key, { list, kind });
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= mostAnswers) break;
      this.#answers.delete(oldest);
    }
  }

  clear(): void {
    this.#answers.clear();
  }
}

function keyOf(before: string, after: string, kind: string): string {
  return `${kind}|${hashText(before)}|${after}`;
}
