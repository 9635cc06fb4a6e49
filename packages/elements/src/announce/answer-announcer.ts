import type { ChatController } from '../chat/chat-controller.js';
import type { Message } from '../chat/conversation.js';
import type { ChatMessages } from '../i18n/messages.js';
import type { AnnounceMode, SaguimAnnouncer } from './announcer.js';
import { SentenceReader } from './sentence-reader.js';

/** Reads answers out as they come: by finished sentence, whole, or not at all. Nothing is read twice, and nothing that was there before. */
export class AnswerAnnouncer {
  readonly #find: () => SaguimAnnouncer | undefined;
  #reading: { readonly id: string; readonly reader: SentenceReader; readonly sentences: string[] } | undefined;
  #controller: ChatController | undefined;
  /** What had come of the answer when the conversation was opened in the middle of it. */
  #known: Message | undefined;

  constructor(find: () => SaguimAnnouncer | undefined) {
    this.#find = find;
  }

  say(text: string, language = ''): void {
    this.#find()?.announce(text, language);
  }

  /** Another conversation is shown: what is in it already is not read. */
  begin(controller: ChatController | undefined): void {
    this.#controller = controller;
    this.#known = controller?.current;
    this.#reading = undefined;
  }

  /** To be called whenever something that is shown changed. */
  update(controller: ChatController | undefined, m: ChatMessages, mode: AnnounceMode, language: string): void {
    if (!controller || controller !== this.#controller) return;
    const current = controller.current;
    if (current && current.id !== this.#reading?.id) {
      const reader = new SentenceReader(language || m.language, m.codeSaid);
      // A conversation that is opened in the middle of an answer is read from there on; what came before was read, or passed by.
      const sentences = this.#known?.id === current.id ? reader.read(this.#known.text, false) : [];
      this.#reading = { id: current.id, reader, sentences };
    }
    const reading = this.#reading;
    if (!reading) return;
    const message = controller.path.find(({ id }) => id === reading.id);
    const complete = message?.status !== 'streaming';
    const sentences = message ? reading.reader.read(message.text, complete) : [];
    if (mode === 'sentence') for (const sentence of sentences) this.say(sentence, language);
    else reading.sentences.push(...sentences);
    if (!complete) return;
    this.#reading = undefined;
    if (mode === 'answer') this.say(reading.sentences.join(' '), language);
    const problem = message && controller.problem(message);
    if (problem) this.say(m.problems[problem.kind].join(' '));
    else if (message?.status === 'stopped') this.say(m.stopped);
  }
}
