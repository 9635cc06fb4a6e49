import type * as Monaco from 'monaco-editor';
import { MonacoSession } from './code/monaco/monaco-session.js';
import { type CompletionOptions, isMac } from './code/session-source.js';
import { codeMessages } from './i18n/code-language.js';

export type { CompletionOptions, SessionSource } from './code/session-source.js';

type Editor = Monaco.editor.IStandaloneCodeEditor;

/** Where a suggestion of ours can be accepted. A list of completions that is open goes first. */
const SHOWN = 'editorTextFocus && inlineSuggestionVisible && !suggestWidgetVisible && !editorReadonly';

/**
 * Grey text that completes code while it is typed, for a Monaco editor: Monaco paints, the library's session decides what and when.
 *
 *     import * as monaco from 'monaco-editor';
 *     import { saguimCompletion } from '@saguim/elements/monaco';
 *     const completion = saguimCompletion(monaco, editor, { completer: CodeCompleter.create() });
 *
 * @returns what takes it off the editor again; the editor's own end does so too
 */
export function saguimCompletion(monaco: typeof Monaco, editor: Editor, options: CompletionOptions): Monaco.IDisposable {
  const m = codeMessages(options.interfaceLanguage);
  /** Monaco's own actions; one that a later key cancels is none to complain about. */
  const own = (id: string) =>
    void editor
      .getAction(`editor.action.inlineSuggest.${id}`)
      ?.run()
      .catch(() => {});
  /** Has Monaco ask again, and paint what there is now. */
  const refresh = () => {
    own('hide');
    if (session.suggestion) own('trigger');
  };
  const session = new MonacoSession(editor, options, refresh);

  const provider: Monaco.languages.InlineCompletionsProvider = {
    debounceDelayMs: 0,
    provideInlineCompletions(model, position) {
      if (model !== editor.getModel() || !editor.getPosition()?.equals(position)) return { items: [] };
      session.tell();
      const { suggestion } = session;
      if (!suggestion) return { items: [] };
      // Several lines have to reach to the end of the line in Monaco: what stands there stands at their end too.
      const line = model.getLineContent(position.lineNumber);
      const rest = suggestion.text.includes('\n') ? line.slice(position.column - 1) : '';
      const range = new monaco.Range(position.lineNumber, position.column, position.lineNumber, position.column + rest.length);
      return { items: [{ insertText: suggestion.text + rest, range }] };
    },
    disposeInlineCompletions() {},
  };

  const { KeyCode, KeyMod } = monaco;
  const action = (id: keyof typeof m.commands, keybindings: number[], run: () => void, precondition = SHOWN) =>
    editor.addAction({ id: `saguim.${id}`, label: m.commands[id], keybindings, precondition, run });
  const read = async (text: string) => {
    session.reading = true;
    const { SaguimSuggestionReader } = await import('./code/suggestion-reader.js');
    const reader = new SaguimSuggestionReader();
    editor.getContainerDomNode().append(reader);
    await reader.open({
      text,
      messages: m,
      accept: () => session.accept('all'),
      closed: () => {
        reader.remove();
        editor.focus();
        session.reading = false;
      },
    });
  };

  const leaving = leaveOnTab(monaco, editor);
  const label = editor.getRawOptions().ariaLabel;
  editor.updateOptions({ ariaLabel: [label, m.description(isMac())].filter(Boolean).join('. ') });
  const disposables: Monaco.IDisposable[] = [
    monaco.languages.registerInlineCompletionsProvider('*', provider),
    // Where another provider's text is shown, the key does what it did before.
    action('all', [KeyCode.Tab], () => session.accept('all') || own('commit'), `${SHOWN} && !editorTabMovesFocus`),
    action('word', [KeyMod.CtrlCmd | KeyCode.RightArrow], () => session.accept('word') || own('acceptNextWord')),
    action('line', [KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.RightArrow], () => session.accept('line') || own('acceptNextLine')),
    action('dismiss', [KeyCode.Escape], () => {
      session.dismiss();
      own('hide');
    }),
    action('next', [KeyMod.Alt | KeyCode.BracketRight], () => session.step(1) || own('showNext')),
    action('previous', [KeyMod.Alt | KeyCode.BracketLeft], () => session.step(-1) || own('showPrevious')),
    action('request', [KeyMod.Alt | KeyCode.Backslash], () => session.request(), 'editorTextFocus && !editorReadonly'),
    action('read', [KeyMod.Shift | KeyCode.F2, KeyMod.Alt | KeyCode.F2], () => {
      const { suggestion } = session;
      if (suggestion) void read(suggestion.text);
    }),
    leaving,
    editor.onDidDispose(() => dispose()),
  ];
  const dispose = () => {
    session.dispose();
    for (const disposable of disposables.splice(0)) disposable.dispose();
    editor.updateOptions({ ariaLabel: label });
  };
  return { dispose };
}

/** After Escape, Tab leaves the editor until another key is pressed. */
function leaveOnTab({ KeyCode }: typeof Monaco, editor: Editor): Monaco.IDisposable {
  let on = false;
  const set = (value: boolean) => {
    if (value === on || (value && editor.getRawOptions().tabFocusMode)) return;
    on = value;
    editor.updateOptions({ tabFocusMode: value });
  };
  const passing = new Set([KeyCode.Tab, KeyCode.Shift, KeyCode.Ctrl, KeyCode.Alt, KeyCode.Meta]);
  const disposables = [
    editor.onKeyDown(({ keyCode }) => {
      if (!passing.has(keyCode)) set(keyCode === KeyCode.Escape);
    }),
    editor.onDidBlurEditorText(() => set(false)),
  ];
  return {
    dispose() {
      for (const disposable of disposables) disposable.dispose();
    },
  };
}
