import type { CodeCompleter, CompletionRequest } from 'saguim';
import {
  type CancellationToken,
  type Connection,
  DidChangeConfigurationNotification,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type LoadCompleter, LoadedCompleter } from './loaded-completer.js';
import { type LspSettings, readLspSettings } from './lsp-settings.js';
import { hasText, OpenFiles } from './open-files.js';
import { type Question, readQuestion } from './read-question.js';
import {
  asListItem,
  type InlineSuggestion,
  type ListItemSupport,
  listItemSupport,
  type Place,
  sidesOf,
  suggestInline,
} from './suggest-inline.js';

export interface LanguageServerOptions {
  readonly version: string;
  /** As the command was asked; what the editor sets goes before. */
  readonly settings: LspSettings;
  readonly load: LoadCompleter;
  /** What went wrong, as a sentence for people. */
  readonly describe: (error: unknown) => string;
}

/** Suggestions that are asked for by hand, to choose from; who asks so waits for the choice, this many milliseconds. */
const alternatives = 3;
const patienceByHand = 5000;
const section = 'saguim';

/**
 * Grey text over the Language Server Protocol 3.18, `textDocument/inlineCompletion`; for an editor that has none, an entry of its list of
 * completions. https://microsoft.github.io/language-server-protocol/specifications/lsp/3.18/specification/
 */
export class LanguageServer {
  readonly #connection: Connection;
  readonly #options: LanguageServerOptions;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #files = new OpenFiles();
  readonly #loaded: LoadedCompleter;
  #settings: LspSettings;
  #stage: 'new' | 'ready' | 'ended' = 'new';
  #hearsOfFolders = false;
  #asksForSettings = false;
  #hearsOfSettings = false;
  #showsProgress = false;
  #listItems: ListItemSupport = { snippets: false, asIs: false };
  /** The question that runs: the next one gives it up, and so does a change of a text. */
  #running = new AbortController();

  constructor(connection: Connection, options: LanguageServerOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#settings = options.settings;
    this.#loaded = new LoadedCompleter(options.load);
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => this.#start());
    connection.onDidChangeConfiguration(({ settings }) => this.#configure((settings as { saguim?: unknown } | null)?.[section]));
    connection.languages.inlineCompletion.on((params, token) => this.#inline(params, token));
    connection.onCompletion(async (params, token) => {
      const { uri, position } = readQuestion(params);
      const found = await this.#suggest({ uri, position, byHand: false }, token);
      // What is typed next may want another one.
      return { isIncomplete: true, items: found ? [asListItem(found.place, found.suggestion, this.#listItems)] : [] };
    });
    connection.onShutdown(() => {
      this.#stage = 'ended';
      this.#running.abort();
      this.#loaded.end();
    });
    this.#documents.onDidChangeContent(({ document: { uri } }) => {
      this.#files.touch(uri);
      this.#running.abort();
    });
    this.#documents.onDidClose(({ document: { uri } }) => {
      this.#files.close(uri);
      this.#running.abort();
    });
    this.#documents.listen(connection);
  }

  #initialize({ capabilities, workspaceFolders, rootUri, initializationOptions }: InitializeParams): InitializeResult {
    const { workspace, textDocument, window } = capabilities;
    this.#stage = 'ready';
    this.#hearsOfFolders = workspace?.workspaceFolders === true;
    this.#asksForSettings = workspace?.configuration === true;
    this.#hearsOfSettings = workspace?.didChangeConfiguration?.dynamicRegistration === true;
    this.#showsProgress = window?.workDoneProgress === true;
    this.#listItems = listItemSupport(capabilities);
    this.#files.folders = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
    const given = initializationOptions as { saguim?: unknown } | undefined;
    this.#read(given?.[section] ?? given);
    const grey = textDocument?.inlineCompletion !== undefined;
    return {
      serverInfo: { name: 'saguim', version: this.#options.version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        ...(grey ? { inlineCompletionProvider: true } : { completionProvider: {} }),
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  }

  async #start(): Promise<void> {
    const { workspace, client } = this.#connection;
    // Editors that can be told to say what has changed; others say so anyway, or never.
    if (this.#hearsOfSettings) client.register(DidChangeConfigurationNotification.type, { section }).catch(() => {});
    if (this.#hearsOfFolders) {
      workspace.onDidChangeWorkspaceFolders(async () => {
        this.#files.folders = ((await workspace.getWorkspaceFolders()) ?? []).map(({ uri }) => uri);
      });
    }
    await this.#configure();
  }

  /** Takes the settings that an editor has now: those it sent, or else those it is asked for. */
  async #configure(sent?: unknown): Promise<void> {
    const given = this.#asksForSettings ? await this.#connection.workspace.getConfiguration(section).catch(() => sent) : sent;
    this.#read(given);
    if (this.#settings.enabled)
      await this.#completer().catch(() => {}); // told already
    else this.#loaded.end();
  }

  #read(given: unknown): void {
    const { settings, wrong } = readLspSettings(given, this.#settings);
    this.#settings = settings;
    for (const sentence of wrong) this.#tell(MessageType.Warning, sentence);
  }

  #tell(type: MessageType, message: string): void {
    void this.#connection.sendNotification(ShowMessageNotification.type, { type, message });
  }

  /** The completer of the settings; loading it is shown, and so is why it cannot be loaded, once. */
  async #completer(): Promise<CodeCompleter> {
    const tell = { report: (_share: number) => {}, done: () => {} };
    const { fresh, completer } = this.#loaded.use(this.#settings, (share) => tell.report(share));
    if (!fresh) return completer;
    const { window, console: log } = this.#connection;
    const progress = this.#showsProgress ? await window.createWorkDoneProgress().catch(() => undefined) : undefined;
    progress?.begin('Saguim', 0, `Loading ${this.#settings.model}`, false);
    let told = 0;
    tell.report = (share) => {
      const percent = Math.round(share * 100);
      if (percent > told) progress?.report((told = percent));
    };
    try {
      const loaded = await completer;
      log.info(
        `Saguim completes with ${loaded.model.name} (${loaded.support.mode === 'fim' ? 'fills in the middle' : 'goes on from the prefix'}).`,
      );
      return loaded;
    } catch (error) {
      this.#tell(MessageType.Error, `Saguim: ${this.#options.describe(error)}`);
      throw error;
    } finally {
      progress?.done();
    }
  }

  async #inline(params: unknown, token: CancellationToken) {
    const found = await this.#suggest(readQuestion(params), token);
    return { items: found?.suggestion.items ?? [] };
  }

  /** @throws {ResponseError} where the question was given up: what comes would be for another text; before the beginning, and after the end */
  async #suggest(
    { uri, byHand, ...at }: Question,
    token: CancellationToken,
  ): Promise<{ readonly place: Place; readonly suggestion: InlineSuggestion } | undefined> {
    if (this.#stage === 'new') throw new ResponseError(ErrorCodes.ServerNotInitialized, 'initialize comes first');
    if (this.#stage === 'ended') throw new ResponseError(ErrorCodes.InvalidRequest, 'the server was shut down');
    const document = this.#documents.get(uri);
    this.#running.abort();
    const running = new AbortController();
    this.#running = running;
    const { signal } = running;
    if (!document || !hasText(document) || !this.#settings.enabled) return undefined;
    const { threshold, maxLines, patience } = this.#settings;
    const place = { ...at, document };
    const request = {
      path: this.#files.pathOf(uri),
      language: document.languageId,
      files: this.#files.beside(uri, this.#documents.all()),
      maxLines,
      ...(byHand ? { threshold: 0, alternatives } : { threshold }),
    };
    const asked = token.onCancellationRequested(() => running.abort());
    try {
      if (token.isCancellationRequested) running.abort();
      const completer = await orAborted(this.#completer(), signal);
      const waits = byHand ? Math.max(patience, patienceByHand) : patience;
      const suggestion = await suggestInline(completer, place, request, { signal, patience: waits });
      if (suggestion) this.#ahead(completer, place, request, suggestion, signal);
      return suggestion && { place, suggestion };
    } catch (error) {
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      if (signal.aborted) throw new ResponseError(LSPErrorCodes.ContentModified, 'another question came, or the text has changed');
      this.#connection.console.error(this.#options.describe(error));
      return undefined;
    } finally {
      asked.dispose();
    }
  }

  /** Makes what comes after a suggestion, so that it is there when that is taken. */
  #ahead(completer: CodeCompleter, place: Place, request: SharedRequest, { taken }: InlineSuggestion, signal: AbortSignal): void {
    const { suffix } = sidesOf(place);
    const { patience } = this.#settings;
    const next = { ...request, alternatives: 1, prefix: taken, suffix };
    completer.complete(next, { signal, priority: 'background', patience }).catch(() => {}); // asked again when it is wanted
  }
}

type SharedRequest = Omit<CompletionRequest, 'prefix' | 'suffix'>;

/** @throws the signal's reason, however long the work takes */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    if (signal.aborted) return leave();
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
