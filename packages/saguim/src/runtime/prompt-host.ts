import { type ChatMessage, ChatTemplate, type Engine, encodePrompt } from '@saguim/engine';
import { SaguimError } from '@saguim/engine/spec';
import type { CallContext } from './rpc.js';
import { TextWindows } from './text-windows.js';

/** What a caller needs to write prompts itself, control tokens spelled out. */
export interface PromptVocabulary {
  /** Spellings of control tokens and their ids. */
  readonly control: readonly (readonly [spelling: string, id: number])[];
  readonly template?: string;
  readonly start?: number;
  readonly end?: number;
  /** Whether a text begins with the start token. */
  readonly addsStart: boolean;
}

export interface TokenRows {
  /** What the last layer makes of every token of every text: (all tokens, dimensions). */
  readonly rows: Float32Array;
  /** How many tokens each text has, those around it included. A text that is too long is cut. */
  readonly tokens: readonly number[];
}

/** What programs ask for that are written for Transformers.js. */
export function promptHandlers(engineOf: (model: number) => Engine) {
  const templates = new WeakMap<Engine, ChatTemplate>();
  return {
    promptVocabulary({ model }: { model: number }): PromptVocabulary {
      const { tokenizer, chatTemplate } = engineOf(model);
      const { controlTokens, sequenceStart, endToken, startToken } = tokenizer;
      return {
        control: [...controlTokens],
        template: chatTemplate,
        start: sequenceStart,
        end: endToken,
        addsStart: startToken !== undefined,
      };
    },

    /** A prompt that a program wrote: spellings of control tokens in it are those tokens. At least one id. */
    promptTokens({ model, text }: { model: number; text: string }): number[] {
      const { tokenizer } = engineOf(model);
      const tokens = encodePrompt(tokenizer, text);
      if (tokens.length > 0) return tokens;
      const first = tokenizer.sequenceStart ?? tokenizer.endToken;
      if (first === undefined) throw new SaguimError('invalid-argument', 'The text is empty', { hint: 'Give at least one character.' });
      return [first];
    },

    /** A chat by the model's own template; what messages spell stays text. @throws {SaguimError} `unsupported`, `bad-template` */
    promptOfChat(request: { model: number; messages: readonly ChatMessage[]; tools?: readonly unknown[] }): number[] {
      const engine = engineOf(request.model);
      if (engine.chatTemplate === undefined) {
        throw new SaguimError('unsupported', 'The model has no chat template', {
          where: engine.info.name,
          hint: 'Give it a text to go on from.',
        });
      }
      let template = templates.get(engine);
      if (!template) templates.set(engine, (template = new ChatTemplate(engine.chatTemplate, engine.tokenizer)));
      return template.render({ messages: request.messages, tools: request.tools }).ids;
    },

    /** @throws as `Engine.embed` */
    async promptFeatures(
      { model, texts }: { model: number; texts: readonly string[] },
      { signal }: CallContext<never>,
    ): Promise<TokenRows> {
      const engine = engineOf(model);
      const windows = new TextWindows(engine, '', { overflow: 'truncate', allowBlank: true });
      const tokens = texts.flatMap((text) => windows.split(text).pieces);
      return { rows: await engine.embed({ tokens, features: 'tokens', signal }), tokens: tokens.map(({ length }) => length) };
    },
  };
}

export type PromptHandlers = ReturnType<typeof promptHandlers>;
