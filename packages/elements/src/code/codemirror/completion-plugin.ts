import { isolateHistory } from '@codemirror/commands';
import { language } from '@codemirror/language';
import { EditorSelection, Facet, StateEffect } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import type { AcceptedPart, CompletionSession, ShownSuggestion } from 'saguim';
import { codeMessages } from '../../i18n/code-language.js';
import type { CodeMessages } from '../../i18n/code-messages.js';
import { type DocumentWindow, windowAround } from '../document-window.js';
import { type CompletionOptions, typedBefore } from '../session-source.js';
import { announcement } from '../suggestion-change.js';
import { canSuggest, caretsAlike } from './carets.js';
import { GhostWidget } from './ghost-widget.js';

/** How long Tab leaves the editor after Escape, in milliseconds; any other key ends it earlier. */
const LEAVING_TIME = 600_000;

export const completionOptions = Facet.define<CompletionOptions, CompletionOptions | undefined>({ combine: ([first]) => first });

/** What is shown has changed outside of a transaction. */
const repaint = StateEffect.define<null>();

/** Tells the session what the editor holds, and paints what it says in the same update. */
export class GhostText implements PluginValue {
  decorations: DecorationSet = Decoration.none;
  session: CompletionSession | undefined;
  readonly #view: EditorView;
  #options: CompletionOptions | undefined;
  #telling = false;
  /** While the completer was on its way. */
  #typed = false;
  #shown: ShownSuggestion | null = null;
  #reading = false;
  #destroyed = false;

  constructor(view: EditorView) {
    this.#view = view;
    this.#take(view.state.facet(completionOptions));
  }

  get messages(): CodeMessages {
    return codeMessages(this.#options?.interfaceLanguage);
  }

  update(update: ViewUpdate): void {
    const options = update.state.facet(completionOptions);
    if (options !== this.#options) this.#take(options);
    if (update.docChanged && !this.session) this.#typed = true;
    const repainted = update.transactions.some((transaction) => transaction.effects.some((effect) => effect.is(repaint)));
    if (this.#view.compositionStarted) {
      // Nothing beside the text that an input method composes is touched; the session hears of it, and forgets nothing.
      this.decorations = this.decorations.map(update.changes);
      this.#tell();
      return;
    }
    const other =
      update.docChanged || update.selectionSet || update.focusChanged || update.startState.readOnly !== update.state.readOnly || repainted;
    if (!other) return;
    this.#tell();
    this.#paint();
  }

  /** The input method is done, or the focus has changed: there may be something to say. */
  refresh(): void {
    if (!this.#destroyed) this.#view.dispatch({ effects: repaint.of(null) });
  }

  /** Tab leaves the editor until another key is pressed. */
  leaveOnTab(): void {
    this.#view.setTabFocusMode(LEAVING_TIME);
  }

  /** Inserts what is shown, or its first word or line, as one step of the history. @returns whether anything was shown */
  accept(part: AcceptedPart): boolean {
    if (!this.#painted || this.#view.compositionStarted) return false;
    const accepted = this.#silently(() => this.session?.accept(part));
    if (!accepted) return false;
    const { state } = this.#view;
    const insert = state.toText(accepted.text);
    const alike = caretsAlike(state);
    this.#view.dispatch({
      ...state.changeByRange((range) =>
        alike.includes(range)
          ? { changes: { from: range.head, insert }, range: EditorSelection.cursor(range.head + insert.length) }
          : { range },
      ),
      userEvent: 'input.complete',
      annotations: isolateHistory.of('full'),
      effects: EditorView.announce.of(state.phrase(this.messages.accepted)),
      scrollIntoView: true,
    });
    return true;
  }

  /** Asks for a suggestion now. @returns whether there is anybody to ask */
  request(): boolean {
    this.#tell();
    this.session?.request();
    return this.session !== undefined;
  }

  dismiss(): boolean {
    if (!this.#painted || !this.session?.dismiss()) return false;
    this.#view.dispatch({ effects: EditorView.announce.of(this.messages.dismissed) });
    return true;
  }

  /** Opens what is shown as plain text. @returns whether anything is shown */
  read(): boolean {
    const shown = this.#painted;
    if (!shown) return false;
    this.#reading = true;
    void this.#read(shown.text);
    return true;
  }

  destroy(): void {
    this.#destroyed = true;
    this.#view.dom.querySelector('saguim-suggestion-reader')?.remove();
    this.#end();
  }

  /** What is on the screen. */
  get #painted(): ShownSuggestion | null {
    return this.decorations === Decoration.none ? null : this.#shown;
  }

  async #read(text: string): Promise<void> {
    const { SaguimSuggestionReader } = await import('../suggestion-reader.js');
    if (this.#destroyed) return;
    const { dom } = this.#view;
    let reader = dom.querySelector('saguim-suggestion-reader');
    if (!reader) dom.append((reader = new SaguimSuggestionReader()));
    await reader.open({
      text,
      messages: this.messages,
      accept: () => this.accept('all'),
      closed: () => {
        this.#reading = false;
        this.#view.focus();
      },
    });
  }

  #take(options: CompletionOptions | undefined): void {
    this.#end();
    this.#options = options;
    if (!options) return;
    const { completer } = options;
    const begin = (source: Awaited<typeof completer>) => {
      if (this.#destroyed || this.#options !== options) return;
      this.session = source.session();
      this.session.addEventListener('suggestion', this.#onSuggestion);
      if (this.#typed) typedBefore(this.session);
      this.#tell();
    };
    if ('then' in completer) void completer.then(begin);
    else begin(completer);
  }

  #end(): void {
    this.session?.removeEventListener('suggestion', this.#onSuggestion);
    this.session?.close();
    this.session = undefined;
  }

  readonly #onSuggestion = (): void => {
    // What comes of telling is painted by the update that told.
    if (!this.#telling) this.refresh();
  };

  #silently<T>(work: () => T): T {
    this.#telling = true;
    try {
      return work();
    } finally {
      this.#telling = false;
    }
  }

  #tell(): void {
    const { session } = this;
    if (!session) return;
    const view = this.#view;
    const { state } = view;
    const { path, files, language: name = state.facet(language)?.name } = this.#options!;
    const { document } = session;
    if (document.language !== name || document.path !== path) session.document = { path, files, language: name };
    this.#silently(() =>
      session.update({
        ...this.#window(),
        selectionEmpty: canSuggest(state) && (view.hasFocus || this.#reading),
        composing: view.compositionStarted,
        readOnly: state.readOnly || !state.facet(EditorView.editable),
      }),
    );
  }

  #window(): DocumentWindow {
    const { doc, selection } = this.#view.state;
    const { head } = selection.main;
    const slice = (from: number, to: number) => doc.sliceString(from, to);
    const lineStart = (line: number) => doc.line(line + 1).from;
    return windowAround({ lines: doc.lines, length: doc.length, lineStart, slice }, head, doc.lineAt(head).number - 1);
  }

  #paint(): void {
    const before = this.#shown;
    const { selection } = this.#view.state;
    const shown = this.session?.suggestion ?? null;
    // A session of ours knows the caret; this holds for whatever stands in its place too.
    this.#shown = shown?.from === selection.main.head ? shown : null;
    if (!this.#shown) {
      this.decorations = Decoration.none;
      return;
    }
    const widget = Decoration.widget({ widget: new GhostWidget(this.#shown.text), side: 1 });
    this.decorations = Decoration.set(caretsAlike(this.#view.state).map(({ head }) => widget.range(head)));
    const words = announcement(before, this.#shown, this.messages);
    if (words) this.#announce(words);
  }

  /** An update cannot bring about another one; what is said follows it. */
  #announce(words: string): void {
    queueMicrotask(() => {
      if (!this.#destroyed) this.#view.dispatch({ effects: EditorView.announce.of(words) });
    });
  }
}

export const completionPlugin = ViewPlugin.fromClass(GhostText, {
  decorations: ({ decorations }) => decorations,
  // While an input method composes, what was suggested is out of sight and yet where it was: nothing in the text's own elements changes.
  provide: () => EditorView.editorAttributes.of((view) => (view.compositionStarted ? { class: 'cm-saguim-composing' } : null)),
  eventObservers: {
    compositionend() {
      // The text that it leaves comes with the editor's own update, before or after this.
      setTimeout(() => this.refresh());
    },
    keydown(event) {
      // Last of all: the editor has a shorter time of its own for this.
      if (event.key === 'Escape') queueMicrotask(() => this.leaveOnTab());
    },
    blur(_, view) {
      view.setTabFocusMode(0);
    },
  },
});
