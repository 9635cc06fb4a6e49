import { SaguimError } from '@saguim/engine/spec';
import type { CompletionRequest, SourceFile } from './completion-request.js';
import type { EditorState } from './editor-state.js';

export type CheckedRequest = Required<Pick<CompletionRequest, 'prefix' | 'suffix' | 'mode' | 'maxLines' | 'alternatives'>> &
  Pick<CompletionRequest, 'language' | 'path' | 'threshold' | 'maxTokens'> & { readonly files: readonly SourceFile[] };

/** @throws {SaguimError} `invalid-argument` naming what is wrong */
export function checkCompletionRequest(request: CompletionRequest): CheckedRequest {
  if (typeof request !== 'object' || request === null) throw refusal('request', 'an object with a prefix');
  const { prefix, suffix = '', language, path, files = [], mode = 'auto', maxLines = 16, alternatives = 1, maxTokens, threshold } = request;
  const text = (value: unknown, name: string) => {
    if (typeof value !== 'string') throw refusal(name, 'a text');
  };
  text(prefix, 'prefix');
  text(suffix, 'suffix');
  if (language !== undefined) text(language, 'language');
  if (path !== undefined) text(path, 'path');
  if (mode !== 'auto' && mode !== 'line' && mode !== 'block') throw refusal('mode', '"auto", "line" or "block"');
  const whole = (value: unknown, name: string, most: number) => {
    if (!(Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most))
      throw refusal(name, `a whole number from 1 to ${most}`);
  };
  whole(maxLines, 'maxLines', 64);
  whole(alternatives, 'alternatives', 5);
  if (maxTokens !== undefined) whole(maxTokens, 'maxTokens', 256);
  if (threshold !== undefined) checkThreshold(threshold);
  if (!Array.isArray(files)) throw refusal('files', 'a list of files');
  for (const file of files as readonly unknown[]) {
    const { path: name, text: content } = (file ?? {}) as Partial<SourceFile>;
    if (typeof name !== 'string' || typeof content !== 'string') throw refusal('files', 'a list of files, each with a path and a text');
  }
  return { prefix, suffix, language, path, files, mode, maxLines, maxTokens, alternatives, threshold };
}

/** @throws {SaguimError} `invalid-argument` for what is no state of an editor */
export function checkEditorState(state: EditorState): EditorState {
  if (typeof state !== 'object' || state === null) throw refusal('state', 'an object with the texts before and after the caret');
  for (const name of ['before', 'after'] as const) {
    const text: unknown = state[name];
    if (text !== undefined && text !== null && typeof text !== 'string') throw refusal(name, 'a text');
  }
  return state;
}

/** @throws {SaguimError} `invalid-argument` */
export function checkThreshold(threshold: unknown): number {
  if (typeof threshold === 'number' && threshold >= 0 && threshold <= 1) return threshold;
  throw refusal('threshold', 'a number from 0 to 1');
}

/** @throws {SaguimError} `invalid-argument` */
export function checkPatience(patience: unknown): number {
  if (typeof patience === 'number' && patience >= 0) return Math.min(patience, 1e9);
  throw refusal('patience', 'a number of milliseconds, 0 or more');
}

function refusal(name: string, range: string): SaguimError {
  return new SaguimError('invalid-argument', `\`${name}\` is not valid`, {
    where: name,
    hint: `It must be ${range}.`,
    details: { option: name },
  });
}
