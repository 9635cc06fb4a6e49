import type { CodeCompleter, CodeSuggestion, CompletionRequest } from 'saguim';
import type { CompletionItem, InlineCompletionItem, Position, Range, SelectedCompletionInfo } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

export interface Place {
  readonly document: TextDocument;
  readonly position: Position;
  /** What an open list of completions would put in: the suggestion goes on from it. */
  readonly selected?: SelectedCompletionInfo;
}

export interface InlineSuggestion {
  readonly suggestion: CodeSuggestion;
  readonly items: InlineCompletionItem[];
  /** What the text before the caret is once the suggestion is taken. */
  readonly taken: string;
}

/** The text on both sides of a place. */
export function sidesOf({ document, position, selected }: Place): { readonly prefix: string; readonly suffix: string } {
  const text = document.getText();
  const caret = document.offsetAt(position);
  if (!selected) return { prefix: text.slice(0, caret), suffix: text.slice(caret) };
  return { prefix: text.slice(0, document.offsetAt(selected.range.start)) + selected.text, suffix: text.slice(caret) };
}

/**
 * Suggestions for a place, as an editor shows them in grey.
 * @throws as `CodeCompleter.complete()`
 */
export async function suggestInline(
  completer: Pick<CodeCompleter, 'complete'>,
  place: Place,
  request: Omit<CompletionRequest, 'prefix' | 'suffix'>,
  options: { readonly signal: AbortSignal; readonly patience: number },
): Promise<InlineSuggestion | undefined> {
  const sides = sidesOf(place);
  const suggestion = await completer.complete({ ...request, ...sides }, { ...options, onPartial: () => {} });
  if (!suggestion) return undefined;
  const { position, selected } = place;
  const range: Range = { start: selected?.range.start ?? position, end: position };
  const items = suggestion.alternatives.map(({ text }) => ({ insertText: (selected?.text ?? '') + text, range }));
  return { suggestion, items, taken: sides.prefix + suggestion.text };
}

/** The same as an entry of a list of completions, for editors that show nothing in grey. */
export function asListItem({ position, document }: Place, { suggestion }: InlineSuggestion): CompletionItem {
  const caret = document.offsetAt(position);
  const line = document.getText({ start: { line: position.line, character: 0 }, end: position });
  const word = /[\p{L}\p{N}_$]*$/u.exec(line)![0];
  const newText = word + suggestion.text;
  const [first = ''] = newText.trimStart().split('\n');
  return {
    label: first.trimEnd(),
    detail: 'Saguim',
    filterText: newText,
    // After what a language's own server knows for certain.
    sortText: '\u{10ffff}',
    textEdit: { range: { start: document.positionAt(caret - word.length), end: position }, newText },
    ...(newText.includes('\n') ? { documentation: newText } : {}),
  };
}
