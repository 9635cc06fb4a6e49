import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { CommentAction, CommentService, CommentView, ReportReason } from 'saguim/comments';
import type { SaguimAnnouncer } from './announce/announcer.js';
import './announce/announcer.js';
import type { Adviser, SaguimCommentForm } from './comments/comment-form.js';
import './comments/comment-form.js';
import { type FormsView, renderNew, renderOpen } from './comments/comment-forms.js';
import { type CommentItemView, type OpenForm, renderAlone, renderNodes } from './comments/comment-item.js';
import { CommentThread, type ThreadOrder } from './comments/comment-thread.js';
import { GuestClient } from './comments/guest-client.js';
import { renderLoginNeeded } from './comments/login-needed.js';
import { renderEraseQuestion, saveData } from './comments/own-data.js';
import { reasonOf, tellError } from './comments/tell-error.js';
import { define } from './define.js';
import { chooseLanguage } from './i18n/choose-language.js';
import { commentsMessages } from './i18n/comments-language.js';
import { icons } from './icons.js';
import { commentsStyles } from './saguim-comments-styles.js';
import { controls, tokens } from './tokens.js';
import './view/menu.js';

/** How often dates are told anew, in milliseconds. */
const minute = 60_000;

/**
 * The comments of a page: read, write, answer, edit, delete, report, appeal. With a server, or with a service in the page itself:
 *
 *     <saguim-comments server="https://comments.example.org" page="an-article"></saguim-comments>
 *
 * @fires saguim-login - the person wants to log in; where nobody calls `preventDefault()`, `login-href` is followed
 * @csspart comment - a comment; its `name`, `text`, `state`, `moderator` and `reasons` are parts too
 * @cssprop - those of `<saguim-chat>`
 */
export class SaguimComments extends LitElement {
  static override styles = [tokens, controls, ...commentsStyles];

  /** Where comments are kept: what `CommentSystem.as()` gives, or a `CommentClient`. Takes the place of `server`. */
  @property({ attribute: false }) service: CommentService | undefined;
  /** The address of a server that keeps comments. */
  @property() server: string | undefined;
  /** The page's name; the address's path when left out. */
  @property() page: string | undefined;
  /** The section of the site, for the policy. */
  @property() section: string | undefined;
  /** Advises while one types: a moderator, or a function that brings one, called at the first focus and never before. */
  @property({ attribute: false }) moderator: Adviser | undefined;
  /** `auto`, `en` or `pt-BR`. */
  @property() language = 'auto';
  /** `auto`, `light` or `dark`; when left out, that of the page (`color-scheme`). */
  @property({ reflect: true }) theme: 'auto' | 'light' | 'dark' | undefined;
  /** Where people log in. */
  @property({ attribute: 'login-href' }) loginHref: string | undefined;
  /** How deep replies are shown below each other; deeper ones are reached by a step of their own. */
  @property({ type: Number, attribute: 'max-depth' }) maxDepth = 3;
  /** The id of a comment that is shown alone. */
  @property() comment: string | undefined;
  /** The address of a comment. */
  @property({ attribute: false }) hrefFor: ((id: string) => string) | undefined;

  @state() private open: OpenForm | undefined;
  @state() private busy: ReadonlySet<string> = new Set();
  @state() private errors: Readonly<Record<string, string>> = {};
  @state() private guestName: string | undefined;
  @state() private nameRefused = false;
  @state() private loginNeeded = false;
  @state() private erasing = false;
  @state() private reason: ReportReason = 'harassment';
  #thread: CommentThread | undefined;
  #guest: GuestClient | undefined;
  readonly #whole = new Set<string>();
  #timer: ReturnType<typeof setInterval> | undefined;

  /** What is shown. */
  get thread(): CommentThread | undefined {
    return this.#thread;
  }
  get #language() {
    return chooseLanguage(this.language);
  }
  get #m() {
    return commentsMessages(this.#language);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => this.requestUpdate(), minute);
    if (this.hasUpdated) void this.#thread?.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    this.#thread?.stop();
  }

  /** Puts the cursor where a new comment is written. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<SaguimCommentForm>('#composer saguim-comment-form')?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('service') || changed.has('server') || changed.has('page') || changed.has('section')) this.#begin();
    if (this.#thread) this.#thread.locale = this.#language;
    if (changed.has('comment') && this.#thread?.phase === 'ready') void this.#focusThread(this.comment);
  }

  #begin(): void {
    this.#thread?.stop();
    this.#thread = undefined;
    this.#guest = !this.service && this.server ? new GuestClient(this.server) : undefined;
    const service = this.service ?? this.#guest?.service;
    if (!service) return;
    const thread = new CommentThread(service, this.page ?? location.pathname, { section: this.section });
    this.#thread = thread;
    thread.addEventListener('change', () => this.requestUpdate());
    thread.addEventListener('news', () => this.#say(this.#m.fresh(thread.fresh.length)));
    void this.#start(thread);
  }

  async #start(thread: CommentThread): Promise<void> {
    await thread.start();
    // A guest that the server does not know any more comes as a new one.
    if (thread.phase === 'failed' && reasonOf(thread.error) === 'login' && this.#guest?.forget()) await thread.start();
    if (this.comment) void this.#focusThread(this.comment);
  }

  #say(text: string): void {
    this.renderRoot.querySelector<SaguimAnnouncer>('saguim-announcer')?.announce(text);
  }

  /** Does something that may fail, once at a time, and says how it ended. @returns whether it was done */
  async #do(slot: string, work: () => Promise<string>): Promise<boolean> {
    if (this.busy.has(slot)) return false;
    this.busy = new Set([...this.busy, slot]);
    this.errors = { ...this.errors, [slot]: '' };
    try {
      this.#say(await work());
      return true;
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === 'login' || (reason === 'forbidden' && this.#needsName)) this.loginNeeded = true;
      if (reason?.startsWith('name-')) {
        this.nameRefused = true;
        this.#focusOn('#name');
      }
      const id = slot.split(' ')[1];
      if (id && (reason === 'changed' || reason === 'state')) void this.#thread?.refresh(id).catch(() => {});
      this.errors = { ...this.errors, [slot]: tellError(error, this.#m) };
      return false;
    } finally {
      this.busy = new Set([...this.busy].filter((one) => one !== slot));
    }
  }

  get #needsName(): boolean {
    const { person } = this.#thread!;
    return person?.id === undefined || this.guestName !== undefined;
  }

  #told({ state, reasons }: CommentView): string {
    const { sent } = this.#m;
    const words = sent[state as keyof typeof sent] ?? sent.published;
    return [words, ...(state === 'published' ? [] : reasons.map(({ message }) => message))].join(' ');
  }

  async #enter(): Promise<void> {
    if (!this.#needsName) return;
    await this.#thread!.enter(this.guestName?.trim() ?? '');
    this.guestName = undefined;
  }

  async #submit(text: string, parent?: string): Promise<void> {
    const thread = this.#thread!;
    let id = '';
    const done = await this.#do(parent === undefined ? 'new' : `reply ${parent}`, async () => {
      await this.#enter();
      const comment = await thread.submit(text, parent);
      id = comment.id;
      return this.#told(comment);
    });
    if (!done) return;
    if (parent !== undefined) this.open = undefined;
    this.#focusComment(id);
  }

  /** Does what a form asks for, and closes it. */
  async #end(id: string, slot: string, work: () => Promise<string>): Promise<void> {
    if (!(await this.#do(slot, work))) return;
    if (this.open?.id === id) this.open = undefined;
    this.#focusComment(id);
  }

  #focusComment(id: string): void {
    this.#focusOn(`[data-id="${CSS.escape(id)}"]`);
  }

  #focusOn(selector: string): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(selector)?.focus());
  }

  async #focusThread(id: string | undefined): Promise<void> {
    const before = this.#thread!.focused?.comment.id;
    if (before === id) return;
    this.comment = id;
    await this.#thread!.focus(id).catch((error) => {
      this.comment = undefined;
      this.errors = { ...this.errors, list: tellError(error, this.#m) };
    });
    const at = id ?? before;
    if (at) this.#focusComment(at);
  }

  readonly #act: CommentItemView['act'] = (action, id) => {
    const thread = this.#thread!;
    if (action === 'whole') {
      this.#whole.add(id);
      this.requestUpdate();
      this.#focusComment(id);
    } else if (action === 'before') this.#showBefore(id);
    else if (action === 'more') void this.#do('list', () => thread.moreReplies(id).then(() => ''));
    else if (action === 'continue') void this.#focusThread(id);
    else this.#toggle({ kind: action, id });
  };

  /** What follows stays where it is; the button that was pressed may be gone. */
  #showBefore(id?: string): void {
    const thread = this.#thread!;
    const { children, shown } = id === undefined ? { children: thread.roots, shown: thread.shown } : thread.node(id)!;
    shown.back();
    this.requestUpdate();
    if (shown.from === 0 && children[0]) this.#focusComment(children[0].comment.id);
  }

  #toggle(form: { kind: CommentAction; id: string }): void {
    const isOpen = this.open?.id === form.id && this.open.kind === form.kind;
    this.open = isOpen ? undefined : form;
    if (this.open) this.#focusOn('article saguim-comment-form, article .question button');
  }

  readonly #cancel = () => {
    const { kind, id } = this.open!;
    this.open = undefined;
    this.#focusOn(`[data-id="${CSS.escape(id)}"] [data-action="${kind}"]`);
  };

  readonly #onName = (event: Event) => {
    this.guestName = (event.target as HTMLInputElement).value;
    this.nameRefused = false;
  };

  readonly #login = (event: Event): void => {
    const wanted = new CustomEvent('saguim-login', { bubbles: true, composed: true, cancelable: true });
    if (!this.dispatchEvent(wanted)) event.preventDefault();
  };

  async #onAccount(id: string): Promise<void> {
    const thread = this.#thread!;
    if (id === 'name') this.guestName = thread.person?.name ?? '';
    else if (id === 'erase') this.erasing = true;
    else await this.#do('account', async () => saveData(await thread.service.exportOwn()));
  }

  readonly #keepData = () => {
    this.erasing = false;
  };

  async #erase(): Promise<void> {
    this.erasing = false;
    const thread = this.#thread!;
    await this.#do('account', async () => {
      const count = await thread.service.eraseOwn();
      this.#guest?.forget();
      if (this.#thread === thread) await thread.start();
      return this.#m.erasedOwn(count);
    });
  }

  protected override render() {
    const m = this.#m;
    const thread = this.#thread;
    if (!thread) return nothing;
    if (thread.phase === 'failed') return this.#renderProblem(m.failed, tellError(thread.error, m), () => void thread.start());
    if (thread.phase === 'loading' && thread.person === undefined) return html`<p class="note" role="status">${m.loading}</p>`;
    const view: CommentItemView = {
      thread,
      messages: m,
      language: this.#language,
      now: Date.now(),
      deepest: this.maxDepth,
      open: this.open,
      whole: this.#whole,
      act: this.#act,
      renderForm: (open, comment) => renderOpen(open, comment, this.#forms),
      hrefFor: this.hrefFor,
    };
    return html`
      <section aria-label=${m.list} lang=${this.#language}>
        <div id="top">
          <h2>${m.title(thread.total)}</h2>
          <label id="order">
            <span class="unseen">${m.order}</span>
            <select class="field" @change=${(event: Event) => void thread.setOrder((event.target as HTMLSelectElement).value as ThreadOrder)}>
              ${(['newest', 'oldest'] as const).map((order) => html`<option value=${order} ?selected=${order === thread.order}>${m.orders[order]}</option>`)}
            </select>
          </label>
        </div>
        ${thread.connected ? nothing : html`<p class="note" role="status">${m.offline}</p>`}
        <div id="composer">${this.#renderComposer()}</div>
        ${this.errors.list ? html`<p class="problem" role="alert">${this.errors.list}</p>` : nothing}
        ${thread.focused ? renderAlone(thread.focused, view, (id) => void this.#focusThread(id)) : this.#renderAll(view)}
      </section>
      <saguim-announcer></saguim-announcer>
    `;
  }

  #renderAll(view: CommentItemView) {
    const m = this.#m;
    const thread = this.#thread!;
    const { roots, waiting, fresh, shown } = thread;
    const part = shown.of(roots);
    const showFresh = () => {
      const first = thread.showFresh();
      if (first) this.#focusComment(first);
    };
    return html`
      ${waiting.length > 0 ? html`<section class="waiting" aria-label=${m.waitingTitle}><h3>${m.waitingTitle}</h3>${renderNodes(waiting, view)}</section>` : nothing}
      ${fresh.length > 0 ? html`<button class="button wide" id="fresh" @click=${showFresh}>${icons.down}${m.fresh(fresh.length)}</button>` : nothing}
      ${shown.from > 0 ? html`<button class="button wide" id="before" @click=${() => this.#showBefore()}>${icons.up}${m.before(shown.from)}</button>` : nothing}
      ${part.length > 0 ? renderNodes(part, view) : waiting.length === 0 ? html`<p class="note">${thread.closed ? nothing : m.empty}</p>` : nothing}
      ${thread.error !== undefined && thread.connected ? this.#renderProblem(m.failed, tellError(thread.error, m), () => void thread.more()) : nothing}
      ${thread.next === undefined && !shown.hasLater(roots) ? nothing : html`<button class="button wide" id="more" ?disabled=${thread.loading} @click=${() => void thread.more()}>${m.more}</button>`}
    `;
  }

  #renderProblem(what: string, why: string, again: () => void) {
    return html`<div class="problem" role="alert">${icons.warning}<p>${what} ${why}</p><button class="button" @click=${again}>${this.#m.tryAgain}</button></div>`;
  }

  #renderComposer() {
    const m = this.#m;
    const thread = this.#thread!;
    if (thread.closed) return html`<p class="note">${m.closed}</p>`;
    if (this.loginNeeded) return renderLoginNeeded(m, thread.drafts.text('new') !== '', this.loginHref, this.#login);
    return renderNew(this.#forms);
  }

  get #forms(): FormsView {
    return {
      thread: this.#thread!,
      messages: this.#m,
      language: this.#language,
      section: this.section,
      adviser: this.moderator,
      busy: this.busy,
      errors: this.errors,
      reason: this.reason,
      setReason: (reason) => {
        this.reason = reason;
      },
      submit: (text, parent) => this.#submit(text, parent),
      edit: (id, text) => this.#end(id, `edit ${id}`, async () => this.#told(await this.#thread!.edit(id, text))),
      end: (id, slot, work) => this.#end(id, slot, work),
      cancel: this.#cancel,
      who: () => this.#renderWho(),
      needsName: this.#needsName,
      enter: () => this.#enter(),
    };
  }

  #renderWho() {
    const m = this.#m;
    const { person } = this.#thread!;
    const items = [
      ...(person?.guest ? [{ id: 'name', label: m.changeName, icon: icons.edit }] : []),
      { id: 'export', label: m.exportOwn, icon: icons.save },
      { id: 'erase', label: m.eraseOwn, icon: icons.trash, danger: true, separated: true },
    ];
    return html`
      ${
        this.#needsName
          ? html`<label class="name-field">${m.name}
              <input id="name" class="field" autocomplete="nickname" maxlength="80" aria-invalid=${this.nameRefused} .value=${this.guestName ?? ''} @input=${this.#onName} />
              <small>${m.nameHint}</small></label>`
          : html`<div id="who"><span>${m.as(person?.name ?? '')}</span>
              <saguim-menu .items=${items} label=${m.account} @menu-select=${(event: CustomEvent<string>) => void this.#onAccount(event.detail)}></saguim-menu></div>`
      }
      ${this.erasing ? renderEraseQuestion(m, () => void this.#erase(), this.#keepData) : nothing}
      ${this.errors.account ? html`<p class="problem" role="alert">${this.errors.account}</p>` : nothing}
    `;
  }
}

define('saguim-comments', SaguimComments);

declare global {
  interface HTMLElementTagNameMap {
    'saguim-comments': SaguimComments;
  }
}
