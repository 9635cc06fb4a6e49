import type { InfillParts } from '@saguim/engine';
import { SaguimError } from '@saguim/engine/spec';
import type { InfillAnswer, InfillUse, ModelHandle } from '../runtime/index.js';
import { AnswerCache } from './answer-cache.js';
import type { CheckedRequest } from './check-request.js';
import type { CodeSuggestion, CompletionCallOptions, CompletionWork, SuggestedText } from './completion-request.js';
import { confidenceOf } from './confidence.js';
import { ContextWindows } from './context-window.js';
import { type Draft, runDraft } from './infill-run.js';
import { introductionsOf } from './introduced-names.js';
import { languageOf, traitsOf } from './languages.js';
import { ProjectContext } from './project-context.js';
import { branch, following, rank } from './ranked-drafts.js';
import { requiredIndent } from './required-indent.js';
import { filterSuggestion } from './suggestion-filter.js';
import { SuggestionShape } from './suggestion-shape.js';
import { TokenBudget } from './token-budget.js';

/** Tokens of a suggestion at most. */
const mostLineTokens = 64;
const mostBlockTokens = 256;
/** Other answers that are made to be ranked, and the confidence from which the first one needs no ranking. */
const rivals = 10;
const certain = 0.85;
/** Of the room for context, the share that other files may take. */
const filesShare = 1 / 4;

export interface MakerOptions {
  readonly use: InfillUse;
  readonly mode: 'fim' | 'prefix';
  readonly threshold: number;
  readonly repository?: string;
}

type MakerRequest = CheckedRequest & { readonly threshold: number };

/** Makes suggestions: chooses what the model is given, has it write, and judges what came. */
export class CompletionMaker {
  threshold: number;
  readonly #handle: ModelHandle;
  readonly #options: MakerOptions;
  readonly #windows = new ContextWindows();
  readonly #project = new ProjectContext();
  readonly #answers = new AnswerCache();
  readonly #budget: TokenBudget;
  #work: CompletionWork = { runs: 0, evaluated: 0, generated: 0 };

  constructor(handle: ModelHandle, options: MakerOptions) {
    this.#handle = handle;
    this.#options = options;
    this.threshold = options.threshold;
    this.#budget = new TokenBudget(handle.info.contextLength);
  }

  get work(): CompletionWork {
    return this.#work;
  }

  async complete(request: MakerRequest, options: CompletionCallOptions & { signal: AbortSignal }): Promise<CodeSuggestion | null> {
    const begun = performance.now();
    const { prefix, suffix, mode, maxLines, alternatives, threshold } = request;
    const several = alternatives > 1 ? alternatives : options.steady ? 'steady' : '';
    const kind = `${mode}/${maxLines}/${request.maxTokens ?? ''}/${several}/${request.language ?? ''}/${request.path ?? ''}`;
    // Within a character nothing can be put in.
    if (/[\ud800-\udbff]$/.test(prefix) && /^[\udc00-\udfff]/.test(suffix)) return null;
    const cached = this.#answers.find(prefix, suffix, kind);
    if (cached) {
      const totalMs = performance.now() - begun;
      return suggestionOf(cached.list, threshold, {
        source: cached.typed > 0 ? 'typed-through' : 'cache',
        usage: { evaluated: 0, generated: 0 },
        timings: { firstLineMs: totalMs, totalMs },
      });
    }
    const made = await this.#make(request, options, begun);
    options.signal.throwIfAborted();
    this.#answers.put(prefix, suffix, kind, made.alternatives);
    return suggestionOf(made.alternatives, threshold, { source: 'model', usage: made.usage, timings: made.timings });
  }

  /** Has the prompt computed, and kept in the cache. */
  async prepare(request: CheckedRequest, signal: AbortSignal): Promise<void> {
    const { prompt, length } = await this.#prompt(request, signal, 1);
    const begun = performance.now();
    const { usage } = await this.#handle.generate({ prompt: prompt.tokens, maxTokens: 0, priority: 'background' }, { signal });
    this.#note(usage.promptTokens - usage.cachedTokens, 0, 0);
    this.#budget.measured(usage.promptTokens - usage.cachedTokens, performance.now() - begun, usage.promptTokens, length);
  }

  async #make(
    request: MakerRequest,
    { signal, priority, onPartial, steady }: CompletionCallOptions & { signal: AbortSignal },
    begun: number,
  ): Promise<{ alternatives: SuggestedText[] } & Pick<CodeSuggestion, 'usage' | 'timings'>> {
    const { prefix, suffix, alternatives, threshold } = request;
    const traits = traitsOf(languageOf(request.language, request.path));
    const shape = new SuggestionShape({ prefix, suffix, traits, mode: request.mode, maxLines: request.maxLines });
    const { prompt, length, headers } = await this.#promptThatFits(request, signal);
    const place = { prefix, suffix, traits, headers };
    const judge = (draft: Draft): SuggestedText | undefined => {
      const text = filterSuggestion(draft.text.replaceAll('\r\n', '\n'), place);
      if (text === undefined) return undefined;
      const { logProbability } = draft;
      return { text: newlines(text, prefix, suffix), logProbability, confidence: confidenceOf(logProbability, draft.tokens) };
    };
    const usage = { evaluated: 0, generated: 0 };
    let firstLineMs: number | undefined;
    const show = (draft: Draft) => {
      firstLineMs ??= performance.now() - begun;
      const judged = judge(draft);
      if (!judged || judged.confidence < threshold || !onPartial) return;
      const now = performance.now() - begun;
      onPartial({
        ...judged,
        alternatives: [judged],
        source: 'model',
        usage: { ...usage },
        timings: { prefillMs: draft.prefillMs, firstLineMs, totalMs: now },
      });
    };
    const onWork = (evaluated: number, generated: number) => this.#note(evaluated, generated);
    const maxTokens = Math.min(request.maxTokens ?? mostBlockTokens, shape.single ? mostLineTokens : mostBlockTokens);
    const run = { shape, signal, priority, onWork, maxTokens, start: requiredIndent(prefix, traits) };
    // What a single line goes well with can be told by what follows; so can which of several alternatives is best.
    const compare = alternatives > 1 || (!steady && this.#options.mode === 'prefix' && shape.single && following(suffix) !== '');
    const first = await runDraft(this.#handle, prompt, { ...run, others: compare ? 4 : 0, onFirstLine: show });
    const timings = () => {
      const totalMs = performance.now() - begun;
      return { prefillMs: first?.prefillMs, firstLineMs: firstLineMs ?? totalMs, totalMs };
    };
    if (!first) return { alternatives: [], usage, timings: timings() };
    usage.evaluated = first.evaluated;
    usage.generated = first.pieces.length;
    this.#budget.measured(first.evaluated, first.prefillMs, prompt.tokens.length, length);
    show(first);
    const own = judge(first);
    if (!compare || (alternatives === 1 && own && own.confidence > certain)) {
      return { alternatives: own ? [own] : [], usage, timings: timings() };
    }
    const { language, path } = request;
    const introductions = shape.onEmptyLine ? introductionsOf(prefix, following(suffix), language, path) : [];
    const others = await branch(this.#handle, prompt, first, { suffix, introductions, count: rivals }, run);
    for (const { pieces, evaluated } of others) {
      usage.generated += pieces.length;
      usage.evaluated += evaluated;
    }
    const drafts = distinct([first, ...others].filter(judge));
    const { ranked, evaluated } = await rank(this.#handle, prompt, drafts, suffix, alternatives, signal);
    usage.evaluated += evaluated;
    this.#note(evaluated, 0, 0);
    const list = ranked.map((draft) => judge(draft)!).slice(0, Math.max(1, alternatives));
    // What is shown already does not go away for a rival that is too unsure to be shown.
    const keepsOwn = alternatives === 1 && own && own.confidence >= threshold && (list[0]?.confidence ?? 0) < threshold;
    return { alternatives: keepsOwn ? [own] : list, usage, timings: timings() };
  }

  #note(evaluated: number, generated: number, runs = 1): void {
    const { work } = this;
    this.#work = { runs: work.runs + runs, evaluated: work.evaluated + evaluated, generated: work.generated + generated };
  }

  /** The prompt; a shorter one where the text has more tokens than it looks. */
  async #promptThatFits(request: CheckedRequest, signal: AbortSignal): Promise<MadePrompt> {
    const { contextLength: limit } = this.#handle.info;
    const kept = Math.min(mostBlockTokens, Math.floor(limit / 2));
    for (let share = 1; ; share /= 2) {
      const made = await this.#prompt(request, signal, share);
      const requested = made.prompt.tokens.length + kept;
      if (requested <= limit) return made;
      if (share >= 1 / 64) continue;
      throw new SaguimError('context-overflow', 'The text around the caret is too long for the model', {
        hint: 'Give a larger contextLength.',
        details: { requested, limit },
      });
    }
  }

  async #prompt({ prefix, suffix, path, language, files }: CheckedRequest, signal: AbortSignal, share: number): Promise<MadePrompt> {
    const { use, mode, repository } = this.#options;
    const room = Math.floor(this.#budget.roomFor(prefix.slice(-4000)) * share);
    const filesRoom = files.length > 0 ? Math.floor(room * filesShare) : 0;
    // A model without marks sees nothing of what follows.
    const window = this.#windows.choose(prefix, mode === 'fim' ? suffix : '', path, room - filesRoom);
    const pieces = this.#project.choose(files, path, window.anchor, window.prefix.slice(-4000) + window.begun, filesRoom);
    const { comment } = traitsOf(languageOf(language, path));
    const parts: InfillParts = {
      repository,
      files: pieces.map((piece) => ({ path: piece.path, text: plain(piece.text) })),
      path,
      comment,
      prefix: plain(window.prefix),
      suffix: plain(window.suffix),
      begun: plain(window.begun),
    };
    const prompt = await this.#handle.call('infillPrompt', { parts, use }, { signal });
    const length =
      window.prefix.length + window.begun.length + window.suffix.length + pieces.reduce((sum, piece) => sum + piece.text.length, 0);
    const headers = [...pieces.map((piece) => piece.path), ...(path === undefined ? [] : [path])].map((name) => `${comment.open} ${name}`);
    return { prompt, length, headers };
  }
}

interface MadePrompt {
  readonly prompt: InfillAnswer;
  /** Code units of the texts in it. */
  readonly length: number;
  /** Lines that it begins its pieces with, where there are no tokens for that. */
  readonly headers: readonly string[];
}

/** Models know one line break. */
const plain = (text: string) => text.replaceAll('\r\n', '\n');

/** The text with the line breaks of its file. */
function newlines(text: string, prefix: string, suffix: string): string {
  const at = prefix.lastIndexOf('\n');
  const found = at >= 0 ? prefix[at - 1] : suffix[suffix.indexOf('\n') - 1];
  return found === '\r' ? text.replaceAll('\n', '\r\n') : text;
}

/** Each text once, the likelier of two that are the same. */
function distinct(drafts: readonly Draft[]): Draft[] {
  const byText = new Map<string, Draft>();
  for (const draft of drafts) {
    const text = draft.text.trimEnd();
    if (!byText.has(text)) byText.set(text, { ...draft, text });
  }
  return [...byText.values()];
}

function suggestionOf(
  list: readonly SuggestedText[],
  threshold: number,
  more: Pick<CodeSuggestion, 'source' | 'usage' | 'timings'>,
): CodeSuggestion | null {
  const best = list[0];
  return best && best.confidence >= threshold ? { ...best, alternatives: list, ...more } : null;
}
