import type { Command, KeyBinding } from '@codemirror/view';
import { completionPlugin, type GhostText } from './completion-plugin.js';

const command =
  (run: (ghost: GhostText) => boolean): Command =>
  (view) => {
    const ghost = view.plugin(completionPlugin);
    return ghost ? run(ghost) : false;
  };

/** Inserts what is suggested. */
export const acceptSuggestion: Command = command((ghost) => ghost.accept('all'));
/** Inserts its first word. */
export const acceptSuggestedWord: Command = command((ghost) => ghost.accept('word'));
/** Inserts its first line. */
export const acceptSuggestedLine: Command = command((ghost) => ghost.accept('line'));
/** Shows the next alternative. */
export const nextSuggestion: Command = command(({ session }) => session?.next() ?? false);
/** Shows the alternative before. */
export const previousSuggestion: Command = command(({ session }) => session?.previous() ?? false);
/** Opens what is suggested as plain text, to be read. */
export const readSuggestion: Command = command((ghost) => ghost.read());
/** Asks for a suggestion now. */
export const requestSuggestion: Command = command((ghost) => ghost.request());
/** Hides what is suggested. A list of completions that is open is closed first, by its own key. */
export const dismissSuggestion: Command = (view) => {
  if (view.dom.querySelector('.cm-tooltip-autocomplete')) return false;
  return view.plugin(completionPlugin)?.dismiss() ?? false;
};

/** The keys; each is the editor's own again where there is nothing to do. */
export const completionKeymap: readonly KeyBinding[] = [
  { key: 'Tab', run: acceptSuggestion },
  { key: 'Escape', run: dismissSuggestion },
  { key: 'Mod-ArrowRight', run: acceptSuggestedWord },
  { key: 'Mod-Shift-ArrowRight', run: acceptSuggestedLine },
  { key: 'Alt-]', run: nextSuggestion },
  { key: 'Alt-[', run: previousSuggestion },
  { key: 'Alt-\\', run: requestSuggestion },
  { key: 'Shift-F2', run: readSuggestion },
  { key: 'Alt-F2', run: readSuggestion },
];
