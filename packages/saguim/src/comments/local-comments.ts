import { orAborted } from '../web/signals.js';
import type { CommentContext } from './comment-context.js';
import type {
  AdministrationService,
  CallOptions,
  CommentChange,
  CommentDraft,
  CommentEdit,
  CommentSearch,
  CommentService,
  CommentView,
  DecisionRequest,
  ModerationService,
  PageOptions,
  QueueChange,
  ReportReason,
  ThreadOptions,
  WatchOptions,
} from './comment-service.js';
import type { StoredComment } from './comment-store.js';
import type { Judging } from './judging.js';
import type { Moderating } from './moderating.js';
import { known } from './people.js';
import type { Person } from './person.js';
import type { PersonalDataKeeping } from './personal-data.js';
import type { Reading } from './reading.js';
import { refusal, refusalReason } from './refusal.js';
import { viewOf } from './views.js';
import type { Watching } from './watching.js';
import type { Writing } from './writing.js';

export interface CommentParts {
  readonly context: CommentContext;
  readonly reading: Reading;
  readonly writing: Writing;
  readonly judging: Judging;
  readonly moderating: Moderating;
  readonly data: PersonalDataKeeping;
  readonly watching: Watching;
}

const mostDecisions = 50;

/** Comments as a certain person has them: each call is asked whether that person may. */
export class LocalComments implements CommentService, ModerationService, AdministrationService {
  constructor(
    private readonly parts: CommentParts,
    private who: Person,
  ) {}

  async person(): Promise<Person> {
    return this.who;
  }

  async enter(name: string, options: CallOptions = {}): Promise<Person> {
    this.who = await this.#end(options, this.parts.writing.enter(name, this.who));
    return this.who;
  }

  thread = (page: string, options: ThreadOptions = {}) => this.#end(options, this.parts.reading.thread(page, options, this.who));
  replies = (id: string, options: PageOptions = {}) => this.#end(options, this.parts.reading.replies(id, options, this.who));
  comment = (id: string, options: CallOptions = {}) => this.#end(options, this.parts.reading.comment(id, this.who));
  own = (options: PageOptions & { readonly page?: string } = {}) => this.#end(options, this.parts.reading.own(options, this.who));

  async submit(draft: CommentDraft, options: CallOptions = {}): Promise<CommentView> {
    const { comment } = await this.#end(options, this.parts.writing.submit(draft, this.who));
    return this.#judged(comment, options);
  }

  async edit(id: string, edit: CommentEdit, options: CallOptions = {}): Promise<CommentView> {
    return this.#judged(await this.#end(options, this.parts.writing.edit(id, edit, this.who)), options);
  }

  async remove(id: string, options: CallOptions = {}): Promise<CommentView> {
    return this.#view(await this.#end(options, this.parts.writing.remove(id, this.who)));
  }

  report(id: string, report: { readonly reason: ReportReason; readonly note?: string }, options: CallOptions = {}): Promise<void> {
    return this.#end(options, this.parts.writing.report(id, report, this.who));
  }

  async appeal(id: string, appeal: { readonly text: string }, options: CallOptions = {}): Promise<CommentView> {
    return this.#view(await this.#end(options, this.parts.writing.appeal(id, appeal, this.who)));
  }

  watch(page: string, onChange: (change: CommentChange) => void, options: WatchOptions): Promise<void> {
    return this.parts.watching.page(page, onChange, options, this.who);
  }

  exportOwn = (options: CallOptions = {}) =>
    this.#end(
      options,
      this.#own((id) => this.parts.data.exportPerson(id, this.who)),
    );
  eraseOwn = (options: CallOptions = {}) =>
    this.#end(
      options,
      this.#own((id) => this.parts.data.erasePerson(id, this.who)),
    );

  queue = (options: Parameters<ModerationService['queue']>[0] = {}) => this.#end(options, this.parts.moderating.queue(options, this.who));
  claim = (options: Parameters<ModerationService['claim']>[0] = {}) => this.#end(options, this.parts.moderating.claim(options, this.who));
  release = (ids?: readonly string[], options: CallOptions = {}) => this.#end(options, this.parts.moderating.release(ids, this.who));
  item = (id: string, options: CallOptions = {}) => this.#end(options, this.parts.moderating.item(id, this.who));
  decide = (id: string, decision: DecisionRequest, options: CallOptions = {}) =>
    this.#end(options, this.parts.moderating.decide(id, decision, this.who));

  decideMany: ModerationService['decideMany'] = async (decisions, options = {}) => {
    if (!Array.isArray(decisions) || decisions.length > mostDecisions)
      throw refusal('invalid', '`decisions` is no list', { where: 'decisions', hint: `Give at most ${mostDecisions}.` });
    const answers: Awaited<ReturnType<ModerationService['decideMany']>>[number][] = [];
    for (const { id, ...decision } of decisions) {
      try {
        answers.push({ item: await this.decide(id, decision, options) });
      } catch (error) {
        const reason = refusalReason(error);
        if (!reason) throw error;
        answers.push({ error: { reason, message: (error as Error).message } });
      }
    }
    return answers;
  };

  undo = (id: string, options: CallOptions = {}) => this.#end(options, this.parts.moderating.undo(id, this.who));
  counts = (options: CallOptions = {}) => this.#end(options, this.parts.moderating.counts(this.who));
  history = (writer: string, options: PageOptions = {}) => this.#end(options, this.parts.moderating.history(writer, options, this.who));
  search = (search: CommentSearch, options: PageOptions = {}) =>
    this.#end(options, this.parts.moderating.search(search, options, this.who));
  closePage = (page: string, closed: boolean, options: CallOptions = {}) =>
    this.#end(options, this.parts.moderating.closePage(page, closed, this.who));

  watchQueue(onChange: (change: QueueChange) => void, options: Omit<WatchOptions, 'after'>): Promise<void> {
    return this.parts.watching.queue(onChange, options, this.who);
  }

  exportPerson = (id: string, options: CallOptions = {}) => this.#end(options, this.parts.data.exportPerson(id, this.who));
  erasePerson = (id: string, options: CallOptions = {}) => this.#end(options, this.parts.data.erasePerson(id, this.who));
  audit: AdministrationService['audit'] = (options = {}) => this.#end(options, this.parts.data.audit(options, this.who));

  /** What was kept stays kept when its check fails or takes long: it goes on in the background. */
  async #judged(comment: StoredComment, { signal }: CallOptions): Promise<CommentView> {
    const { context, judging } = this.parts;
    if (comment.state !== 'checking' || comment.claimedBy !== context.process) return this.#view(comment);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const judged = judging.judge(comment).catch((error) => {
      context.onError(error);
      return undefined;
    });
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), context.patience);
    });
    try {
      const after = await orAborted(Promise.race([judged, late]), signal);
      return this.#view(after ?? comment);
    } finally {
      clearTimeout(timer);
    }
  }

  #view(comment: StoredComment): CommentView {
    return viewOf(comment, this.who, this.parts.context);
  }

  #own<T>(work: (id: string) => Promise<T>): Promise<T> {
    return Promise.resolve().then(() => work(known(this.who).id));
  }

  #end<T>({ signal }: CallOptions, work: Promise<T>): Promise<T> {
    return orAborted(work, signal);
  }
}
