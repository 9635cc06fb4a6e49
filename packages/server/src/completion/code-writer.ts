import type { CodeCompleter, Completer } from 'saguim';

/** Whoever completes code: a `CodeCompleter`. */
export type CodeWriter = Completer & Pick<CodeCompleter, 'fill'>;

/** What completions are made with. */
export interface CompletionSource {
  /** The model's name in answers. */
  readonly model: string;
  /** Called once, when the first completion is asked for, and again after it failed. It stays the caller's to give back. */
  open(): Promise<CodeWriter>;
}

/** The one writer of a source, opened when it is first needed. */
export function openOnce({ open }: CompletionSource): () => Promise<CodeWriter> {
  let opened: Promise<CodeWriter> | undefined;
  return () => {
    if (!opened) {
      const mine = open();
      opened = mine;
      mine.catch(() => {
        if (opened === mine) opened = undefined;
      });
    }
    return opened;
  };
}
