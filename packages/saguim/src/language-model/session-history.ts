import type { ChatTurn, PromptMessage } from '../runtime/index.js';

/** What was said at once, and what it takes. */
export interface Exchange {
  readonly turn: ChatTurn;
  /** Tokens of the messages and of the answer. */
  readonly tokens: number;
  /** Initial prompts and the system's message, which never leave the context. */
  readonly kept?: boolean;
}

/** What a session has said and heard, never changed, so that any number of sessions may go on from it. */
export class SessionHistory {
  readonly exchanges: readonly Exchange[];
  /** Tokens of all exchanges. */
  readonly usage: number;

  constructor(exchanges: readonly Exchange[] = []) {
    this.exchanges = exchanges;
    this.usage = exchanges.reduce((sum, { tokens }) => sum + tokens, 0);
  }

  get turns(): ChatTurn[] {
    return this.exchanges.map(({ turn }) => turn);
  }

  /** Tokens that never leave. */
  get keptUsage(): number {
    return this.exchanges.reduce((sum, { tokens, kept }) => sum + (kept ? tokens : 0), 0);
  }

  with(exchanges: readonly Exchange[]): SessionHistory {
    return exchanges.length === 0 ? this : new SessionHistory([...this.exchanges, ...exchanges]);
  }

  /**
   * Without its oldest exchanges, as few as bring it down to `most` tokens, or all that may leave. What answers to something leaves
   * with it: an assistant's message that was added with the question before it, the responses of tools with the calls.
   * @returns itself when nothing may leave
   */
  shortened(most: number): SessionHistory {
    const kept = this.exchanges.filter((exchange) => exchange.kept);
    const rest = this.exchanges.filter((exchange) => !exchange.kept);
    let usage = this.usage;
    let gone = 0;
    while (gone < rest.length && (usage > most || (gone > 0 && goesOn(rest[gone]!)))) usage -= rest[gone++]!.tokens;
    return gone === 0 ? this : new SessionHistory([...kept, ...rest.slice(gone)]);
  }
}

/** Whether an exchange answers to the one before it. */
function goesOn({ turn: { messages } }: Exchange): boolean {
  const first = messages[0];
  return first !== undefined && (first.role === 'assistant' || hasResponses(first));
}

const hasResponses = ({ content }: PromptMessage) => typeof content !== 'string' && content.some(({ type }) => type === 'tool-response');
