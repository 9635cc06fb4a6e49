import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, insertNewlineAndIndent } from '@codemirror/commands';
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  rectangularSelection,
} from '@codemirror/view';
import { whenIdle } from '../view/when-idle.js';
import { codeTheme } from './code-theme.js';
import { sampleCaret } from './samples.js';
import { languageOf, type WorkFile } from './work-file.js';

/** Brings the syntax of a language, by the name editors give it; undefined where there is none. */
export type LoadSyntax = (language: string) => Promise<Extension> | undefined;

export interface CodeViewOptions {
  readonly parent: HTMLElement;
  readonly root: ShadowRoot;
  readonly loadSyntax: LoadSyntax;
  /** Suggestions, and whatever else is on top; made anew for each file. */
  readonly extensions: (file: WorkFile) => Extension;
  readonly typed: (id: string, read: () => string) => void;
  /** The caret has moved. */
  readonly moved: () => void;
  /** What the text is called for screen readers. */
  readonly label: (file: WorkFile) => string;
  /** CodeMirror's own words, in the language of the interface. */
  readonly phrases: () => Readonly<Record<string, string>>;
}

interface Opened {
  state: EditorState;
  /** The text as the workbench has it. */
  known: string;
  scroll: number;
}

/** One editor in which files take turns; each keeps its history, its carets and its place while the page lives. */
export class CodeView {
  readonly #options: CodeViewOptions;
  readonly #view: EditorView;
  readonly #syntax = new Compartment();
  readonly #top = new Compartment();
  readonly #opened = new Map<string, Opened>();
  /** The first key finds its way prepared: what it needs was compiled, and the text around it parsed. Changes nothing. */
  readonly #rehearse = whenIdle(() => {
    const { state } = this.#view;
    insertNewlineAndIndent({ state, dispatch: (transaction) => void transaction.state });
    for (const insert of ['a', '(', ' ']) void state.update({ ...state.replaceSelection(insert), userEvent: 'input.type' }).state;
  });
  #id = '';

  constructor(options: CodeViewOptions) {
    this.#options = options;
    this.#view = new EditorView({ parent: options.parent, root: options.root });
  }

  /** Where the caret is, both from 1. */
  get position(): { readonly line: number; readonly column: number } {
    const { doc, selection } = this.#view.state;
    const line = doc.lineAt(selection.main.head);
    return { line: line.number, column: selection.main.head - line.from + 1 };
  }

  /** Shows a file; one that another tab changed is shown as it is now. */
  show(file: WorkFile): void {
    if (file.id !== this.#id) this.#turnTo(file);
    const opened = this.#opened.get(file.id)!;
    if (opened.known === file.text) return;
    opened.known = file.text;
    const { doc } = this.#view.state;
    if (doc.toString() !== file.text) this.#view.dispatch({ changes: { from: 0, to: doc.length, insert: file.text } });
  }

  /** Makes suggestions and words anew, as the settings are now. */
  configure(file: WorkFile): void {
    this.#view.dispatch({ effects: this.#top.reconfigure(this.#extensions(file)) });
  }

  /** Forgets files that are not among these. */
  keep(ids: ReadonlySet<string>): void {
    for (const id of this.#opened.keys()) if (!ids.has(id)) this.#opened.delete(id);
    if (!ids.has(this.#id)) this.#id = '';
  }

  focus(): void {
    this.#view.focus();
  }

  destroy(): void {
    this.#view.destroy();
  }

  #turnTo(file: WorkFile): void {
    const before = this.#opened.get(this.#id);
    if (before) {
      before.state = this.#view.state;
      before.scroll = this.#view.scrollDOM.scrollTop;
    }
    let opened = this.#opened.get(file.id);
    if (!opened) {
      opened = { state: this.#begin(file), known: file.text, scroll: 0 };
      this.#opened.set(file.id, opened);
    }
    this.#id = file.id;
    this.#view.setState(opened.state);
    this.#view.scrollDOM.scrollTop = opened.scroll;
    this.configure(file);
    void this.#options
      .loadSyntax(languageOf(file.path))
      ?.then((syntax) => {
        if (this.#id !== file.id) return;
        this.#view.dispatch({ effects: this.#syntax.reconfigure(syntax) });
        this.#rehearse();
      })
      // Without its colours a text can be edited as well.
      .catch(() => {});
  }

  #extensions(file: WorkFile): Extension {
    const { extensions, label, phrases } = this.#options;
    return [
      extensions(file),
      EditorState.phrases.of(phrases()),
      EditorView.contentAttributes.of({ 'aria-label': label(file), tabindex: '0' }),
    ];
  }

  #begin(file: WorkFile): EditorState {
    return EditorState.create({
      doc: file.text,
      selection: { anchor: file.path.startsWith('samples/') ? sampleCaret(file.text) : 0 },
      extensions: [
        this.#top.of([]),
        lineNumbers(),
        foldGutter(),
        codeFolding(),
        history(),
        drawSelection(),
        EditorState.allowMultipleSelections.of(true),
        rectangularSelection(),
        indentOnInput(),
        indentUnit.of(languageOf(file.path) === 'python' ? '    ' : '  '),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        highlightSelectionMatches(),
        search(),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap]),
        this.#syntax.of([]),
        codeTheme,
        EditorView.updateListener.of(({ docChanged, selectionSet }) => {
          if (docChanged) this.#typed(file.id);
          if (docChanged || selectionSet) this.#options.moved();
        }),
      ],
    });
  }

  #typed(id: string): void {
    const opened = this.#opened.get(id);
    if (!opened || id !== this.#id) return;
    // Made only when it is written: a long text is not put together at every letter.
    this.#options.typed(id, () => {
      const state = id === this.#id ? this.#view.state : opened.state;
      opened.known = state.doc.toString();
      return opened.known;
    });
  }
}
