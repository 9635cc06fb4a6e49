import type { CheckOptions } from './moderator-options.js';
import type { TextModerator } from './text-moderator.js';
import type { Verdict } from './verdict.js';

/** Where a comment is typed: a `<textarea>`, an `<input>`, or anything with a value that tells of `focus`, `input` and `blur`. */
export interface CommentField extends EventTarget {
  readonly value: string;
}

export interface WatchOptions {
  /** A moderator that is there already, or what brings one: called at the first focus, and never before. */
  moderator: Pick<TextModerator, 'check'> | (() => Promise<Pick<TextModerator, 'check'>>);
  /** Told after each check, and with nothing when the field is empty again. Advice for the writer: what decides is the server's check. */
  onVerdict(verdict: Verdict | undefined, text: string): void;
  /** What `moderator` or a check failed with, or what `onVerdict` threw. Default: nothing is told, since the check is advice. */
  onError?(error: unknown): void;
  /** Milliseconds without typing after which a check runs. Default: 400. */
  pause?: number;
  /** What is known of the comment when it is checked, such as its section. */
  options?(): Omit<CheckOptions, 'signal'>;
}

/** A field that is watched. */
export interface CommentWatch {
  /** Checks now what the field holds, as before sending. @throws what `moderator` or the check failed with */
  check(): Promise<Verdict>;
  /** Ends watching and what runs. The moderator stays. */
  stop(): void;
}

/**
 * Checks a comment as it is typed: on pauses and when the field is left, older checks ended by newer ones, and nothing loaded before the
 * first focus. Sentences that did not change cost nothing.
 */
export function watchComment(field: CommentField, { moderator, onVerdict, onError, pause = 400, options }: WatchOptions): CommentWatch {
  let loading: Promise<Pick<TextModerator, 'check'>> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | undefined;
  /** The text of the latest verdict. */
  let checked: string | undefined;
  const ended = new AbortController();

  const load = () => {
    loading ??= Promise.resolve(typeof moderator === 'function' ? moderator() : moderator);
    loading.catch(() => {
      loading = undefined; // the next focus or pause tries again
    });
    return loading;
  };
  const end = () => {
    clearTimeout(timer);
    running?.abort(new DOMException('A newer text is checked.', 'AbortError'));
    running = undefined;
  };
  const check = async (): Promise<Verdict> => {
    end();
    ended.signal.throwIfAborted();
    const controller = (running = new AbortController());
    const text = field.value;
    const { signal } = controller;
    const ready = await load();
    signal.throwIfAborted();
    const verdict = await ready.check(text, { ...options?.(), signal });
    signal.throwIfAborted();
    checked = text;
    running = undefined;
    return verdict;
  };
  const advise = async () => {
    const text = field.value;
    if (text === checked) return;
    try {
      if (text.trim() === '') {
        end();
        checked = text;
        onVerdict(undefined, text);
      } else onVerdict(await check(), text);
    } catch (error) {
      if ((error as Error | undefined)?.name !== 'AbortError') onError?.(error);
    }
  };

  const listen = (type: string, listener: () => void) => field.addEventListener(type, listener, { signal: ended.signal });
  listen('focus', () => void load().catch((error) => onError?.(error)));
  listen('input', () => {
    end();
    timer = setTimeout(advise, pause);
  });
  listen('blur', () => {
    clearTimeout(timer);
    if (!running) void advise();
  });
  return {
    check,
    stop() {
      ended.abort(new DOMException('Watching has ended.', 'AbortError'));
      end();
    },
  };
}
