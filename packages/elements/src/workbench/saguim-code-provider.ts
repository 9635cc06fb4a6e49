import { CodeCompleter, CompletionStatistics, catalogue, defaultModels, type SessionCounter } from 'saguim';
import type { ChatModelInfo } from '../chat/chat-provider.js';
import type { ModelSource } from '../chat/model-loader.js';
import type { CodeModel, CodeProvider, CompletionSupport } from './code-provider.js';

/** Completes code with the library, on this device. Importing it loads no model; the first suggestion does. */
export function createSaguimCodeProvider(): CodeProvider {
  return new SaguimCodeProvider();
}

const infoOf = (model: CodeModel): ChatModelInfo => {
  const name = typeof model === 'string' ? model : model.name;
  const entry = typeof model === 'string' ? catalogue.find((candidate) => candidate.name === name) : undefined;
  return { name, title: entry?.title ?? name, languages: entry?.languages ?? [] };
};

class SaguimCodeProvider implements CodeProvider {
  #model: CodeModel = defaultModels.chat;
  #completer: CodeCompleter | undefined;
  #statistics: CompletionStatistics | undefined;
  readonly opened = CompletionStatistics.open().then((statistics) => {
    this.#statistics = statistics;
  });

  readonly counter: SessionCounter = this;

  get model(): ChatModelInfo {
    return infoOf(this.#model);
  }

  get support(): CompletionSupport | undefined {
    const mode = this.#completer?.support.mode;
    return mode === 'none' ? undefined : mode;
  }

  get completer(): CodeCompleter {
    if (!this.#completer) throw new DOMException('The model is not ready', 'InvalidStateError');
    return this.#completer;
  }

  get counts() {
    return this.#statistics!.counts;
  }

  get useful(): number | undefined {
    return this.#statistics!.useful;
  }

  readonly count: SessionCounter['count'] = (what, by) => this.#statistics!.count(what, by);

  resetCounts(): void {
    this.#statistics!.reset();
  }

  choose(model: CodeModel = defaultModels.chat): void {
    this.#model = model;
  }

  async prepare({ signal, onProgress }: Parameters<ModelSource['prepare']>[0] = {}): Promise<ChatModelInfo> {
    const model = this.#model;
    const completer = await CodeCompleter.create({
      model,
      signal,
      onProgress: ({ phase, loaded, total }) => onProgress?.({ phase, fraction: total > 0 ? Math.min(1, loaded / total) : 0 }),
    });
    if (signal?.aborted) {
      completer.destroy();
      throw signal.reason;
    }
    this.#completer?.destroy();
    this.#completer = completer;
    const { backend, threads, contextLength } = completer.model;
    return { ...infoOf(model), backend, threads, contextWindow: contextLength };
  }

  release(): void {
    this.#completer?.destroy();
    this.#completer = undefined;
  }
}
