import { controls, define, type InterfaceLanguage, tokens } from '@saguim/elements';
import '@saguim/elements/comments';
import '@saguim/elements/moderation-queue';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { type CommentsTab, commentsAddress, commentsTabs } from './address.js';
import { articlePage, type CommentsRoom } from './comments-room.js';
import type { StudioMessages } from './messages.js';
import { articleIn } from './sample-article.js';

export { CommentsRoom } from './comments-room.js';

/** An article with comments, and the queue of its moderators, all in this browser. */
export class StudioComments extends LitElement {
  @property({ attribute: false }) m!: StudioMessages;
  @property({ attribute: false }) language: InterfaceLanguage = 'en';
  @property({ attribute: false }) room!: CommentsRoom;
  @property({ attribute: false }) tab: CommentsTab = 'article';
  @state() private adding = false;
  #heard: CommentsRoom | undefined;

  static override styles = [
    tokens,
    controls,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100%;
        min-height: 0;
      }
      nav {
        display: flex;
        gap: 4px;
        padding: 0 16px;
        border-block-end: 1px solid var(--_border);
      }
      nav a {
        padding: 10px 12px;
        border-block-end: 2px solid transparent;
        font-size: 15px;
        text-decoration: none;
        color: var(--_muted);
      }
      nav a[aria-current] {
        border-block-end-color: var(--_accent);
        font-weight: 600;
        color: var(--_text);
      }
      #page {
        flex: 1;
        min-height: 0;
        overflow-y: auto;
      }
      #column {
        max-width: 720px;
        margin: 0 auto;
        padding: 24px 24px 64px;
      }
      h2 {
        margin: 0 0 12px;
        font-size: 26px;
        line-height: 1.25;
      }
      .article p {
        margin: 0 0 14px;
        font-size: 17px;
      }
      saguim-comments {
        margin-block-start: 32px;
      }
      .note {
        margin: 0;
        padding: 10px 16px;
        background: var(--_raised);
        font-size: 14px;
      }
      saguim-moderation-queue {
        flex: 1;
        min-height: 0;
      }
      @media (max-width: 640px) {
        #column {
          padding: 16px 16px 48px;
        }
      }
    `,
  ];

  /** Has people who are not there say something, so that there is something to moderate. */
  async addSamples(): Promise<void> {
    if (this.adding) return;
    this.adding = true;
    try {
      await this.room.addSamples(this.language);
    } finally {
      this.adding = false;
    }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('room') || this.#heard === this.room) return;
    this.#heard = this.room;
    for (const source of [this.room, this.room.loader, this.room.searcher]) source.addEventListener('change', () => this.requestUpdate());
  }

  protected override render() {
    const { m, language, room, tab } = this;
    const { phase, progress } = [room.searcher.state, room.loader.state].find((state) => state.phase === 'loading') ?? room.loader.state;
    const article = articleIn(language);
    return html`
      <nav aria-label=${m.commentsParts}>
        ${commentsTabs.map((each) => html`<a href=${commentsAddress({ tab: each })} aria-current=${each === tab ? 'page' : nothing}>${m.commentsTabs[each]}</a>`)}
      </nav>
      <div role="status">
        ${phase === 'loading' ? html`<p class="note">${m.commentsLoading(progress?.fraction ?? 0)}</p>` : this.adding ? html`<p class="note">${m.samplesComing}</p>` : nothing}
        ${phase === 'failed' ? html`<p class="note">${m.commentsUnread}</p>` : nothing}
      </div>
      ${
        tab === 'queue'
          ? html`<saguim-moderation-queue .service=${room.moderator} language=${language}></saguim-moderation-queue>`
          : html`<div id="page"><div id="column">
              <article class="article"><h2>${article.title}</h2>${article.paragraphs.map((text) => html`<p>${text}</p>`)}</article>
              <saguim-comments .service=${room.writer} page=${articlePage} .moderator=${room.adviser} language=${language}></saguim-comments>
            </div></div>`
      }
    `;
  }
}

define('studio-comments', StudioComments);

declare global {
  interface HTMLElementTagNameMap {
    'studio-comments': StudioComments;
  }
}
