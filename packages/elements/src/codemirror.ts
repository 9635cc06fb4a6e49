import { indentWithTab } from '@codemirror/commands';
import { type Extension, Prec } from '@codemirror/state';
import { keymap } from '@codemirror/view';
import { completionKeymap } from './code/codemirror/completion-keymap.js';
import { completionOptions, completionPlugin } from './code/codemirror/completion-plugin.js';
import { description } from './code/codemirror/description.js';
import { ghostTheme } from './code/codemirror/ghost-widget.js';
import type { CompletionOptions } from './code/session-source.js';

export {
  acceptSuggestedLine,
  acceptSuggestedWord,
  acceptSuggestion,
  completionKeymap,
  dismissSuggestion,
  nextSuggestion,
  previousSuggestion,
  readSuggestion,
  requestSuggestion,
} from './code/codemirror/completion-keymap.js';
export type { CompletionOptions, SessionSource } from './code/session-source.js';

export interface CodeMirrorCompletionOptions extends CompletionOptions {
  /** Whether `completionKeymap` is bound. Default true. */
  readonly keymap?: boolean;
  /** Whether Tab indents where there is nothing to accept; Escape, then Tab leaves the editor. Default true. */
  readonly indentWithTab?: boolean;
}

/**
 * Grey text that completes code while it is typed, for a CodeMirror 6 editor.
 *
 *     import { CodeCompleter } from 'saguim';
 *     import { saguimCompletion } from '@saguim/elements/codemirror';
 *     new EditorView({ extensions: [basicSetup, javascript(), saguimCompletion({ completer: CodeCompleter.create() })], parent: document.body });
 */
export function saguimCompletion({
  keymap: keys = true,
  indentWithTab: indent = true,
  ...options
}: CodeMirrorCompletionOptions): Extension {
  return [
    completionOptions.of(options),
    completionPlugin,
    description,
    ghostTheme,
    keys ? Prec.highest(keymap.of(completionKeymap)) : [],
    indent ? Prec.lowest(keymap.of([indentWithTab])) : [],
  ];
}
