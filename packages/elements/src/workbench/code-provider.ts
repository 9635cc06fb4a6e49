import type { Completer, CompletionCounts, SessionCounter } from 'saguim';
import type { ModelSource } from '../chat/model-loader.js';

/** A model that completes code: a name, the address of a GGUF file, or such a file itself. */
export type CodeModel = string | File;

/** What a model does with the text after the caret: it was trained to fill in, or what it writes is fitted to it. */
export type CompletionSupport = 'fim' | 'prefix';

/** Whoever completes code in the workbench. `prepare()` makes the model ready. */
export interface CodeProvider extends ModelSource {
  /** What the model is made for; undefined until it is ready. */
  readonly support: CompletionSupport | undefined;
  /** What completes. @throws InvalidStateError where the model is not ready */
  readonly completer: Completer;
  /** What became of suggestions, on this device. */
  readonly counts: CompletionCounts;
  readonly counter: SessionCounter;
  /** Resolves when `counts` holds what was counted earlier. */
  readonly opened: Promise<void>;
  /** Takes another model, from the next `prepare()` on; undefined: the one that comes along. */
  choose(model: CodeModel | undefined): void;
  /** Forgets what became of suggestions. */
  resetCounts(): void;
}
