import type { PipelineTokenizer } from './tokenizer.js';

/** Takes the tokens of an answer as they come: first those of the prompt, then each one. */
export class BaseStreamer {
  put(_value: bigint[][]): void {
    throw new Error('A streamer needs a method put().');
  }

  end(): void {
    throw new Error('A streamer needs a method end().');
  }
}

export interface TextStreamerOptions {
  /** Leave out the prompt. Default: false. */
  skip_prompt?: boolean;
  /** Leave out control tokens. Default: true. */
  skip_special_tokens?: boolean;
  /** Called with every piece of text. Default: writes it to the standard output, or the console where there is none. */
  callback_function?: ((text: string) => void) | null;
  /** Called with every token. */
  token_callback_function?: ((tokens: bigint[]) => void) | null;
}

/** One token of an answer as the engine gives it: its text is whole characters, and may be empty. */
export interface StreamedToken {
  readonly token: number;
  readonly text: string;
}

interface Output {
  readonly process?: { readonly stdout?: { write(text: string): unknown } };
}

const stdout = (globalThis as Output).process?.stdout;
const write = (text: string) => void (stdout ? stdout.write(text) : console.log(text));

/** Gives an answer's text as it comes. Pieces are as small as the engine's; joined they are the same text. */
export class TextStreamer extends BaseStreamer {
  readonly tokenizer: PipelineTokenizer;
  readonly skip_prompt: boolean;
  readonly skip_special_tokens: boolean;
  readonly callback_function: (text: string) => void;
  readonly token_callback_function: ((tokens: bigint[]) => void) | null;

  constructor(tokenizer: PipelineTokenizer, options: TextStreamerOptions = {}) {
    super();
    this.tokenizer = tokenizer;
    this.skip_prompt = options.skip_prompt ?? false;
    this.skip_special_tokens = options.skip_special_tokens ?? true;
    this.callback_function = options.callback_function ?? write;
    this.token_callback_function = options.token_callback_function ?? null;
  }

  /** The prompt, before the first token of the answer. */
  begin(tokens: readonly number[], text: string): void {
    if (this.skip_prompt) return;
    this.token_callback_function?.(tokens.map(BigInt));
    this.on_finalized_text(text, false);
  }

  next({ token, text }: StreamedToken): void {
    this.token_callback_function?.([BigInt(token)]);
    const spelling = this.skip_special_tokens ? undefined : this.tokenizer.special_tokens.get(token);
    const shown = text + (spelling ?? '');
    if (shown !== '') this.on_finalized_text(shown, false);
  }

  override put(_value: bigint[][]): void {
    throw new Error('A TextStreamer is given to a pipeline of this library, which hands it texts.');
  }

  override end(): void {
    this.on_finalized_text('', true);
  }

  on_finalized_text(text: string, stream_end: boolean): void {
    if (text !== '') this.callback_function(text);
    if (stream_end && this.callback_function === write && stdout) write('\n');
  }
}

/** Ends answers from outside: `interrupt()`, and `reset()` before the next one. */
export class InterruptableStoppingCriteria {
  interrupted = false;
  readonly #waiting = new Set<() => void>();

  interrupt(): void {
    this.interrupted = true;
    for (const stop of [...this.#waiting]) stop();
  }

  reset(): void {
    this.interrupted = false;
  }

  /** Calls `stop` when it is interrupted; gives what ends that. */
  onInterrupt(stop: () => void): () => void {
    if (this.interrupted) stop();
    this.#waiting.add(stop);
    return () => void this.#waiting.delete(stop);
  }
}
