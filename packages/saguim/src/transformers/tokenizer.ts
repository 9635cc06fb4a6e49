import { SaguimError } from '@saguim/engine/spec';
import type { ModelHandle, PromptVocabulary } from '../runtime/index.js';
import type { ChatWriter } from './chat-writer.js';

/** A message of a chat, as chat templates have it. */
export interface Message {
  readonly role: string;
  readonly content: unknown;
  readonly [field: string]: unknown;
}

export interface ChatTemplateOptions {
  /** Must be false: the prompt as a text. Token ids are made in the engine's thread. */
  tokenize: false;
  /** Begin the answer. Default: false. */
  add_generation_prompt?: boolean;
  tools?: readonly unknown[] | null;
  [variable: string]: unknown;
}

/** What the page knows of a model's vocabulary: its control tokens and its chat template. Texts become tokens in the engine's thread. */
export class PipelineTokenizer {
  /** Spellings of control tokens by their ids. */
  readonly special_tokens: ReadonlyMap<number, string>;
  /** The model's Jinja template, if it has one. */
  readonly chat_template: string | null;
  readonly #writer: ChatWriter | undefined;

  constructor({ control, template }: PromptVocabulary, writer?: ChatWriter) {
    this.special_tokens = new Map(control.map(([spelling, id]) => [id, spelling]));
    this.chat_template = template ?? null;
    this.#writer = writer;
  }

  get all_special_ids(): number[] {
    return [...this.special_tokens.keys()];
  }

  get all_special_tokens(): string[] {
    return [...this.special_tokens.values()];
  }

  /**
   * A chat as the prompt that the model expects, which a pipeline takes as a text.
   * @throws {SaguimError} `unsupported` without a template and for `tokenize`, `bad-template`
   */
  apply_chat_template(messages: readonly Message[], options: ChatTemplateOptions): string {
    const { tokenize, add_generation_prompt = false, tools, ...variables } = options ?? {};
    if (!this.#writer) throw new SaguimError('unsupported', 'The model has no chat template', { hint: 'Write the prompt as a text.' });
    if (tokenize !== false) {
      throw new SaguimError('unsupported', 'Texts become tokens in the engine’s thread, and not at once', {
        where: 'tokenize',
        hint: 'Give `tokenize: false`, or the messages to the pipeline.',
      });
    }
    return this.#writer.write({ messages, tools: tools ?? undefined, addGenerationPrompt: add_generation_prompt, variables });
  }
}

/** @throws as `ModelHandle.call`; {SaguimError} `bad-template` */
export async function loadTokenizer(handle: ModelHandle): Promise<PipelineTokenizer> {
  const vocabulary = await handle.call('promptVocabulary', {});
  if (vocabulary.template === undefined) return new PipelineTokenizer(vocabulary);
  // Templates weigh 15 kB, and models that only go on from texts have none.
  const { ChatWriter } = await import('./chat-writer.js');
  return new PipelineTokenizer(vocabulary, new ChatWriter(vocabulary));
}
