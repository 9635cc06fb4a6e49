import { SaguimError } from '@saguim/engine/spec';
import type {
  AdministrationService,
  AuditEntry,
  CallOptions,
  ClaimOptions,
  CommentChange,
  CommentDraft,
  CommentEdit,
  CommentPage,
  CommentSearch,
  CommentService,
  CommentView,
  DecisionRequest,
  ItemPage,
  ModerationService,
  PageOptions,
  PersonalData,
  QueueChange,
  QueueCounts,
  QueueFilter,
  QueueItem,
  QueueOptions,
  ReportReason,
  ThreadOptions,
  ThreadPage,
  WatchOptions,
  WriterTally,
} from './comment-service.js';
import { readEvents } from './event-stream.js';
import type { Person } from './person.js';
import { type RefusalReason, refusal } from './refusal.js';

export interface CommentClientOptions {
  /** Where the server is, such as `https://comments.example.org`. */
  readonly url: string | URL;
  /**
   * A token of the site's login, or a moderator's key; a function is asked at each call, so that a new one can be given. Default: what `enter()` gave,
   * and the site's cookie where the server takes one.
   */
  readonly token?: string | (() => string | undefined | Promise<string | undefined>);
  /** Told the token of a guest, to keep it. */
  readonly onToken?: (token: string) => void;
  /** Whether cookies go along, for a server that takes the site's session from one. Default: `same-origin`. */
  readonly credentials?: RequestCredentials;
  readonly fetch?: typeof fetch;
}

type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Milliseconds before the first try to connect again, and at most. */
const firstPause = 500;
const longestPause = 30_000;

function searchOf(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of value === undefined ? [] : Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/** What a server said no with. */
async function problemOf(response: Response): Promise<SaguimError> {
  const body = (await response.json().catch(() => undefined)) as
    | { error?: { reason?: string; message?: string; where?: string; details?: Record<string, unknown> } }
    | undefined;
  const { reason, message = `The server answered ${response.status}`, where, details } = body?.error ?? {};
  const what = message.replace(/\.$/, '');
  const after = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfter = Number.isFinite(after) ? after : undefined;
  if (reason === undefined || response.status >= 500)
    return new SaguimError('network', what, {
      details: { status: response.status, reason, ...(retryAfter !== undefined && { retryAfter }) },
    });
  const error = refusal(reason as RefusalReason, what, { retryAfter, details });
  return where === undefined ? error : Object.assign(error, { where });
}

const wait = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { once: true });
  });

/** Comments on a server (`saguim serve --comments`): the same face as `CommentSystem.as()`. */
export class CommentClient implements CommentService, ModerationService, AdministrationService {
  /** Where the server is, without a slash at the end. */
  readonly url: string;
  readonly #options: CommentClientOptions;
  readonly #fetch: typeof fetch;
  #token: string | undefined;

  /** @throws {SaguimError} `invalid-argument` for what is no address */
  constructor(options: CommentClientOptions) {
    const base = globalThis.document?.baseURI;
    if (!URL.canParse(String(options.url), base))
      throw new SaguimError('invalid-argument', 'This is no address of a server', {
        where: 'url',
        hint: 'Give one such as https://example.org.',
      });
    this.url = new URL(options.url, base).href.replace(/\/$/, '');
    this.#options = options;
    this.#fetch = options.fetch ?? ((...all) => fetch(...all));
  }

  person(options?: CallOptions): Promise<Person> {
    return this.#get('/v1/comments/me', {}, options);
  }

  async enter(name: string, options?: CallOptions): Promise<Person> {
    const { token, person } = await this.#send<{ token: string; person: Person }>('POST', '/v1/comments/guests', { name }, options);
    this.#token = token;
    this.#options.onToken?.(token);
    return person;
  }

  thread(page: string, { signal, ...query }: ThreadOptions = {}): Promise<ThreadPage> {
    return this.#get('/v1/comments/threads', { page, ...query }, { signal });
  }

  replies(id: string, { signal, ...query }: PageOptions = {}): Promise<CommentPage> {
    return this.#get(`${path(id)}/replies`, query, { signal });
  }

  comment(id: string, options?: CallOptions): Promise<CommentView> {
    return this.#get(path(id), {}, options);
  }

  own({ signal, ...query }: PageOptions & { readonly page?: string } = {}): Promise<CommentPage> {
    return this.#get('/v1/comments/own', query, { signal });
  }

  submit(draft: CommentDraft, options?: CallOptions): Promise<CommentView> {
    return this.#send('POST', '/v1/comments', draft, options);
  }

  edit(id: string, edit: CommentEdit, options?: CallOptions): Promise<CommentView> {
    return this.#send('PATCH', path(id), edit, options);
  }

  remove(id: string, options?: CallOptions): Promise<CommentView> {
    return this.#send('DELETE', path(id), undefined, options);
  }

  async report(id: string, report: { readonly reason: ReportReason; readonly note?: string }, options?: CallOptions): Promise<void> {
    await this.#send('POST', `${path(id)}/reports`, report, options);
  }

  appeal(id: string, appeal: { readonly text: string }, options?: CallOptions): Promise<CommentView> {
    return this.#send('POST', `${path(id)}/appeals`, appeal, options);
  }

  watch(page: string, onChange: (change: CommentChange) => void, { after, ...options }: WatchOptions): Promise<void> {
    let last = after;
    return this.#watch(
      () => `/v1/comments/events${searchOf({ page, after: last })}`,
      options,
      ({ event, data, id }) => {
        if (id !== undefined) last = Number(id);
        if (event === 'comment' || event === 'removed') onChange(JSON.parse(data) as CommentChange);
      },
    );
  }

  exportOwn(options?: CallOptions): Promise<PersonalData> {
    return this.#get('/v1/comments/own/data', {}, options);
  }

  async eraseOwn(options?: CallOptions): Promise<number> {
    const { erased } = await this.#send<{ erased: number }>('DELETE', '/v1/comments/own/data', undefined, options);
    this.#token = undefined;
    return erased;
  }

  queue({ filter, signal, ...query }: QueueOptions = {}): Promise<ItemPage> {
    return this.#get('/v1/moderation/queue', { ...filterOf(filter), ...query }, { signal });
  }

  async claim({ signal, ...claim }: ClaimOptions = {}): Promise<readonly QueueItem[]> {
    return (await this.#send<{ items: QueueItem[] }>('POST', '/v1/moderation/claims', claim, { signal })).items;
  }

  async release(ids?: readonly string[], options?: CallOptions): Promise<void> {
    await this.#send('POST', '/v1/moderation/releases', { ids }, options);
  }

  item(id: string, options?: CallOptions): Promise<QueueItem> {
    return this.#get(itemPath(id), {}, options);
  }

  decide(id: string, decision: DecisionRequest, options?: CallOptions): Promise<QueueItem> {
    return this.#send('POST', `${itemPath(id)}/decisions`, decision, options);
  }

  async decideMany(...[decisions, options]: Parameters<ModerationService['decideMany']>) {
    type Answers = Awaited<ReturnType<ModerationService['decideMany']>>;
    return (await this.#send<{ answers: Answers }>('POST', '/v1/moderation/decisions', { decisions }, options)).answers;
  }

  undo(id: string, options?: CallOptions): Promise<QueueItem> {
    return this.#send('DELETE', `${itemPath(id)}/decisions`, undefined, options);
  }

  counts(options?: CallOptions): Promise<QueueCounts> {
    return this.#get('/v1/moderation/counts', {}, options);
  }

  history(writer: string, { signal, ...query }: PageOptions = {}): Promise<ItemPage & { readonly writer: WriterTally }> {
    return this.#get('/v1/moderation/history', { writer, ...query }, { signal });
  }

  search({ query, mode, filter }: CommentSearch, { signal, ...pages }: PageOptions = {}): Promise<ItemPage> {
    return this.#get('/v1/moderation/search', { query, mode, ...filterOf(filter), ...pages }, { signal });
  }

  async closePage(page: string, closed: boolean, options?: CallOptions): Promise<void> {
    await this.#send('PUT', '/v1/moderation/pages', { page, closed }, options);
  }

  watchQueue(onChange: (change: QueueChange) => void, options: Omit<WatchOptions, 'after'>): Promise<void> {
    return this.#watch(
      () => '/v1/moderation/events',
      options,
      ({ event, data }) => {
        if (event === 'queue') onChange(JSON.parse(data) as QueueChange);
        // The server itself had lost its news: what happened meanwhile is told by nobody.
        else if (event === 'again') options.onConnection?.(true);
      },
    );
  }

  exportPerson(id: string, options?: CallOptions): Promise<PersonalData> {
    return this.#get('/v1/administration/people', { id }, options);
  }

  async erasePerson(id: string, options?: CallOptions): Promise<number> {
    return (await this.#send<{ erased: number }>('DELETE', `/v1/administration/people${searchOf({ id })}`, undefined, options)).erased;
  }

  async audit({ signal, ...query }: Parameters<AdministrationService['audit']>[0] = {}): Promise<readonly AuditEntry[]> {
    return (await this.#get<{ entries: AuditEntry[] }>('/v1/administration/audit', query, { signal })).entries;
  }

  #get<T>(route: string, query: Query, options?: CallOptions): Promise<T> {
    return this.#send('GET', `${route}${searchOf(query)}`, undefined, options);
  }

  async #send<T>(method: string, route: string, body: unknown, { signal }: CallOptions = {}): Promise<T> {
    const response = await this.#call(method, route, body === undefined ? undefined : JSON.stringify(body), 'application/json', signal);
    try {
      return (response.status === 204 ? undefined : await response.json()) as T;
    } catch (cause) {
      signal?.throwIfAborted();
      throw new SaguimError('network', 'The answer of the server was cut off', { where: this.url, cause });
    }
  }

  async #call(method: string, route: string, body: string | undefined, accept: string, signal?: AbortSignal): Promise<Response> {
    const { token, credentials = 'same-origin' } = this.#options;
    const given = typeof token === 'function' ? await token() : token;
    const bearer = given ?? this.#token;
    let response: Response;
    try {
      response = await this.#fetch(`${this.url}${route}`, {
        method,
        body,
        signal,
        credentials,
        cache: 'no-store',
        headers: {
          Accept: accept,
          // Pages of other origins cannot send this unasked.
          ...(method !== 'GET' && { 'Content-Type': 'application/json' }),
          ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
        },
      });
    } catch (cause) {
      signal?.throwIfAborted();
      throw new SaguimError('network', 'The server cannot be reached', { where: this.url, hint: 'Try again in a moment.', cause });
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  /** Resolves when the first connection stands; goes on, with pauses that grow, until the signal aborts. */
  async #watch(
    route: () => string,
    { signal, onConnection }: Omit<WatchOptions, 'after'>,
    onEvent: (event: { event: string; data: string; id: string | undefined }) => void,
  ): Promise<void> {
    const connect = () => this.#call('GET', route(), undefined, 'text/event-stream', signal);
    let response: Response | undefined = await connect();
    const follow = async () => {
      let pause = firstPause;
      while (!signal.aborted) {
        try {
          response ??= await connect();
          onConnection?.(true);
          for await (const event of readEvents(response.body!)) {
            pause = firstPause;
            onEvent(event);
          }
        } catch (error) {
          if (signal.aborted) return;
          // What was refused is refused again.
          if (error instanceof SaguimError && error.code === 'refused' && error.details?.reason !== 'rate') {
            onConnection?.(false);
            return;
          }
        }
        response = undefined;
        if (signal.aborted) return;
        onConnection?.(false);
        await wait(pause * (0.5 + Math.random()), signal);
        pause = Math.min(longestPause, pause * 2);
      }
    };
    void follow();
  }
}

const path = (id: string) => `/v1/comments/${encodeURIComponent(id)}`;
const itemPath = (id: string) => `/v1/moderation/items/${encodeURIComponent(id)}`;
const filterOf = ({ states, ...filter }: Omit<QueueFilter, 'states'> & { readonly states?: readonly string[] } = {}): Query => ({
  ...filter,
  ...(states && { state: states }),
});
