import type { CodeSuggestion } from './completion-request.js';

type OnPartial = (suggestion: CodeSuggestion) => void;

/**
 * Work that is waited for only so long once something can be shown; then that is the answer, and the work ends.
 * @throws the signal's reason; what the work throws
 */
export async function withPatience(
  milliseconds: number,
  signal: AbortSignal,
  onPartial: OnPartial | undefined,
  work: (signal: AbortSignal, onPartial: OnPartial) => Promise<CodeSuggestion | null>,
): Promise<CodeSuggestion | null> {
  const enough = new AbortController();
  const leave = () => enough.abort(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  let partial: CodeSuggestion | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await work(enough.signal, (suggestion) => {
      partial = suggestion;
      onPartial?.(suggestion);
      timer ??= setTimeout(() => enough.abort(), milliseconds);
    });
  } catch (error) {
    if (signal.aborted || !enough.signal.aborted || !partial) throw error;
    return { ...partial, isPartial: true };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
  }
}
