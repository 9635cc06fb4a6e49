import type { AcceptedPart, AcceptedText, EditorState, SessionDocument, ShownSuggestion, SuggestionEvent } from './editor-state.js';

/** What a session tells, with the event that it comes in. */
export interface CompletionSessionEvents {
  /** After every change of what is to be painted, within the call that caused it where one did. */
  suggestion: SuggestionEvent;
  /** `state` has changed. */
  state: Event;
}

/**
 * Grey text for one document in an editor: decides when to ask, keeps what was suggested while it is typed, and never shows what was
 * made for another text. Knows no editor and no DOM: editors tell it their state, paint what it says and forward keys.
 *
 * An editor calls `update` after each change; listens to `suggestion` and paints; on Tab calls `accept('all')`, inserts what that
 * gives (null: Tab is the editor's own) and calls `update` again.
 */
export interface CompletionSession extends EventTarget {
  /** What is to be painted now. */
  readonly suggestion: ShownSuggestion | null;
  /** `waiting` for a pause in typing, `working`: the model is asked. */
  readonly state: 'idle' | 'waiting' | 'working';
  /** The document got another name, language or neighbours. Nothing is asked anew for that. */
  document: SessionDocument;
  /** The text, the selection or the input method has changed. @throws {SaguimError} `invalid-argument` for what is no state of an editor */
  update(state: EditorState): void;
  /** Asks now, at the latest state, whatever the threshold; for a key. */
  request(): void;
  /** Takes what is shown, or its first word or line. The rest stays shown after the `update` that follows. */
  accept(part: AcceptedPart): AcceptedText | null;
  /** Hides what is shown and does not show it again here. @returns whether anything was shown */
  dismiss(): boolean;
  /** The next alternative; asks for some where there are none yet. @returns whether there is a suggestion to go on from */
  next(): boolean;
  previous(): boolean;
  /** Ends what runs; nothing is shown any more. */
  close(): void;
  addEventListener<K extends keyof CompletionSessionEvents>(
    type: K,
    listener: (event: CompletionSessionEvents[K]) => void,
    options?: AddEventListenerOptions | boolean,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: AddEventListenerOptions | boolean): void;
}

/** Time, so that tests bring their own. */
export interface SessionClock {
  /** Milliseconds. */
  now(): number;
  /** Calls `task` after so many milliseconds. @returns what prevents it */
  start(milliseconds: number, task: () => void): () => void;
}
