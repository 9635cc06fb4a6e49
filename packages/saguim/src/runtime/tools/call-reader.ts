import type { Tokenizer } from '@saguim/engine';
import type { ChatTool } from '../engine-messages.js';
import { markSpellings, ToolCallReader } from './tool-call-reader.js';
import type { ToolFormat } from './tool-format.js';

export interface CallReader {
  readonly reader: ToolCallReader;
  /** What the control tokens of calls look like to it. */
  readonly marks: ReadonlyMap<number, string>;
}

/** What tells calls of these tools from text. */
export function openReader({ controlTokens }: Tokenizer, tools: readonly ChatTool[], format: ToolFormat): CallReader {
  const marks = markSpellings.flatMap((mark) => {
    const id = controlTokens.get(mark);
    return id === undefined ? [] : [[id, mark] as const];
  });
  return { reader: new ToolCallReader(format, tools), marks: new Map(marks) };
}
