import type { CodeCompleter, CodeSuggestion, CompletionRequest } from 'saguim';
import {
  type ClientCapabilities,
  type CompletionItem,
  type InlineCompletionItem,
  InsertTextFormat,
  InsertTextMode,
  type Position,
  type Range,
  type SelectedCompletionInfo,
} from 'vscode-languageserver/node';
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

/** How an editor takes an entry of a list of completions. */
export interface ListItemSupport {
  /** Snippets, which some editors insert whole where they take of a plain text its first word alone. */
  readonly snippets: boolean;
  /** Lines may be asked to stay as they are; else the editor indents them as the caret's line is. */
  readonly asIs: boolean;
}

export function listItemSupport(capabilities: ClientCapabilities): ListItemSupport {
  const { snippetSupport, insertTextModeSupport } = capabilities.textDocument?.completion?.completionItem ?? {};
  return { snippets: snippetSupport === true, asIs: insertTextModeSupport?.valueSet.includes(InsertTextMode.asIs) === true };
}

/** The same as an entry of a list of completions, for editors that show nothing in grey. */
export function asListItem({ position, document }: Place, { suggestion }: InlineSuggestion, support: ListItemSupport): CompletionItem {
  const caret = document.offsetAt(position);
  const line = document.getText({ start: { line: position.line, character: 0 }, end: position });
  const word = /[\p{L}\p{N}_$]*$/u.exec(line)![0];
  const whole = word + suggestion.text;
  const [first = ''] = whole.trimStart().split('\n');
  const indent = /^\s*/.exec(line)![0];
  const plain = support.snippets && !support.asIs ? whole.replaceAll(`\n${indent}`, '\n') : whole;
  return {
    label: first.trimEnd(),
    detail: 'Saguim',
    filterText: whole,
    // After what a language's own server knows for certain.
    sortText: '\u{10ffff}',
    textEdit: {
      range: { start: document.positionAt(caret - word.length), end: position },
      newText: support.snippets ? plain.replace(/[\\$}]/g, '\\$&') : plain,
    },
    ...(support.snippets ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
    ...(support.asIs ? { insertTextMode: InsertTextMode.asIs } : {}),
    ...(whole.includes('\n') ? { documentation: whole } : {}),
  };
}
