import { ChatTemplate, Conversation, type Engine, type GenerateRequest, SaguimError } from '@saguim/engine';

export interface SavedMessage {
  readonly role: string;
  readonly content: string;
}

export interface AnswerStats {
  readonly tokens: number;
  readonly tokensPerSecond: number;
}

export type AnswerOptions = Pick<GenerateRequest, 'maxTokens' | 'sampling' | 'stop' | 'constraint'>;

/** @throws {SaguimError} `unsupported` when the model was not made for chatting */
export function chatTemplateOf(engine: Engine, hint: string): ChatTemplate {
  if (engine.chatTemplate === undefined)
    throw new SaguimError('unsupported', 'This model has no chat template', { where: engine.info.name, hint });
  return new ChatTemplate(engine.chatTemplate, engine.tokenizer);
}

/** A talk with a model. What was said stays as token ids, so that each turn computes only what is new. */
export class ChatSession {
  readonly model: string;
  readonly #engine: Engine;
  readonly #template: ChatTemplate;
  readonly #options: AnswerOptions;
  #system: string | undefined;
  #conversation: Conversation;
  #stats?: AnswerStats;

  /** @throws {SaguimError} `unsupported` when the model has no chat template, `bad-template` when it is none */
  constructor(engine: Engine, model: string, options: AnswerOptions & { readonly system?: string }) {
    const { system, ...rest } = options;
    this.model = model;
    this.#engine = engine;
    this.#template = chatTemplateOf(engine, 'Continue a text with it instead: saguim run --raw.');
    this.#options = rest;
    this.#system = system;
    this.#conversation = new Conversation(this.#template);
  }

  get messages(): readonly SavedMessage[] {
    return this.#conversation.messages.map(({ role, content }) => ({ role, content: String(content) }));
  }

  get system(): string | undefined {
    return this.#system;
  }

  /** Of the last whole answer. */
  get stats(): AnswerStats | undefined {
    return this.#stats;
  }

  /** What the model is told of a schema: the constraint alone keeps to the form, but who does not know it fills it in badly. */
  get #shape(): string {
    const { constraint } = this.#options;
    if (constraint?.type !== 'json-schema') return '';
    return `\n\nAnswer with JSON that fits this JSON Schema: ${JSON.stringify(constraint.schema)}`;
  }

  /**
   * The answer, piece by piece. What is stopped or fails leaves the conversation as it was.
   * @throws {DOMException} `AbortError`; {SaguimError} `context-overflow` and what else the engine throws
   */
  async *answer(text: string, signal: AbortSignal): AsyncGenerator<string, void> {
    const conversation = this.#conversation;
    const before = conversation.messages.length;
    const system = before === 0 && this.#system !== undefined ? [{ role: 'system', content: this.#system }] : [];
    const { ids } = conversation.prompt([...system, { role: 'user', content: text + this.#shape }]);
    let whole = false;
    try {
      const generation = this.#engine.generate({ ...this.#options, tokens: ids, signal });
      for await (const piece of generation) if (piece.text !== '') yield piece.text;
      const { tokens, timings } = await generation.result;
      conversation.answer(tokens);
      whole = true;
      // `decodeMs` counts from the first token.
      this.#stats = { tokens: tokens.length, tokensPerSecond: timings.decodeMs > 0 ? ((tokens.length - 1) / timings.decodeMs) * 1000 : 0 };
    } finally {
      if (!whole) conversation.rewind(before);
    }
  }

  /** Forgets what was said; `system` replaces the system prompt, null takes it away. */
  restart(system?: string | null): void {
    if (system !== undefined) this.#system = system ?? undefined;
    this.#conversation = new Conversation(this.#template);
    this.#stats = undefined;
  }
}
