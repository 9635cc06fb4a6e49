import {
  ErrorCodes,
  InlineCompletionTriggerKind,
  type Position,
  ResponseError,
  type SelectedCompletionInfo,
} from 'vscode-languageserver/node';

/** What an editor asks: where, and how. */
export interface Question {
  readonly uri: string;
  readonly position: Position;
  /** Asked for by hand, with a key. */
  readonly byHand: boolean;
  /** What an open list of completions would put in. */
  readonly selected?: SelectedCompletionInfo;
}

/** @throws {ResponseError} `InvalidParams`, naming what is wrong */
export function readQuestion(params: unknown): Question {
  const { textDocument, position, context } = params as Record<string, Record<string, unknown> | null | undefined>;
  const uri = textDocument?.uri;
  if (typeof uri !== 'string') throw invalid('textDocument.uri must be a string');
  if (!isPosition(position)) throw invalid('position must have a line and a character, whole numbers from 0');
  const byHand = context?.triggerKind === InlineCompletionTriggerKind.Invoked;
  const selected = (context?.selectedCompletionInfo ?? undefined) as SelectedCompletionInfo | undefined;
  if (selected === undefined) return { uri, position, byHand };
  const start: unknown = selected.range?.start;
  if (typeof selected.text !== 'string' || !isPosition(start) || isAfter(start, position))
    throw invalid('context.selectedCompletionInfo must have a text, and a range that begins at the position or before it');
  return { uri, position, byHand, selected };
}

function isPosition(value: unknown): value is Position {
  const { line, character } = (value ?? {}) as Partial<Position>;
  return isCount(line) && isCount(character);
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;

const isAfter = (a: Position, b: Position) => a.line > b.line || (a.line === b.line && a.character > b.character);

const invalid = (what: string) => new ResponseError(ErrorCodes.InvalidParams, `${what}.`);
