import { startTimer } from '#platform';
import { acceptedPart } from './accepted-part.js';
import { checkEditorState, checkSessionOptions } from './check-request.js';
import type { CompletionCount } from './completion-counts.js';
import { Questions } from './completion-questions.js';
import type { CodeSuggestion, Completer, CompletionRequest, SuggestedText } from './completion-request.js';
import type { CompletionSession, SessionClock } from './completion-session.js';
import {
  type AcceptedPart,
  type AcceptedText,
  type EditorState,
  type SessionDocument,
  type ShownSuggestion,
  SuggestionEvent,
} from './editor-state.js';
import { Pace } from './pace.js';
import { TextAtCaret } from './text-at-caret.js';

/** Where a session counts what becomes of its suggestions. */
export interface SessionCounter {
  count(what: CompletionCount, by?: number): void;
  /** The share of suggestions that were wanted, 0 … 1; undefined while nothing is known. */
  readonly useful: number | undefined;
}

export interface CompletionSessionOptions extends SessionDocument {
  readonly counter?: SessionCounter;
  readonly clock?: SessionClock;
  /** Milliseconds to wait after a key. Default: adapted to the person and the device. */
  readonly delay?: number;
  /** Whether suggestions come by themselves. Default true; else only `request()` brings them. */
  readonly automatic?: boolean;
  /** Alternatives asked for by `next()`; 2 … 5. Default 3. */
  readonly alternatives?: number;
  /** Whether the completion after the one shown is made ahead. Default true. */
  readonly prefetch?: boolean;
  /** Lines at most; default: the completer's. */
  readonly maxLines?: number;
  /** What went wrong with a request; suggestions just stay away. */
  readonly onError?: (error: unknown) => void;
}

/** What is shown, and what has been typed of it since it was made. */
interface Shown {
  readonly at: TextAtCaret;
  list: readonly SuggestedText[];
  index: number;
  typed: number;
  /** What was taken of it by key was counted. */
  counted: boolean;
}

const systemClock: SessionClock = { now: () => performance.now(), start: startTimer };

/** Milliseconds after which it is looked at whether what was taken is still there. */
const keptAfter = 30_000;
/** Milliseconds at a place, without a key, after which what stands before it is computed ahead. */
const restedAfter = 250;
/** Acceptances that are looked at later, at most. */
const mostWatched = 32;

/** A session for one document, over any completer. */
export class SuggestionSession extends EventTarget implements Omit<CompletionSession, keyof EventTarget> {
  document: SessionDocument;
  readonly #questions: Questions;
  readonly #options: CompletionSessionOptions;
  readonly #clock: SessionClock;
  readonly #pace = new Pace();
  readonly #watched = new Set<() => void>();
  #latest: TextAtCaret | undefined;
  #open = false;
  #shown: Shown | undefined;
  #event: ShownSuggestion | null = null;
  #state: CompletionSession['state'] = 'idle';
  #stopTimer: (() => void) | undefined;
  /** Where something was sent away: nothing comes by itself there. */
  #dismissed: TextAtCaret | undefined;
  #accepted = false;
  /** The text has changed, and nothing was asked since. */
  #changed = false;
  #closed = false;

  constructor(completer: Completer, options: CompletionSessionOptions = {}) {
    super();
    this.#questions = new Questions(completer);
    this.#options = checkSessionOptions(options);
    this.#clock = options.clock ?? systemClock;
    const { path, language, files } = options;
    this.document = { path, language, files };
  }

  get suggestion(): ShownSuggestion | null {
    return this.#event;
  }

  get state(): CompletionSession['state'] {
    return this.#state;
  }

  update(state: EditorState): void {
    if (this.#closed) return;
    const at = new TextAtCaret(checkEditorState(state));
    const { selectionEmpty = true, composing = false, readOnly = false } = state;
    const before = this.#latest;
    const wasOpen = this.#open;
    this.#latest = at;
    this.#open = selectionEmpty && !composing && !readOnly;
    if (!this.#open) {
      this.#changed ||= before !== undefined && !at.movedSince(before);
      this.#cancel();
      this.#hide();
      return;
    }
    if (before && wasOpen && at.equals(before)) return; // nothing that concerns us
    if (before && !at.movedSince(before)) {
      this.#changed = true;
      this.#pace.key(this.#clock.now());
    }
    const accepted = this.#accepted;
    this.#accepted = false;
    if (this.#dismissed && !at.equals(this.#dismissed)) this.#dismissed = undefined;
    if (this.#follow(at)) return;
    this.#cancel();
    this.#hide();
    if (this.#dismissed || this.#options.automatic === false) return;
    if (accepted) {
      this.#ask({});
      return;
    }
    // A caret that only moves asks for nothing, but where it comes to rest somebody will type.
    if (!this.#changed) {
      this.#stopTimer = this.#clock.start(restedAfter, () => this.#questions.prepare(this.#request(at.before, at.after)));
      return;
    }
    const { delay = this.#pace.delay(this.#options.counter?.useful) } = this.#options;
    this.#setState('waiting');
    this.#stopTimer = this.#clock.start(delay, () => this.#ask({}));
  }

  request(): void {
    if (this.#closed || !this.#open) return;
    this.#dismissed = undefined;
    this.#ask({ threshold: 0 });
  }

  accept(part: AcceptedPart): AcceptedText | null {
    const shown = this.#shown;
    if (!shown || !this.#event) return null;
    const { text: whole, from } = this.#event;
    const text = acceptedPart(whole, part);
    const { counter } = this.#options;
    if (text.length === whole.length) {
      if (!shown.counted) counter?.count('accepted');
      shown.counted = true;
    } else {
      if (!shown.counted) counter?.count('acceptedPart');
      shown.counted = true;
    }
    counter?.count('acceptedCharacters', text.length);
    this.#watch(text);
    this.#accepted = true;
    return { text, from };
  }

  dismiss(): boolean {
    const any = this.#event !== null;
    if (any) this.#options.counter?.count('dismissed');
    this.#cancel();
    this.#hide();
    this.#dismissed = this.#latest;
    return any;
  }

  next(): boolean {
    return this.#turn(1);
  }

  previous(): boolean {
    return this.#turn(-1);
  }

  close(): void {
    this.#cancel();
    this.#hide();
    for (const stop of this.#watched) stop();
    this.#watched.clear();
    this.#closed = true;
    this.#latest = undefined;
  }

  /** Stays with what is shown while it is typed. @returns whether there is nothing else to do */
  #follow(at: TextAtCaret): boolean {
    const shown = this.#shown;
    if (!shown) return false;
    const fits = (index: number) => at.typedSince(shown.at, shown.list[index]!.text);
    let { index } = shown;
    let typed = fits(index);
    // What was typed may be the beginning of another of them.
    for (let i = 0; typed === undefined && i < shown.list.length; i++) {
      typed = fits(i);
      if (typed !== undefined) index = i;
    }
    if (typed === undefined) return false;
    const whole = shown.list[index]!.text;
    if (typed === whole.length) {
      if (!shown.counted) this.#options.counter?.count('typedThrough');
      this.#hide();
      if (this.#options.automatic === false) this.#cancel();
      else this.#ask({});
      return true;
    }
    shown.index = index;
    shown.typed = typed;
    this.#paint(at);
    return true;
  }

  /** Asks for the latest state; what is running is aborted, unless it is just that. */
  #ask(more: Partial<CompletionRequest>, onAnswer?: (list: readonly SuggestedText[]) => void): void {
    const at = this.#latest;
    const ahead = at && Object.keys(more).length === 0 ? this.#questions.ahead(at.before, at.after) : undefined;
    if (ahead) this.#stopTimer?.();
    else this.#cancel();
    if (!at || !this.#open || this.#closed) return;
    this.#changed = false;
    const begun = this.#clock.now();
    let first = true;
    const show = (suggestion: CodeSuggestion) => {
      if (first && suggestion.source === 'model') this.#pace.answered(this.#clock.now() - begun);
      first = false;
      this.#show(at, suggestion.alternatives.length > 0 ? suggestion.alternatives : [suggestion]);
    };
    const done = (suggestion: CodeSuggestion | null) => {
      this.#setState('idle');
      if (suggestion && onAnswer) onAnswer(suggestion.alternatives);
      else if (suggestion) show(suggestion);
      else if (!onAnswer) this.#hide();
      if (suggestion && this.#event) this.#prefetch(at);
    };
    this.#setState('working');
    const question = ahead ?? this.#questions.put(this.#request(at.before, at.after, more), 'interactive');
    question.hear(onAnswer ? () => {} : show);
    question.answer.then(done, (error) => {
      this.#setState('idle');
      if (!onAnswer) this.#hide();
      this.#options.onError?.(error);
    });
  }

  /** Makes what comes after the one shown, so that it is there when that is taken. */
  #prefetch(at: TextAtCaret): void {
    const shown = this.#shown;
    if (this.#options.prefetch === false || this.#options.automatic === false || !shown) return;
    const text = at.before + shown.list[shown.index]!.text;
    this.#questions.put(this.#request(text, at.after), 'background').answer.catch(() => {}); // asked again when it is wanted
  }

  /** What a completer is asked; made when it is asked, since it calls what editors gave. */
  #request(prefix: string, suffix: string, more: Partial<CompletionRequest> = {}): CompletionRequest {
    const { path, language, files } = this.document;
    const { maxLines } = this.#options;
    return { prefix, suffix, path, language, files: files?.(), ...(maxLines === undefined ? {} : { maxLines }), ...more };
  }

  #show(at: TextAtCaret, list: readonly SuggestedText[]): void {
    const usable = list.filter(({ text }) => text !== '');
    if (usable.length === 0) {
      this.#hide();
      return;
    }
    const shown = this.#shown;
    if (shown?.at === at) {
      // The rest of it, or others beside it: what is shown stays what it is, unless the first line was not the best.
      const current = shown.list[shown.index]!.text;
      const same = usable.findIndex(({ text }) => text.startsWith(current));
      shown.list = usable;
      shown.index = Math.max(0, same);
      if (shown.typed > usable[shown.index]!.text.length) {
        this.#hide();
        return;
      }
    } else {
      this.#shown = { at, list: usable, index: 0, typed: 0, counted: false };
      this.#options.counter?.count('shown');
    }
    this.#paint(at);
  }

  #turn(by: number): boolean {
    const shown = this.#shown;
    if (!shown || !this.#event) return false;
    if (shown.list.length === 1) {
      const { alternatives = 3 } = this.#options;
      const current = shown.list[0]!;
      const at = this.#latest;
      const { typed } = shown;
      this.#ask({ alternatives, threshold: 0 }, (list) => {
        if (this.#shown !== shown || this.#latest !== at) return;
        const rest = current.text.slice(typed);
        const others = list.filter(({ text }) => text !== rest && text !== '');
        if (others.length === 0) return;
        this.#shown = { at: at!, list: [{ ...current, text: rest }, ...others], index: 0, typed: 0, counted: shown.counted };
        this.#turn(by);
      });
      return true;
    }
    const beginning = shown.list[shown.index]!.text.slice(0, shown.typed);
    do {
      shown.index = (shown.index + by + shown.list.length) % shown.list.length;
    } while (!shown.list[shown.index]!.text.startsWith(beginning) || shown.list[shown.index]!.text === beginning);
    this.#paint(this.#latest!);
    return true;
  }

  #paint(at: TextAtCaret): void {
    const shown = this.#shown!;
    const { text, confidence } = shown.list[shown.index]!;
    this.#tell({ text: text.slice(shown.typed), from: at.offset, index: shown.index, count: shown.list.length, confidence });
  }

  #hide(): void {
    this.#shown = undefined;
    this.#tell(null);
  }

  #tell(suggestion: ShownSuggestion | null): void {
    const old = this.#event;
    if (old === suggestion) return;
    if (
      old &&
      suggestion &&
      old.text === suggestion.text &&
      old.from === suggestion.from &&
      old.index === suggestion.index &&
      old.count === suggestion.count
    )
      return;
    this.#event = suggestion;
    this.dispatchEvent(new SuggestionEvent(suggestion));
  }

  #cancel(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#questions.cancel();
    this.#setState('idle');
  }

  #setState(state: CompletionSession['state']): void {
    if (this.#state === state) return;
    this.#state = state;
    this.dispatchEvent(new Event('state'));
  }

  /** Looks later whether what was taken is still there. */
  #watch(text: string): void {
    const { counter } = this.#options;
    const trimmed = text.trim();
    if (!counter || trimmed === '' || this.#watched.size >= mostWatched) return;
    const stop = this.#clock.start(keptAfter, () => {
      this.#watched.delete(stop);
      const at = this.#latest;
      if (!at) return;
      counter.count('checked');
      if (at.before.includes(trimmed) || at.after.includes(trimmed)) counter.count('kept');
    });
    this.#watched.add(stop);
  }
}

/**
 * A session over any completer, as an editor's tests have one. `CodeCompleter.session()` gives one that counts.
 * @throws {SaguimError} `invalid-argument` naming the option and what it may be
 */
export function createCompletionSession(completer: Completer, options: CompletionSessionOptions = {}): CompletionSession {
  return new SuggestionSession(completer, options) as CompletionSession;
}
