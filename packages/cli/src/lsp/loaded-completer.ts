import type { CodeCompleter } from 'saguim';
import type { LspSettings } from './lsp-settings.js';

/** Loads a completer as the settings name it, and tells how far that is, 0 … 1. */
export type LoadCompleter = (
  settings: Pick<LspSettings, 'model' | 'infill'>,
  onProgress: (share: number) => void,
  signal: AbortSignal,
) => Promise<CodeCompleter>;

interface Loading {
  readonly key: string;
  readonly controller: AbortController;
  readonly completer: Promise<CodeCompleter>;
}

/** The one completer of a server: loaded when the settings are known, and again when they name another. */
export class LoadedCompleter {
  readonly #load: LoadCompleter;
  #loading: Loading | undefined;

  constructor(load: LoadCompleter) {
    this.#load = load;
  }

  /** Undefined before the first `use`, and after a failure: the next `use` tries again. */
  get completer(): Promise<CodeCompleter> | undefined {
    return this.#loading?.completer;
  }

  /**
   * Has the completer of these settings loaded. One that is there already stays; another one is given back.
   * @returns whether one is loaded for it now
   */
  use(
    { model, infill }: LspSettings,
    onProgress: (share: number) => void,
  ): { readonly fresh: boolean; readonly completer: Promise<CodeCompleter> } {
    const key = JSON.stringify([model, infill]);
    if (this.#loading?.key === key) return { fresh: false, completer: this.#loading.completer };
    this.end();
    const controller = new AbortController();
    const completer = this.#load({ model, infill }, onProgress, controller.signal);
    const loading = { key, controller, completer };
    this.#loading = loading;
    completer.catch(() => {
      if (this.#loading === loading) this.#loading = undefined;
    });
    return { fresh: true, completer };
  }

  /** Gives it back. */
  end(): void {
    const loading = this.#loading;
    this.#loading = undefined;
    if (!loading) return;
    loading.controller.abort();
    loading.completer.then(
      (completer) => completer.destroy(),
      () => {},
    );
  }
}
