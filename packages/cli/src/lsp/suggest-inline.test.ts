import { expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { asListItem, type InlineSuggestion } from './suggest-inline.js';

const document = TextDocument.create('file:///a.js', 'javascript', 1, 'if (a) {\n  ca');
const place = { document, position: { line: 1, character: 4 } };
const suggestion = { suggestion: { text: 'll("\\n", $b, {\n    c,\n  });\n}' } } as InlineSuggestion;
const range = { start: { line: 1, character: 2 }, end: { line: 1, character: 4 } };

it.each([
  ['as plain text, which stays as it is', false, false, 'call("\\n", $b, {\n    c,\n  });\n}', undefined, undefined],
  ['as a snippet whose lines the editor indents', true, false, 'call("\\\\n", \\$b, {\n  c,\n\\});\n\\}', 2, undefined],
  ['as a snippet that stays as it is', true, true, 'call("\\\\n", \\$b, {\n    c,\n  \\});\n\\}', 2, 1],
])('an entry of a list inserts the whole text: %s', (_, snippets, asIs, newText, format, mode) => {
  const item = asListItem(place, suggestion, { snippets, asIs });
  expect(item.textEdit).toEqual({ range, newText });
  expect([item.insertTextFormat, item.insertTextMode]).toEqual([format, mode]);
});
