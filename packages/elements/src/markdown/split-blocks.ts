import { Marked, type Token } from 'marked';

/** Only the lexer is used here; how blocks become HTML is told in render-block.ts. */
const marked = new Marked({ gfm: true });

/** A piece of Markdown that stands for itself: a paragraph, a list, a code block … */
export interface Block {
  /** Position of its first character in the text. */
  readonly start: number;
  readonly raw: string;
  /** Whether more text may still change it. */
  readonly open: boolean;
}

/**
 * Cuts a growing text into blocks. Blocks that can no longer change are cut once and kept; each step looks at the last one alone, so a
 * long answer costs no more a step than a short one.
 */
export class BlockSplitter {
  #text = '';
  #closed: Block[] = [];
  #offset = 0;

  /** @param text all of it; what is not the old text with more behind it begins anew. @param complete whether nothing more comes */
  split(text: string, complete: boolean): readonly Block[] {
    if (!text.startsWith(this.#text)) {
      this.#closed = [];
      this.#offset = 0;
    }
    this.#text = text;
    const tokens = lex(text.slice(this.#offset));
    const last = complete ? -1 : tokens.findLastIndex((token) => token.type !== 'space');
    const blocks = this.#closed;
    let start = this.#offset;
    tokens.forEach((token, index) => {
      const open = !complete && index >= last;
      if (!open) this.#offset = start + token.raw.length;
      if (token.type !== 'space' && !open) blocks.push({ start, raw: token.raw, open });
      start += token.raw.length;
    });
    const tail = text.slice(this.#offset);
    return tail.trim() === '' ? [...blocks] : [...blocks, { start: this.#offset, raw: tail, open: true }];
  }
}

/** Tokens whose raw texts are the whole text, one after the other. */
function lex(text: string): Token[] {
  // The lexer changes line ends and tabs; positions must stay those of the text.
  const tokens = marked.lexer(text);
  return tokens.map(({ raw }) => raw).join('') === text ? tokens : [{ type: 'text', raw: text, text } as Token];
}
