import type { SuggestedText } from './completion-request.js';
import { hashText } from './text-hash.js';

/** What is looked at of the text before and after the caret. */
const reach = 4096;
/** What of it is looked at first: hardly any place was asked for, and the whole of it takes a page's thread milliseconds. */
const glance = 32;
const mostAnswers = 128;
/** Characters that may have been typed since. */
const longestTyped = 256;

interface Answer {
  readonly list: readonly SuggestedText[];
  /** The end of the text before it. */
  readonly glance: number;
}

export interface CachedAnswer {
  readonly list: readonly SuggestedText[];
  /** Code units typed since it was made. */
  readonly typed: number;
}

/** Answers by the text they are for, found also when their beginning has been typed since. The texts themselves are not kept. */
export class AnswerCache {
  readonly #answers = new Map<string, Answer>();
  /** How many answers there are after each end of a text. */
  readonly #glances = new Map<number, number>();

  /** The answer for the longest beginning of `prefix` that there is one for, as far as it still fits; an empty list: nothing good came there. */
  find(prefix: string, suffix: string, kind: string): CachedAnswer | undefined {
    const after = hashText(suffix.slice(0, reach));
    for (let typed = 0; typed <= Math.min(longestTyped, prefix.length); typed++) {
      const before = prefix.length - typed;
      if (!this.#glances.has(glanceOf(prefix, before))) continue;
      const answer = this.#answers.get(keyOf(prefix.slice(Math.max(0, before - reach), before), after, kind));
      if (!answer) continue;
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
    this.#remove(key);
    const at = glanceOf(prefix, prefix.length);
    this.#answers.set(key, { list, glance: at });
    this.#glances.set(at, (this.#glances.get(at) ?? 0) + 1);
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= mostAnswers) break;
      this.#remove(oldest);
    }
  }

  #remove(key: string): void {
    const answer = this.#answers.get(key);
    if (!answer) return;
    this.#answers.delete(key);
    const left = this.#glances.get(answer.glance)! - 1;
    if (left > 0) this.#glances.set(answer.glance, left);
    else this.#glances.delete(answer.glance);
  }
}

function keyOf(before: string, after: string, kind: string): string {
  return `${kind}|${hashText(before)}|${after}`;
}

/** A number for the last few code units before a place. */
function glanceOf(text: string, end: number): number {
  let hash = 0;
  for (let i = Math.max(0, end - glance); i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
