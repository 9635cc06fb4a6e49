import type { Tokenizer } from './tokenizer.js';

/** A text that somebody is still typing, as far as its tokens are certain. */
export interface CaretSplit {
  /** Ids that stay, whatever is typed next. */
  readonly ids: readonly number[];
  /** The rest: the answer is to begin with it, in whichever tokens the model finds likely. */
  readonly rest: string;
}

/** What may be typed next: of every kind that a pre-tokenizer tells apart. */
const PROBES = ['a', 'A', '1', '_', ' ', '  a', '\n', '\n\na', '(', ')', '.', '=', ';', '"', '\u00e9'];

/** A word longer than this is cut where it is. */
const LONGEST_WORD = 48;
/** Text before the caret that is tokenised once for each probe; what comes before it is remembered. */
const NEAR = 192;

/**
 * Where the caret stands, tokens are not what they will be: `retu` is two tokens, `return` is one. Cuts the text where its tokens end
 * for certain, before the word at the caret, so that a model never has to go on from half a token ("token healing") and a
 * cache keeps all of a prompt while a word is typed.
 */
export class CaretSplitter {
  readonly #tokenizer: Tokenizer;
  #head: { readonly text: string; readonly continues: boolean; readonly ids: readonly number[] } | undefined;

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
  }

  /** @param continues the text goes on from other text, so it gets no space prefix */
  split(text: string, continues: boolean): CaretSplit {
    const cut = headLength(text);
    const head = text.slice(0, cut);
    const tail = text.slice(cut);
    if (this.#head?.text !== head || this.#head.continues !== continues) {
      this.#head = { text: head, continues, ids: this.#tokenizer.encode(head, { continues }) };
    }
    const encode = (piece: string) => this.#tokenizer.encode(piece, { continues: continues || cut > 0 });
    const whole = encode(tail);
    let stable = whole.length;
    for (const probe of PROBES) {
      const ids = encode(tail + probe);
      let same = 0;
      while (same < stable && same < ids.length && ids[same] === whole[same]) same++;
      stable = same;
    }
    // Back to before the word, and to where the bytes of tokens are whole characters.
    const most = tail.length - wordLength(tail);
    let kept = '';
    for (; stable > 0; stable--) {
      kept = this.#tokenizer.decode(whole.slice(0, stable), { continues: continues || cut > 0 });
      if (kept.length <= most && tail.startsWith(kept)) break;
    }
    if (stable === 0) kept = '';
    const ids = whole.slice(0, stable);
    return { ids: [...this.#head.ids, ...ids], rest: tail.slice(kept.length) };
  }
}

/** Where to cut off what is far from the caret: before a space that follows something else, which no pre-tokenizer joins. */
function headLength(text: string): number {
  for (let i = text.length - NEAR; i > 0; i--) {
    if (text[i] === ' ' && text[i - 1]!.trim() !== '' && !/[\ud800-\udfff]/.test(text[i - 1]!)) return i;
  }
  return 0;
}

function wordLength(text: string): number {
  const word = /[\p{L}\p{M}\p{N}_$]+$/u.exec(text.slice(-LONGEST_WORD - 1))?.[0].length ?? 0;
  return word > LONGEST_WORD ? 0 : word;
}
