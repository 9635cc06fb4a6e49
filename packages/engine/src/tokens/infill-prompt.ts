import { CaretSplitter } from './caret-split.js';
import type { InfillFormat, InfillOrder } from './infill-format.js';
import type { Tokenizer } from './tokenizer.js';

export interface InfillFile {
  readonly path: string;
  readonly text: string;
}

/** The text around a caret, and what stands beside it. */
export interface InfillParts {
  /** Name of the project, where the family has a place for it. */
  readonly repository?: string;
  /** Pieces of other files, in the order in which they are to stand. */
  readonly files?: readonly InfillFile[];
  readonly path?: string;
  /** What stands around a comment in this language, for families that have no token for a file's path. Default: `#`. */
  readonly comment?: { readonly open: string; readonly close?: string };
  /** Text before the hole. */
  readonly prefix: string;
  /** Text after the hole. */
  readonly suffix: string;
  /** What the hole is filled with already: the answer goes on from it, and prefix and suffix stay in the cache while it grows. */
  readonly begun?: string;
}

export interface InfillPrompt {
  readonly tokens: readonly number[];
  /** What the answer must begin with: the end of the text before the caret, less what `tokens` have of it. */
  readonly begin: string;
}

/** Writes prompts of one model for the text at a caret. Control tokens come from the format alone: texts stay texts. */
export class InfillPromptWriter {
  readonly #tokenizer: Tokenizer;
  readonly #format: InfillFormat | undefined;
  readonly #caret: CaretSplitter;

  /** @param format undefined for a model that only goes on from a text */
  constructor(tokenizer: Tokenizer, format: InfillFormat | undefined) {
    this.#tokenizer = tokenizer;
    this.#format = format;
    this.#caret = new CaretSplitter(tokenizer);
  }

  /**
   * @param order default: the family's first
   * @param heal whether the end of the text before the caret may be left to the answer; else its tokens are taken as they are
   */
  write(parts: InfillParts, { order, heal = true }: { order?: InfillOrder; heal?: boolean } = {}): InfillPrompt {
    const format = this.#format;
    const tokens: number[] = [];
    if (this.#tokenizer.startToken !== undefined) tokens.push(this.#tokenizer.startToken);
    const end = (text: string, continues: boolean): InfillPrompt => {
      const { ids, rest } = heal ? this.#caret.split(text, continues) : { ids: this.#tokenizer.encode(text, { continues }), rest: '' };
      tokens.push(...ids);
      // Something must be computed to have logits.
      if (tokens.length === 0 && this.#tokenizer.endToken !== undefined) tokens.push(this.#tokenizer.endToken);
      return { tokens, begin: rest };
    };
    if (!format) return end(commented(parts) + parts.prefix + (parts.begun ?? ''), false);

    const { prefix, suffix, middle } = format.tokens;
    const { prefixText, afterMark } = this.#context(parts, format, tokens);
    const continues = !format.spacedPrefix;
    if ((order ?? format.orders[0]) === 'spm' || middle === undefined) {
      // Where there is a token for the middle, the suffix comes where the (empty) prefix ends: PSM with all of the prefix in the middle.
      if (middle !== undefined) tokens.push(prefix);
      tokens.push(suffix, ...this.#tokenizer.encode(parts.suffix, { continues: true }), middle ?? prefix);
      return end(afterMark + prefixText + parts.prefix + (parts.begun ?? ''), continues);
    }
    tokens.push(prefix, ...this.#tokenizer.encode(afterMark + prefixText + parts.prefix, { continues }));
    tokens.push(suffix, ...this.#tokenizer.encode(parts.suffix, { continues: true }), middle);
    return parts.begun ? end(parts.begun, true) : { tokens, begin: '' };
  }

  /**
   * Writes the other files before the first mark, where the family has a token for them.
   * @returns text for the beginning of the prefix: where there is none, and where the file's path stands after the mark
   */
  #context(parts: InfillParts, format: InfillFormat, tokens: number[]): { prefixText: string; afterMark: string } {
    const { file, repository } = format.tokens;
    const { files = [], path } = parts;
    if (file === undefined) return { prefixText: commented(parts), afterMark: '' };
    if (files.length === 0) return { prefixText: '', afterMark: '' };
    const text = (words: string) => this.#tokenizer.encode(words, { continues: true });
    const starcoder = format.family === 'starcoder';
    const between = format.family === 'codegemma';
    if (repository !== undefined) tokens.push(repository, ...text(`${parts.repository ?? 'project'}${starcoder ? '' : '\n'}`));
    files.forEach((other, i) => {
      if (!between || i > 0) tokens.push(file);
      tokens.push(...text(`${other.path}\n${other.text.replace(/\n*$/, '\n')}`));
    });
    tokens.push(file);
    const header = `${path ?? 'untitled'}\n`;
    // StarCoder 2 has the path after the mark (https://arxiv.org/abs/2402.19173, section 5.1), the others before it.
    if (starcoder) return { prefixText: '', afterMark: header };
    tokens.push(...text(header));
    return { prefixText: '', afterMark: '' };
  }
}

/** The other files and the path as comments. */
function commented({ files = [], path, comment = { open: '#' } }: InfillParts): string {
  const header = (name: string) => `${comment.open} ${name.replace(/\s+/g, ' ')}${comment.close ?? ''}\n`;
  const others = files.map((other) => `${header(other.path)}${other.text.replace(/\n*$/, '\n\n')}`).join('');
  return others + (path === undefined ? '' : header(path));
}
