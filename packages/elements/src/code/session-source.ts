import type { CompletionSession, SessionDocument } from 'saguim';

/** Whoever gives an editor its session: a `CodeCompleter`. */
export interface SessionSource {
  session(document?: SessionDocument): CompletionSession;
}

/** Which document it is and what else is open; what every editor's options have in common. */
export interface CompletionOptions {
  /** Whoever completes; a promise of it lets the editor appear while the model loads. */
  readonly completer: SessionSource | Promise<SessionSource>;
  /** The file's path in its project: what stands before its code in the prompt, and tells its language where the editor does not. */
  readonly path?: string;
  /** As editors name it (`typescript`, `python`, …). Default: the editor's own. */
  readonly language?: string;
  /** Other open files, asked for when a prompt is made. */
  readonly files?: SessionDocument['files'];
  /** What screen readers are told and the reading window says: `en`, `pt-BR` or `auto` (default), the browser's. */
  readonly interfaceLanguage?: string;
}

/** Whether key names are those of Apple's keyboards. */
export const isMac = (): boolean => typeof navigator !== 'undefined' && /Mac|iP(hone|ad|od)/.test(navigator.platform);

/** Tells a session that comes when somebody has typed already that the text has changed: it asks then, as after any key. */
export const typedBefore = (session: CompletionSession): void => session.update({ before: '', after: '' });
