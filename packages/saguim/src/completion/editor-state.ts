import type { SourceFile } from './completion-request.js';

/** What an editor tells after every change of its text, its selection or its input method. */
export interface EditorState {
  /** Text before the caret: of the whole document, or at least of its last 256 lines. */
  readonly before: string;
  /** Text after the caret: of the whole document, or at least of its next 64 lines. */
  readonly after: string;
  /** The caret in the document, in UTF-16 code units. Default: the length of `before`. */
  readonly offset?: number;
  /** Nothing is selected, and there is one caret. Default true; nothing is suggested otherwise. */
  readonly selectionEmpty?: boolean;
  /** An input method is composing. Default false; nothing is suggested otherwise. */
  readonly composing?: boolean;
  /** The text may not be changed. Default false; nothing is suggested otherwise. */
  readonly readOnly?: boolean;
}

/** Grey text at the caret. */
export interface ShownSuggestion {
  /** To paint at `from`; accepting inserts it there. Never empty. */
  readonly text: string;
  /** Offset in the document, in UTF-16 code units: the caret. */
  readonly from: number;
  /** Which of `count` alternatives this is, from 0. `count` may grow while it is shown. */
  readonly index: number;
  readonly count: number;
  readonly confidence: number;
}

/** What an editor inserts, as one undo step, before it calls `update` with the text that results. */
export interface AcceptedText {
  readonly text: string;
  /** Offset in the document, in UTF-16 code units. */
  readonly from: number;
}

export type AcceptedPart = 'all' | 'word' | 'line';

/** The document that a session completes. */
export interface SessionDocument {
  readonly path?: string;
  readonly language?: string;
  /** Other open files, asked for when a prompt is made. */
  readonly files?: () => readonly SourceFile[];
}

/** What is shown has changed: `suggestion` is null when nothing is. */
export class SuggestionEvent extends Event {
  constructor(readonly suggestion: ShownSuggestion | null) {
    super('suggestion');
  }
}
