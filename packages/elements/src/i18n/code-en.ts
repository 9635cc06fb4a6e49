import type { CodeMessages } from './code-messages.js';

export const codeEn: CodeMessages = {
  suggestion: (lines) => (lines === 1 ? 'Suggestion' : `Suggestion of ${lines} lines`),
  suggestionOf: (index, count) => `Suggestion ${index} of ${count}`,
  accepted: 'Inserted',
  dismissed: 'Dismissed',
  description: (mac) =>
    `Suggestions appear while you type. Tab inserts one, Escape dismisses it, ${mac ? 'Command' : 'Control'} Right inserts a word, ` +
    `Shift F2 opens it to be read. Without one, Tab indents; Escape, then Tab leaves the editor.`,
  readTitle: 'Suggestion',
  accept: 'Insert',
  close: 'Close',
  commands: {
    all: 'Insert the suggestion',
    word: 'Insert the next word of the suggestion',
    line: 'Insert the next line of the suggestion',
    dismiss: 'Dismiss the suggestion',
    next: 'Next suggestion',
    previous: 'Previous suggestion',
    request: 'Suggest here',
    read: 'Read the suggestion',
  },
};
