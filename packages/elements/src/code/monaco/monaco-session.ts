import type * as Monaco from 'monaco-editor';
import type { AcceptedPart, CompletionSession, ShownSuggestion } from 'saguim';
import { type DocumentWindow, windowAround } from '../document-window.js';
import { type CompletionOptions, type SessionSource, typedBefore } from '../session-source.js';

type Editor = Monaco.editor.IStandaloneCodeEditor;
type Model = Monaco.editor.ITextModel;

/** `\n` whatever the file has, as the enumeration has it: the module itself is the page's. */
const LF = 1;

/** One editor's session: tells it what the editor holds, gives Monaco what it says, and inserts what is accepted. */
export class MonacoSession {
  readonly #editor: Editor;
  readonly #options: CompletionOptions;
  readonly #changed: () => void;
  readonly #disposables: Monaco.IDisposable[];
  #session: CompletionSession | undefined;
  #model: Model | null = null;
  #telling = false;
  #composing = false;
  /** While the completer was on its way. */
  #typed = false;
  #disposed = false;
  /** Whether a window of ours has the focus: what is suggested stays. */
  reading = false;

  /** @param changed what is suggested has changed by itself: Monaco has to be told */
  constructor(editor: Editor, options: CompletionOptions, changed: () => void) {
    this.#editor = editor;
    this.#options = options;
    this.#changed = changed;
    const tell = () => this.tell();
    const composing = (value: boolean) => () => {
      this.#composing = value;
      this.tell();
    };
    this.#disposables = [
      editor.onDidChangeCursorSelection(tell),
      // The cursor follows the text; what it brings is told with it, and only a change elsewhere is told after it.
      editor.onDidChangeModelContent(() => {
        this.#typed ||= !this.#session;
        queueMicrotask(tell);
      }),
      editor.onDidChangeModel(tell),
      editor.onDidChangeModelLanguage(tell),
      editor.onDidChangeConfiguration(tell),
      editor.onDidFocusEditorText(tell),
      editor.onDidBlurEditorText(tell),
      editor.onDidCompositionStart(composing(true)),
      editor.onDidCompositionEnd(composing(false)),
    ];
    const take = (source: SessionSource) => {
      if (this.#disposed) return;
      this.#session = source.session();
      this.#session.addEventListener('suggestion', this.#onSuggestion);
      if (this.#typed) typedBefore(this.#session);
      this.tell();
    };
    const { completer } = options;
    if ('then' in completer) void completer.then(take);
    else take(completer);
  }

  /** What is suggested at the caret, for the text that is there now. */
  get suggestion(): ShownSuggestion | null {
    const position = this.#editor.getPosition();
    const shown = this.#session?.suggestion;
    return shown && this.#model && position && shown.from === offsetOf(this.#model, position) ? shown : null;
  }

  tell(): void {
    const session = this.#session;
    if (!session || this.#disposed) return;
    const model = (this.#model = this.#editor.getModel());
    const position = this.#editor.getPosition();
    const language = this.#options.language ?? model?.getLanguageId();
    const path = this.#options.path ?? model?.uri.path.slice(1);
    if (session.document.language !== language || session.document.path !== path)
      session.document = { path, language, files: this.#options.files };
    this.#telling = true;
    try {
      session.update({
        ...(model && position ? windowIn(model, position) : { before: '', after: '', offset: 0 }),
        selectionEmpty: model !== null && this.#alike(model) && (this.#editor.hasTextFocus() || this.reading),
        composing: this.#composing,
        readOnly: this.#editor.getRawOptions().readOnly === true,
      });
    } finally {
      this.#telling = false;
    }
  }

  /** Inserts what is shown, or its first word or line, as one step of the history. @returns whether anything was shown */
  accept(part: AcceptedPart): boolean {
    if (!this.suggestion || this.#composing) return false;
    const accepted = this.#silently((session) => session.accept(part));
    if (!accepted) return false;
    const editor = this.#editor;
    const edits = editor.getSelections()!.map((range) => ({ range, text: accepted.text, forceMoveMarkers: true }));
    editor.pushUndoStop();
    editor.executeEdits('saguim', edits, (inverse) =>
      inverse.map(({ range: { endLineNumber: line, endColumn: column } }) =>
        editor.getSelection()!.setStartPosition(line, column).setEndPosition(line, column),
      ),
    );
    editor.pushUndoStop();
    this.tell();
    return true;
  }

  dismiss(): boolean {
    return this.suggestion !== null && (this.#silently((session) => session.dismiss()) ?? false);
  }

  step(by: 1 | -1): boolean {
    return (by === 1 ? this.#session?.next() : this.#session?.previous()) ?? false;
  }

  request(): void {
    this.tell();
    this.#session?.request();
  }

  dispose(): void {
    this.#disposed = true;
    for (const disposable of this.#disposables) disposable.dispose();
    this.#session?.removeEventListener('suggestion', this.#onSuggestion);
    this.#session?.close();
    this.#session = undefined;
  }

  /** Whether nothing is selected, and all carets stand in lines that read the same: what fits at one fits at the others. */
  #alike(model: Model): boolean {
    const selections = this.#editor.getSelections() ?? [];
    const lines = selections.map(({ positionLineNumber, positionColumn }) => {
      const text = selections.length > 1 ? model.getLineContent(positionLineNumber) : '';
      return `${text.slice(0, positionColumn - 1)}\n${text.slice(positionColumn - 1)}`;
    });
    return selections.every((selection) => selection.isEmpty()) && new Set(lines).size === 1;
  }

  #silently<T>(work: (session: CompletionSession) => T): T | undefined {
    this.#telling = true;
    try {
      return this.#session && work(this.#session);
    } finally {
      this.#telling = false;
    }
  }

  readonly #onSuggestion = (): void => {
    if (!this.#telling) this.#changed();
  };
}

/** Offset with one unit for each line break, whatever the file has. */
function offsetOf(model: Model, position: Monaco.IPosition): number {
  return model.getOffsetAt(position) - (position.lineNumber - 1) * (model.getEOL().length - 1);
}

function windowIn(model: Model, position: Monaco.Position): DocumentWindow {
  const lineStart = (line: number) => model.getOffsetAt({ lineNumber: line + 1, column: 1 });
  const slice = (from: number, to: number) => {
    const [start, end] = [model.getPositionAt(from), model.getPositionAt(to)];
    const range = { startLineNumber: start.lineNumber, startColumn: start.column, endLineNumber: end.lineNumber, endColumn: end.column };
    return model.getValueInRange(range, LF);
  };
  const text = { lines: model.getLineCount(), length: model.getValueLength(), lineStart, slice };
  return { ...windowAround(text, model.getOffsetAt(position), position.lineNumber - 1), offset: offsetOf(model, position) };
}
