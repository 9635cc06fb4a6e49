import { SaguimError } from '../spec/index.js';
import { type ChatInput, type ChatMessage, type ChatPart, type ChatTemplate, encodeChat } from './chat-template.js';

export type ConversationOptions = Pick<ChatInput, 'tools' | 'variables'>;

export interface ConversationPrompt {
  readonly ids: readonly number[];
  /** How many ids at the beginning are those of the conversation so far, its last answer included. */
  readonly kept: number;
  /** The template wrote something else over earlier messages or answers than it did before, or than was generated. */
  readonly rewritten: boolean;
}

/** What has been said up to one prompt: how the template wrote it, and the ids that stand for it. */
interface Checkpoint {
  readonly messages: number;
  readonly parts: readonly ChatPart[];
  readonly ids: readonly number[];
  /** Ids of the answer, once there is one. */
  readonly answer?: readonly number[];
}

/**
 * A chat as token ids. Every prompt goes on from the ids of the one before and of the answer that was generated, and these are never
 * made from text again: what the model has in its cache stays valid to the token. Where a template writes the past differently (some
 * leave out earlier thinking), that is noticed and the prompt goes on from the last point that still holds.
 */
export class Conversation {
  readonly #template: ChatTemplate;
  readonly #options: ConversationOptions;
  #messages: readonly ChatMessage[] = [];
  #checkpoints: readonly Checkpoint[] = [];

  constructor(template: ChatTemplate, options: ConversationOptions = {}) {
    this.#template = template;
    this.#options = options;
  }

  /** Messages so far, answers included. */
  get messages(): readonly ChatMessage[] {
    return this.#messages;
  }

  /** Ids so far: the last prompt and the answer to it. */
  get ids(): readonly number[] {
    const last = this.#checkpoints.at(-1);
    return [...(last?.ids ?? []), ...(last?.answer ?? [])];
  }

  /**
   * Adds messages and gives the prompt for the answer to them. Nothing changes when it throws.
   * @throws {SaguimError} as `ChatTemplate.render`.
   */
  prompt(messages: readonly ChatMessage[]): ConversationPrompt {
    const all = [...this.#messages, ...messages];
    const { parts, ids: fresh } = this.#template.render({ ...this.#options, messages: all });
    const before = this.ids;
    let ids: readonly number[] = fresh;
    let rewritten = false;
    const last = this.#checkpoints.at(-1);
    if (last) {
      const extended = this.#extend(last, parts);
      rewritten = extended === undefined;
      ids = extended ?? this.#fallBack(parts) ?? fresh;
    }
    this.#messages = all;
    this.#checkpoints = [...this.#checkpoints, { messages: all.length, parts, ids }];
    return { ids, kept: commonLength(before, ids), rewritten };
  }

  /**
   * Records the answer to the last prompt.
   * @param ids exactly as generated, with or without the token that ended it
   * @param message how the answer stands in the messages; default: its text, from the assistant
   * @throws {SaguimError} `invalid-argument` when there is no prompt to answer.
   */
  answer(ids: ArrayLike<number>, message?: ChatMessage): void {
    const last = this.#checkpoints.at(-1);
    if (!last || last.answer) {
      throw new SaguimError('invalid-argument', 'There is no prompt to answer', {
        where: 'Conversation.answer',
        hint: 'Call prompt() first.',
      });
    }
    const answer = Array.from(ids);
    const content = this.#template.tokenizer.decode(answer, { continues: endsInText(last) });
    this.#messages = [...this.#messages, message ?? { role: 'assistant', content }];
    this.#checkpoints = [...this.#checkpoints.slice(0, -1), { ...last, answer }];
  }

  /** Goes back to the first `count` messages; what was rendered up to there stays as it was. */
  rewind(count: number): void {
    if (!Number.isInteger(count) || count < 0 || count > this.#messages.length) {
      throw new SaguimError('invalid-argument', `There are ${this.#messages.length} messages, not ${count}`, {
        where: 'Conversation.rewind',
      });
    }
    this.#messages = this.#messages.slice(0, count);
    this.#checkpoints = this.#checkpoints
      .filter(({ messages }) => messages <= count)
      .map((checkpoint) => (checkpoint.messages < count ? checkpoint : { messages: count, parts: checkpoint.parts, ids: checkpoint.ids }));
  }

  /** A conversation with the same past and a future of its own. */
  clone(): Conversation {
    const copy = new Conversation(this.#template, this.#options);
    copy.#messages = this.#messages;
    copy.#checkpoints = this.#checkpoints;
    return copy;
  }

  /** Ids that go on exactly from those so far, or undefined when the template has written them differently. */
  #extend(last: Checkpoint, parts: readonly ChatPart[]): number[] | undefined {
    const { tokenizer } = this.#template;
    let rest = withoutPrefix(parts, last.parts);
    if (!rest) return undefined;
    const answer = [...(last.answer ?? [])];
    if (last.answer) {
      // The template writes the end of the turn itself; an answer that was cut short has none.
      const end = answer.at(-1);
      if (end !== undefined && tokenizer.stopTokens.has(end)) answer.pop();
      rest = withoutText(rest, tokenizer.decode(answer, { continues: endsInText(last) }));
      if (!rest) return undefined;
    }
    const continues = answer.length > 0 || endsInText(last) ? 'text' : 'control';
    return [...last.ids, ...answer, ...encodeChat(tokenizer, rest, { continues })];
  }

  /** Ids that go on from the last prompt which the template still begins with. */
  #fallBack(parts: readonly ChatPart[]): number[] | undefined {
    for (const checkpoint of [...this.#checkpoints].reverse()) {
      const rest = withoutPrefix(parts, checkpoint.parts);
      const continues = endsInText(checkpoint) ? 'text' : 'control';
      if (rest) return [...checkpoint.ids, ...encodeChat(this.#template.tokenizer, rest, { continues })];
    }
    return undefined;
  }
}

function endsInText({ parts }: Checkpoint): boolean {
  return typeof parts.at(-1) === 'string';
}

/** What follows `prefix` in `parts`, or undefined when they begin otherwise. */
function withoutPrefix(parts: readonly ChatPart[], prefix: readonly ChatPart[]): ChatPart[] | undefined {
  for (let i = 0; i < prefix.length; i++) {
    const expected = prefix[i] as ChatPart;
    const found = parts[i];
    if (found === expected) continue;
    if (i !== prefix.length - 1 || typeof expected !== 'string' || typeof found !== 'string' || !found.startsWith(expected))
      return undefined;
    return [found.slice(expected.length), ...parts.slice(i + 1)];
  }
  return parts.slice(prefix.length);
}

/** What follows an answer's text, which templates may trim or set a space before. */
function withoutText(parts: readonly ChatPart[], text: string): ChatPart[] | undefined {
  const [first, ...others] = parts;
  const found = typeof first === 'string' ? first : '';
  const after = typeof first === 'string' ? others : parts;
  for (const variant of [text, text.trim(), text.trimEnd(), text.trimStart()]) {
    for (const space of ['', ' ']) {
      if (!found.startsWith(space + variant)) continue;
      const rest = found.slice(space.length + variant.length);
      // Text that goes straight on would be part of the answer: then this is another answer.
      if (rest !== '' && variant !== '' && !/^\s/.test(rest)) continue;
      return rest === '' ? [...after] : [rest, ...after];
    }
  }
  return undefined;
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
