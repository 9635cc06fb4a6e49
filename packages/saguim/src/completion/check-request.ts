import { outOfRange } from '@saguim/engine/spec';
import type { CompletionRequest, SourceFile } from './completion-request.js';
import type { EditorState } from './editor-state.js';

export type CheckedRequest = Required<Pick<CompletionRequest, 'prefix' | 'suffix' | 'mode' | 'maxLines' | 'alternatives'>> &
  Pick<CompletionRequest, 'language' | 'path' | 'threshold' | 'maxTokens'> & { readonly files: readonly SourceFile[] };

/** @throws {SaguimError} `invalid-argument` naming what is wrong */
export function checkCompletionRequest(request: CompletionRequest): CheckedRequest {
  if (typeof request !== 'object' || request === null) throw outOfRange('request', 'an object with a prefix');
  const { prefix, suffix = '', language, path, files = [], mode = 'auto', maxLines = 16, alternatives = 1, maxTokens, threshold } = request;
  text(prefix, 'prefix');
  text(suffix, 'suffix');
  checkNames({ path, language });
  if (!Array.isArray(files)) throw outOfRange('files', 'a list of files');
  for (const file of files as readonly unknown[]) {
    const { path: name, text: content } = (file ?? {}) as Partial<SourceFile>;
    if (typeof name !== 'string' || typeof content !== 'string') throw outOfRange('files', 'a list of files, each with a path and a text');
  }
  if (mode !== 'auto' && mode !== 'line' && mode !== 'block') throw outOfRange('mode', '"auto", "line" or "block"');
  whole(maxLines, 'maxLines', 1, 64);
  whole(alternatives, 'alternatives', 1, 5);
  if (maxTokens !== undefined) whole(maxTokens, 'maxTokens', 1, 256);
  if (threshold !== undefined) checkThreshold(threshold);
  return { prefix, suffix, language, path, files, mode, maxLines, maxTokens, alternatives, threshold };
}

/** What a document is called. @throws {SaguimError} `invalid-argument` */
function checkNames({ path, language }: { readonly path?: unknown; readonly language?: unknown }): void {
  if (language !== undefined) text(language, 'language');
  if (path !== undefined) text(path, 'path');
}

/** What a session may be told beside its document. @throws {SaguimError} `invalid-argument` naming what is wrong */
export function checkSessionOptions<Options extends object>(options: Options): Options {
  const { delay, alternatives, maxLines, path, language } = options as Partial<Record<string, unknown>>;
  checkNames({ path, language });
  if (delay !== undefined && !((delay as number) >= 0 && Number.isFinite(delay)))
    throw outOfRange('delay', 'a number of milliseconds, 0 or more');
  if (alternatives !== undefined) whole(alternatives, 'alternatives', 2, 5);
  if (maxLines !== undefined) whole(maxLines, 'maxLines', 1, 64);
  return options;
}

/** @throws {SaguimError} `invalid-argument` naming what is wrong */
export function checkFillOptions({ maxTokens }: { readonly maxTokens?: number }): void {
  if (maxTokens !== undefined && !(Number.isSafeInteger(maxTokens) && maxTokens >= 1))
    throw outOfRange('maxTokens', 'a whole number, 1 or more');
}

/** @throws {SaguimError} `invalid-argument` for what is no state of an editor */
export function checkEditorState(state: EditorState): EditorState {
  if (typeof state !== 'object' || state === null) throw outOfRange('state', 'an object with the texts before and after the caret');
  for (const name of ['before', 'after'] as const) {
    const text: unknown = state[name];
    if (text !== undefined && text !== null && typeof text !== 'string') throw outOfRange(name, 'a text');
  }
  return state;
}

/** @throws {SaguimError} `invalid-argument` */
export function checkThreshold(threshold: unknown): number {
  if (typeof threshold === 'number' && threshold >= 0 && threshold <= 1) return threshold;
  throw outOfRange('threshold', 'a number from 0 to 1');
}

/** @throws {SaguimError} `invalid-argument` */
export function checkPatience(patience: unknown): number {
  if (typeof patience === 'number' && patience >= 0) return Math.min(patience, 1e9);
  throw outOfRange('patience', 'a number of milliseconds, 0 or more');
}

function text(value: unknown, name: string): void {
  if (typeof value !== 'string') throw outOfRange(name, 'a text');
}

function whole(value: unknown, name: string, least: number, most: number): void {
  if (!(Number.isInteger(value) && (value as number) >= least && (value as number) <= most))
    throw outOfRange(name, `a whole number from ${least} to ${most}`);
}
