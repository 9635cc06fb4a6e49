// The three editors with a completer of the page's own: it says what the test wants, when the test wants it.
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { codeFolding, foldEffect } from '@codemirror/language';
import { EditorSelection, EditorState } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { saguimCompletion } from '@saguim/elements/codemirror';
import { saguimCompletion as monacoCompletion } from '@saguim/elements/monaco';
import '@saguim/elements/code-input';
import { createCompletionSession } from 'saguim';

/** Answers by text: the longest key that the prefix ends in. A value is a text, or several to choose from. */
const answers = (globalThis.answers = {});
/** Calls that wait for `release`, where `globalThis.held` is set. */
const waiting = (globalThis.waiting = []);
globalThis.calls = [];

const completer = {
  async complete({ prefix, suffix, language, path }, { signal } = {}) {
    globalThis.calls.push({ prefix, suffix, language, path });
    if (globalThis.held) await new Promise((resolve) => waiting.push(resolve));
    signal?.throwIfAborted();
    if (globalThis.respond) return suggest(globalThis.respond(prefix, suffix));
    const key = Object.keys(answers)
      .filter((end) => prefix.endsWith(end))
      .sort((a, b) => b.length - a.length)[0];
    return key === undefined ? null : suggest(...[answers[key]].flat());
  },
};

function suggest(...texts) {
  const alternatives = texts.map((text) => ({ text, logProbability: -0.1, confidence: 0.99 }));
  const usage = { evaluated: 1, generated: 1 };
  return { ...alternatives[0], alternatives, source: 'model', usage, timings: { firstLineMs: 1, totalMs: 1 } };
}
// Without a pause after keys, so that a test need not wait; nothing is made ahead, so that calls can be counted.
const options = { delay: 0, prefetch: false };
const source = { session: (document) => (globalThis.session = createCompletionSession(completer, { ...document, ...options })) };

/** A completer whose model is still loading, until `globalThis.arrive` is called. */
const laterSource = () => new Promise((resolve) => (globalThis.arrive = () => resolve(source)));

const place = document.querySelector('#place');

/** Where a letter stands. */
function firstLetter(node, offset) {
  const range = document.createRange();
  range.setStart(node, offset);
  range.setEnd(node, offset + 1);
  return range.getClientRects()[0].toJSON();
}

const caretsOf = (carets) => carets.map((caret) => EditorSelection.range(...[caret, caret].flat().slice(0, 2)));

/** Opens one of the editors with a text and its caret. */
globalThis.open = {
  codemirror({
    doc = '',
    carets = [doc.length],
    fold,
    rtl,
    wrap,
    readOnly,
    tabSize = 4,
    late,
    completer: own = late ? laterSource() : source,
  }) {
    const host = document.createElement('div');
    host.style.height = '300px';
    if (rtl) host.dir = 'rtl';
    place.replaceChildren(host);
    // Under a strict policy a page puts the editor into a shadow root: there its styles are no inline ones.
    const root = host.attachShadow({ mode: 'open' });
    const view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc,
        selection: EditorSelection.create(caretsOf(carets), carets.length - 1),
        extensions: [
          lineNumbers(),
          history(),
          codeFolding(),
          EditorState.tabSize.of(tabSize),
          EditorState.allowMultipleSelections.of(true),
          EditorState.readOnly.of(Boolean(readOnly)),
          wrap ? EditorView.lineWrapping : [],
          EditorView.contentAttributes.of({ 'aria-label': 'Code' }),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          saguimCompletion({ completer: own, language: 'javascript', interfaceLanguage: 'en' }),
        ],
      }),
    });
    if (fold) view.dispatch({ effects: foldEffect.of({ from: fold[0], to: fold[1] }) });
    globalThis.editor = {
      view,
      text: () => view.state.doc.toString(),
      carets: () => view.state.selection.ranges.map(({ head }) => head),
      set: (text, caret) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: caret } }),
      move: (caret) => view.dispatch({ selection: { anchor: caret } }),
      close: () => view.dom.isConnected && view.destroy(),
      ghost: () => view.dom.querySelector('.cm-saguim-suggestion')?.textContent ?? null,
      ghosts: () => [...view.dom.querySelectorAll('.cm-saguim-suggestion')].map(({ textContent }) => textContent),
      ghostBox: () => firstLetter(view.dom.querySelector('.cm-saguim-suggestion').firstChild, 0),
      letterBox: (at) => {
        const { node, offset } = view.domAtPos(at);
        return firstLetter(node, offset);
      },
    };
    view.focus();
  },

  async input({ doc = '', carets = [doc.length], rtl, readOnly, wrap = true, late, completer: own = late ? laterSource() : source }) {
    const input = document.createElement('saguim-code-input');
    input.language = 'javascript';
    input.interfaceLanguage = 'en';
    const area = document.createElement('textarea');
    area.ariaLabel = 'Code';
    area.value = doc;
    area.readOnly = Boolean(readOnly);
    area.wrap = wrap ? 'soft' : 'off';
    if (rtl) area.dir = 'rtl';
    input.append(area);
    place.replaceChildren(input);
    input.completer = own;
    await input.updateComplete;
    const [start, end] = [carets[0], carets[0]].flat();
    area.focus();
    area.setSelectionRange(start, end);
    const ghost = () => input.shadowRoot.querySelector('#ghost');
    globalThis.editor = {
      input,
      area,
      text: () => area.value,
      carets: () => [area.selectionStart],
      set: (text, caret) => {
        area.value = text;
        area.setSelectionRange(caret, caret);
      },
      move: (caret) => area.setSelectionRange(caret, caret),
      close: () => input.remove(),
      ghost: () => (input.hasAttribute('data-suggesting') ? ghost().textContent : null),
    };
  },

  /** Monaco comes from its own folder, as its package has it built. */
  async monaco({ doc = '', carets = [doc.length], wrap, readOnly, late, completer: own = late ? laterSource() : source }) {
    const monaco = (globalThis.monaco ??= await loadMonaco());
    for (const editor of monaco.editor.getEditors()) editor.dispose();
    place.replaceChildren();
    const model = monaco.editor.createModel(doc, 'javascript');
    const editor = monaco.editor.create(place, {
      model,
      readOnly: Boolean(readOnly),
      wordWrap: wrap ? 'on' : 'off',
      minimap: { enabled: false },
      ariaLabel: 'Code',
      quickSuggestions: false,
      suggestOnTriggerCharacters: false,
      autoClosingBrackets: 'never',
    });
    const completion = monacoCompletion(monaco, editor, { completer: own, interfaceLanguage: 'en' });
    const position = (offset) => model.getPositionAt(offset);
    const select = (all) =>
      editor.setSelections(
        all.map((caret) => {
          const [anchor, head] = [caret, caret].flat().map(position);
          return new monaco.Selection(anchor.lineNumber, anchor.column, head.lineNumber, head.column);
        }),
      );
    select(carets);
    globalThis.editor = {
      view: editor,
      completion,
      text: () => model.getValue(),
      carets: () => editor.getSelections().map((selection) => model.getOffsetAt(selection.getPosition())),
      set: (text, caret) => {
        model.setValue(text);
        select([caret]);
      },
      move: (caret) => select([caret]),
      close: () => {
        editor.dispose();
        model.dispose();
      },
      // The first line stands in the line itself, the others in a zone below it.
      ghost: () => {
        const textOf = (all) => [...all].map(({ textContent }) => textContent.replaceAll('\u00a0', ' '));
        const first = textOf(place.querySelectorAll('.ghost-text-decoration, .ghost-text-decoration-preview')).join('');
        const others = textOf(place.querySelectorAll('.suggest-preview-text .view-line'));
        return first || others.length > 0 ? [first, ...others].join('\n') : null;
      },
    };
    editor.focus();
  },
};

async function loadMonaco() {
  const base = new URL('./monaco/vs', document.baseURI).href;
  const style = document.createElement('link');
  style.rel = 'stylesheet';
  style.href = `${base}/editor/editor.main.css`;
  const loader = document.createElement('script');
  loader.src = `${base}/loader.js`;
  document.head.append(style, loader);
  await new Promise((resolve) => loader.addEventListener('load', resolve));
  globalThis.require.config({ paths: { vs: base } });
  return new Promise((resolve, reject) =>
    globalThis.require(['vs/editor/editor.main'], (monaco) => resolve(monaco ?? globalThis.monaco), reject),
  );
}

globalThis.ready = true;
