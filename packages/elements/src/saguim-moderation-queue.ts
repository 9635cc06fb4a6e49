import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { CommentClient, type ModerationService, type QueueItem } from 'saguim/comments';
import type { SaguimAnnouncer } from './announce/announcer.js';
import './announce/announcer.js';
import { outboxOf } from './comments/decision-outbox.js';
import { ModerationQueue, type Refused } from './comments/moderation-queue.js';
import { isBlurred, reasonWords, renderQueueItem } from './comments/queue-item.js';
import { type QueueListView, renderFilters, renderList, renderSearch } from './comments/queue-list.js';
import { type Rejection, rejectLabels, renderReject, renderSettings } from './comments/queue-panels.js';
import { renderRefused } from './comments/queue-refused.js';
import { type QueueSettings, readQueueSettings, writeQueueSettings } from './comments/queue-settings.js';
import { commandFor, type QueueCommand } from './comments/shortcuts.js';
import { reasonOf, tellError } from './comments/tell-error.js';
import { define } from './define.js';
import { chooseLanguage } from './i18n/choose-language.js';
import { queueMessages } from './i18n/queue-language.js';
import { icons } from './icons.js';
import { moderationQueueStyles } from './saguim-moderation-queue-styles.js';
import { controls, tokens } from './tokens.js';
import { UndoOffer } from './undo-offer.js';

/** So much of a text is read out with what was decided, in UTF-16 units. */
const readOut = 400;

/**
 * What moderators work with: the comments that the machine is least sure of come first, each with why it is here; a decision is a key, the next
 * comment is there at once, and what was decided can be taken back.
 *
 *     const queue = document.querySelector('saguim-moderation-queue');
 *     queue.service = new CommentClient({ url: 'https://comments.example.org', token });
 *
 * @fires saguim-decided - `{ ids, action }`, once a decision was made
 * @csspart text - the comment that is looked at
 * @csspart why - why it is here
 * @cssprop - those of `<saguim-chat>`
 */
export class SaguimModerationQueue extends LitElement {
  static override styles = [tokens, controls, ...moderationQueueStyles];

  /** Who keeps comments: what `CommentSystem.as()` gives a moderator, or a `CommentClient`. Takes the place of `server`. */
  @property({ attribute: false }) service: ModerationService | undefined;
  /** The address of a server that keeps comments, where the site's own login is a cookie. */
  @property() server: string | undefined;
  /** `auto`, `en` or `pt-BR`. */
  @property() language = 'auto';
  /** `auto`, `light` or `dark`; when left out, that of the page (`color-scheme`). */
  @property({ reflect: true }) theme: 'auto' | 'light' | 'dark' | undefined;
  /** `off`: single keys do nothing, whatever the person chose. */
  @property() shortcuts: 'on' | 'off' = 'on';

  @state() private settings: QueueSettings = readQueueSettings();
  @state() private settingsOpen = false;
  @state() private rejection: Rejection | undefined;
  /** Decisions that were not kept, until the moderator has seen it. */
  @state() private refused: readonly Refused[] = [];
  #queue: ModerationQueue | undefined;
  readonly #shown = new Set<string>();
  readonly #undo = new UndoOffer(this);

  /** What is worked on. */
  get queue(): ModerationQueue | undefined {
    return this.#queue;
  }
  get #language() {
    return chooseLanguage(this.language);
  }
  get #m() {
    return queueMessages(this.#language);
  }
  get #keysOn(): boolean {
    return this.settings.keys && this.shortcuts !== 'off';
  }

  constructor() {
    super();
    this.addEventListener('keydown', this.#onKey);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    globalThis.addEventListener('pagehide', this.#leave);
    globalThis.addEventListener('pageshow', this.#comeBack);
    globalThis.addEventListener('online', this.#goOnline);
    if (this.hasUpdated) void this.#queue?.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    globalThis.removeEventListener('pagehide', this.#leave);
    globalThis.removeEventListener('pageshow', this.#comeBack);
    globalThis.removeEventListener('online', this.#goOnline);
    this.#leave();
  }

  /** Goes to the comment that is looked at. */
  override focus(options?: FocusOptions): void {
    if (this.isUpdatePending) void this.updateComplete.then(() => this.focus(options));
    else this.renderRoot.querySelector<HTMLElement>('#item')?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('service') && !changed.has('server')) return;
    void this.#queue?.stop();
    const service = this.service ?? (this.server ? new CommentClient({ url: this.server, credentials: 'include' }) : undefined);
    this.#queue = service && new ModerationQueue(service, outboxOf(service));
    this.refused = [];
    this.#queue?.addEventListener('change', () => this.requestUpdate());
    this.#queue?.addEventListener('refused', (event) => this.#onRefused((event as CustomEvent<Refused>).detail));
    void this.#queue?.start();
  }

  readonly #leave = () => void this.#queue?.stop();
  readonly #comeBack = ({ persisted }: PageTransitionEvent) => {
    if (persisted) void this.#queue?.start();
  };

  readonly #goOnline = () => void this.#queue?.retry();

  #say(text: string): void {
    this.renderRoot.querySelector<SaguimAnnouncer>('saguim-announcer')?.announce(text);
  }

  /** The comment that is looked at now, as it is read out. */
  #sayCurrent(before: string): void {
    const m = this.#m;
    const queue = this.#queue!;
    const item = queue.current;
    if (!item) {
      this.#say(`${before} ${m.empty}`);
      return;
    }
    const why = item.why.map((reason) => reasonWords(reason, m)).join('. ');
    const words = isBlurred(item, this.settings.blur, this.#shown) ? m.harsh : (item.text ?? m.gone).slice(0, readOut);
    this.#say(`${before} ${m.nextIs(queue.at + 1, queue.items.length, m.states[item.state], why)}. ${words}`);
  }

  #onRefused(refused: Refused): void {
    this.refused = [...this.refused.filter(({ id }) => id !== refused.id), refused];
    this.#undo.dismiss();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (!this.#keysOn || this.rejection || !this.#queue) return;
    const command = commandFor(event, this.settings.shortcuts);
    if (!command) return;
    event.preventDefault();
    this.#run(command);
  };

  #run(command: QueueCommand): void {
    const queue = this.#queue!;
    const item = queue.current;
    if (command === 'next' || command === 'previous') {
      const at = queue.at;
      queue[command]();
      if (queue.at !== at) this.#sayCurrent('');
      this.#toItem();
    } else if (command === 'approve') this.#decide('approve');
    else if (command === 'reject') this.#askReason();
    else if (command === 'undo') this.#takeBack();
    else if (command === 'search') this.renderRoot.querySelector<HTMLElement>('#query')?.focus();
    else if (command === 'help') this.#toggleSettings();
    else if (item && command === 'show') this.#toggleText(item.id);
    else if (item && command === 'select') queue.select(item.id);
    else if (item && command === 'history' && item.writer.id) this.#toggleHistory(item.writer.id);
  }

  #toItem(): void {
    void this.updateComplete.then(() => {
      const item = this.renderRoot.querySelector<HTMLElement>('#item');
      item?.focus();
      item?.scrollTo({ top: 0 });
    });
  }

  get #chosen(): readonly QueueItem[] {
    const { items, selected, current } = this.#queue!;
    return selected.size > 0 ? items.filter(({ id }) => selected.has(id)) : current ? [current] : [];
  }

  #decide(action: 'approve' | 'reject', { label, note = '' }: Partial<Rejection> = {}): void {
    const m = this.#m;
    const ids = this.#chosen.map(({ id }) => id);
    const count = this.#queue!.decide({ action, ...(label !== undefined && { label }), ...(note.trim() !== '' && { note: note.trim() }) });
    if (count === 0) return;
    this.rejection = undefined;
    this.#undo.offer(m.decided(action, count), () => this.#takeBack());
    this.#sayCurrent(m.decided(action, count));
    this.#toItem();
    this.dispatchEvent(new CustomEvent('saguim-decided', { detail: { ids, action }, bubbles: true, composed: true }));
  }

  #askReason(): void {
    const chosen = this.#chosen;
    if (chosen.length === 0) return;
    this.#undo.dismiss();
    this.rejection = { label: rejectLabels(chosen)[0], note: '' };
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('#reject-form input:checked, #reject-form input')?.focus(),
    );
  }

  #takeBack(): void {
    const count = this.#queue!.undo();
    if (count === 0) return;
    this.#undo.dismiss();
    this.#sayCurrent(this.#m.undone(count));
    this.#toItem();
  }

  readonly #toggleText = (id: string) => {
    if (!this.#shown.delete(id)) this.#shown.add(id);
    this.requestUpdate();
    const item = this.#queue!.current;
    if (item?.id !== id) return;
    if (this.#shown.has(id) && item.text) this.#say(item.text.slice(0, readOut));
    this.#toItem();
  };

  readonly #toggleHistory = (writer: string) => {
    const { history } = this.#queue!;
    if (history.writer === writer) history.hide();
    else void this.#queue!.showHistory(writer);
  };

  #toggleSettings(): void {
    this.settingsOpen = !this.settingsOpen;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(this.settingsOpen ? '#keys-on' : '#open-settings')?.focus(),
    );
  }

  readonly #dismissRefused = () => {
    this.refused = [];
    this.#toItem();
  };

  readonly #set = (settings: QueueSettings) => {
    this.settings = settings;
    writeQueueSettings(settings);
  };

  readonly #languageName = (tag: string) => {
    try {
      return tag === 'und' ? '?' : (new Intl.DisplayNames([this.#language], { type: 'language' }).of(tag) ?? tag);
    } catch {
      return tag;
    }
  };

  protected override render() {
    const m = this.#m;
    const queue = this.#queue;
    if (!queue) return nothing;
    const view: QueueListView = {
      queue,
      messages: m,
      blur: this.settings.blur,
      shown: this.#shown,
      languageName: this.#languageName,
    };
    const { counts, found } = queue;
    return html`
      <section id="frame" aria-label=${m.queue} lang=${this.#language}>
        <div id="bar">
          <h2>${found ? m.found(found.query, queue.items.length) : counts ? m.waiting(queue.waiting!) : m.queue}</h2>
          <p class="quiet grow">${found ? html`<button class="button small" id="back" @click=${() => void queue.search('')}>${m.backToQueue}</button>` : counts ? html`${m.counts(counts.held, counts.reported, counts.appealed)} · ${m.decidedToday(counts.decidedByMe)}` : nothing}</p>
          ${queue.pending > 0 ? html`<p class="quiet" id="saving">${queue.stalled ? m.unsent(queue.pending) : m.saving(queue.pending)}</p>` : nothing}
          <button class="icon-button" id="open-settings" aria-label=${m.settings} title=${m.settings} aria-expanded=${this.settingsOpen ? 'true' : 'false'} @click=${() => this.#toggleSettings()}>${icons.options}</button>
        </div>
        ${queue.connected ? nothing : html`<p class="quiet problem" role="status">${m.offline}</p>`}
        <div role="alert">${this.refused.length > 0 ? renderRefused(this.refused, m, this.#dismissRefused) : nothing}</div>
        ${this.settingsOpen ? renderSettings(this.settings, m, this.#set, () => this.#toggleSettings()) : nothing}
        <div id="panes">
          <div id="left">
            ${renderSearch(view, (query, byMeaning) => void queue.search(query, byMeaning ? 'meaning' : 'words').then(() => this.#toItem()))}
            ${renderFilters(view, (filter, order) => void queue.setFilter(filter, order))}
            ${
              queue.items.length > 0
                ? renderList(view, (at) => {
                    queue.go(at);
                    this.#toItem();
                  })
                : nothing
            }
          </div>
          <div id="right">${this.#renderItem(queue)}${this.#renderDecide(queue)}</div>
        </div>
        <div id="toast">${this.#undo.render(m)}</div>
      </section>
      <saguim-announcer></saguim-announcer>
    `;
  }

  #renderItem(queue: ModerationQueue) {
    const m = this.#m;
    const item = queue.current;
    const inner = item
      ? html`<p class="quiet">${m.position(queue.at + 1, queue.items.length)}</p>
          ${renderQueueItem(item, {
            messages: m,
            language: this.#language,
            now: Date.now(),
            blur: this.settings.blur,
            shown: this.#shown,
            toggleText: this.#toggleText,
            history: queue.history,
            toggleHistory: this.#toggleHistory,
            onlyWriter: (writer) => void queue.setFilter({ ...queue.filter, writer }),
          })}`
      : queue.phase === 'failed'
        ? html`<div class="empty" role="alert"><h3>${m.failed}</h3><p>${this.#failure(queue)}</p><button class="button" @click=${() => void queue.start()}>${m.tryAgain}</button></div>`
        : queue.phase === 'loading'
          ? html`<div class="empty"><p class="quiet">${m.loading}</p></div>`
          : html`<div class="empty"><h3>${queue.found ? m.nothingFound : m.empty}</h3><p class="quiet">${queue.found ? nothing : m.emptyHint}</p></div>`;
    return html`<article id="item" tabindex="-1" aria-label=${item ? `${m.states[item.state]}, ${item.writer.name ?? m.nobody}` : m.queue} data-id=${item?.id ?? ''}><div class="inner">${inner}</div></article>`;
  }

  #failure({ error, found }: ModerationQueue): string {
    const m = this.#m;
    const reason = reasonOf(error);
    if (reason === 'login' || reason === 'forbidden') return m.notModerator;
    return found?.mode === 'meaning' && reason === 'invalid' ? m.noMeaning : tellError(error, m);
  }

  #renderDecide(queue: ModerationQueue) {
    const m = this.#m;
    const chosen = this.#chosen;
    const { keys, shortcuts } = { keys: this.#keysOn, shortcuts: this.settings.shortcuts };
    const button = (command: QueueCommand, name: string, enabled: boolean, kind = '') =>
      html`<button class="button ${kind}" id=${command} ?disabled=${!enabled} aria-keyshortcuts=${keys && shortcuts[command] ? shortcuts[command] : nothing} @click=${() => this.#run(command)}>${name}${keys && shortcuts[command] ? html`<kbd aria-hidden="true">${shortcuts[command].toUpperCase()}</kbd>` : nothing}</button>`;
    const may = (action: 'approve' | 'reject') =>
      chosen.length > 0 && chosen.every(({ state }) => (action === 'approve' ? approvable : rejectable).includes(state));
    return html`<div id="decide" role="group" aria-label=${m.decision}>
      ${
        this.rejection
          ? renderReject({
              items: chosen,
              rejection: this.rejection,
              messages: m,
              change: (rejection) => (this.rejection = rejection),
              reject: () => this.#decide('reject', this.rejection),
              cancel: () => {
                this.rejection = undefined;
                this.#toItem();
              },
            })
          : html`<div id="buttons">
              ${button('approve', queue.selected.size > 0 ? `${m.approve} (${queue.selected.size})` : m.approve, may('approve'), 'primary')}
              ${button('reject', queue.selected.size > 0 ? `${m.reject} (${queue.selected.size})` : m.reject, may('reject'), 'danger')}
              <span class="grow"></span>
              ${button('previous', m.previous, queue.at > 0)} ${button('next', m.next, queue.at < queue.items.length - 1)}
              ${button('undo', m.undo, queue.decided.length > 0)}
            </div>`
      }
    </div>`;
  }
}

/** What the table of states lets a moderator do. */
const approvable: readonly string[] = ['held', 'reported', 'appealed', 'blocked', 'rejected'];
const rejectable: readonly string[] = ['held', 'reported', 'appealed', 'published'];

define('saguim-moderation-queue', SaguimModerationQueue);

declare global {
  interface HTMLElementTagNameMap {
    'saguim-moderation-queue': SaguimModerationQueue;
  }
}
