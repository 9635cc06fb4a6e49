import { type ChatInput, ChatTemplate, type TemplateTokenizer } from '@saguim/engine';
import type { PromptVocabulary } from '../runtime/index.js';

/** Writes chats as texts, control tokens spelled out, in the thread that asks. */
export class ChatWriter {
  readonly #template: ChatTemplate<TemplateTokenizer>;
  readonly #spellings: ReadonlyMap<number, string>;

  /** @throws {SaguimError} `bad-template` */
  constructor({ template = '', control, start, end, addsStart }: PromptVocabulary) {
    this.#spellings = new Map(control.map(([spelling, id]) => [id, spelling]));
    this.#template = new ChatTemplate<TemplateTokenizer>(template, {
      controlTokens: new Map(control),
      sequenceStart: start,
      endToken: end,
      startToken: addsStart ? start : undefined,
      isControl: (id) => this.#spellings.has(id),
      // Only the parts are read.
      encode: () => [],
    });
  }

  /** @throws {SaguimError} `bad-template`, `invalid-argument` */
  write(input: ChatInput): string {
    const { parts } = this.#template.render(input);
    return parts.map((part) => (typeof part === 'number' ? this.#spellings.get(part)! : part)).join('');
  }
}
