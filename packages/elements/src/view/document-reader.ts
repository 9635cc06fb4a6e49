import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { define } from '../define.js';
import type { Mark } from '../documents/document.js';
import type { SearchMessages } from '../i18n/search-messages.js';
import type { TextRange } from '../search/search-provider.js';
import { controls } from '../tokens.js';
import { markStyles, renderMarked } from './search-results.js';

/** Characters around the passage that are drawn at first, and how many each step adds. */
const STEP = 30_000;

/** Paragraphs of a text by their offsets. */
export function paragraphsIn(text: string): TextRange[] {
  const found: TextRange[] = [];
  const gaps = /\n\n|\f\n/g;
  for (let start = 0; start < text.length; ) {
    gaps.lastIndex = start;
    const end = gaps.exec(text)?.index ?? text.length;
    if (end > start) found.push({ start, end });
    start = end + 2;
  }
  return found;
}

/** A document's text with headings and pages; the passage that was found is marked and in sight. */
export class SaguimReader extends LitElement {
  @property({ attribute: false }) messages!: SearchMessages;
  @property({ attribute: false }) text = '';
  @property({ attribute: false }) marks: readonly Mark[] = [];
  /** The passage that is marked. */
  @property({ attribute: false }) passage: TextRange | undefined;
  /** Words in it, by offsets of the text. */
  @property({ attribute: false }) highlights: readonly TextRange[] = [];
  /** Tag of the text's language; empty where it is not known. */
  @property({ attribute: false }) textLanguage = '';

  @state() private shown: TextRange = { start: 0, end: 0 };
  #paragraphs: readonly TextRange[] = [];
  #headings = new Map<number, number>();
  #pages = new Map<number, number>();
  #observer: IntersectionObserver | undefined;
  #toPassage = false;

  static override styles = [
    controls,
    markStyles,
    css`
      :host {
        display: block;
        overflow-y: auto;
        overscroll-behavior: contain;
      }
      article {
        max-width: 720px;
        margin: 0 auto;
        padding: 8px 24px 64px;
        font-size: 17px;
        line-height: 1.7;
        overflow-wrap: anywhere;
      }
      p {
        margin: 0 0 16px;
        white-space: pre-line;
      }
      h3 {
        margin: 32px 0 12px;
        font-size: 20px;
        line-height: 1.35;
        font-weight: 650;
      }
      h3.minor {
        font-size: 17px;
      }
      .page {
        display: flex;
        align-items: center;
        gap: 12px;
        margin: 24px 0 16px;
        font-size: 13px;
        color: var(--_muted);
      }
      .page::after {
        content: '';
        flex: 1;
        border-block-start: 1px solid var(--_border);
      }
      .marked {
        margin-inline-start: -16px;
        padding-inline-start: 13px;
        border-inline-start: 3px solid var(--_accent);
      }
      .passage {
        background: var(--_accent-soft);
        border-radius: 3px;
        box-decoration-break: clone;
        -webkit-box-decoration-break: clone;
        padding-block: 2px;
      }
      .passage:focus {
        outline: none;
      }
      .more {
        display: flex;
        margin: 16px auto;
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('text') || changed.has('marks')) {
      this.#paragraphs = paragraphsIn(this.text);
      this.#headings = new Map();
      this.#pages = new Map();
      for (const mark of this.marks) {
        if (mark.kind === 'heading') this.#headings.set(mark.start, mark.level);
        else if (mark.kind === 'page') this.#pages.set(mark.start, mark.number);
      }
    }
    if (changed.has('text') || changed.has('passage')) {
      const at = this.passage?.start ?? 0;
      const inSight = at >= this.shown.start && (this.passage?.end ?? 0) <= this.shown.end;
      if (changed.has('text') || !inSight) this.shown = { start: Math.max(0, at - STEP / 2), end: at + STEP };
      this.#toPassage = true;
    }
  }

  protected override updated(): void {
    if (this.#toPassage && this.text !== '') {
      this.#toPassage = false;
      const passage = this.renderRoot.querySelector('.passage');
      if (passage) passage.scrollIntoView({ block: 'center' });
      else this.scrollTop = 0;
    }
    this.#observer?.disconnect();
    this.#observer = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) if (isIntersecting) this.#more(target.id === 'earlier');
      },
      { root: this, rootMargin: '400px' },
    );
    for (const button of this.renderRoot.querySelectorAll('.more')) this.#observer.observe(button);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  /** Puts the focus on the passage, so that reading aloud begins there. */
  override focus(): void {
    (this.renderRoot.querySelector<HTMLElement>('.passage') ?? this.renderRoot.querySelector<HTMLElement>('article'))?.focus({
      preventScroll: true,
    });
  }

  protected override render() {
    const m = this.messages;
    const { start, end } = this.shown;
    const paragraphs = this.#paragraphs.filter((paragraph) => paragraph.end > start && paragraph.start < end);
    return html`
      <article lang=${this.textLanguage || nothing} tabindex="-1">
        ${(paragraphs[0]?.start ?? 0) > (this.#paragraphs[0]?.start ?? 0) ? html`<button id="earlier" class="button more" @click=${() => this.#more(true)}>${m.earlier}</button>` : nothing}
        ${paragraphs.map((paragraph) => this.#renderParagraph(paragraph))}
        ${(paragraphs.at(-1)?.end ?? 0) < (this.#paragraphs.at(-1)?.end ?? 0) ? html`<button id="later" class="button more" @click=${() => this.#more(false)}>${m.more}</button>` : nothing}
      </article>
    `;
  }

  #renderParagraph({ start, end }: TextRange) {
    const m = this.messages;
    const page = this.#pages.get(start);
    const level = this.#headings.get(start);
    const from = this.passage ? Math.max(start, this.passage.start) : end;
    const to = this.passage ? Math.min(end, this.passage.end) : end;
    const marked = from < to;
    const content = marked
      ? html`${this.text.slice(start, from)}<span class="passage" tabindex="-1" aria-label=${nothing}>${renderMarked(this.text, this.highlights, { start: from, end: to })}</span>${this.text.slice(to, end)}`
      : this.text.slice(start, end);
    const block =
      level === undefined
        ? html`<p class=${marked ? 'marked' : ''}>${content}</p>`
        : html`<h3 class="${marked ? 'marked' : ''} ${level > 2 ? 'minor' : ''}">${content}</h3>`;
    return html`${page === undefined ? nothing : html`<div class="page">${m.page(page)}</div>`}${block}`;
  }

  #more(earlier: boolean): void {
    const { start, end } = this.shown;
    if (!earlier) {
      this.shown = { start, end: end + STEP };
      return;
    }
    // What is read stays where it is while text comes in above it.
    const height = this.scrollHeight;
    this.shown = { start: Math.max(0, start - STEP), end };
    void this.updateComplete.then(() => {
      if (getComputedStyle(this).overflowAnchor === 'none' || this.scrollTop === 0) this.scrollTop += this.scrollHeight - height;
    });
  }
}

define('saguim-reader', SaguimReader);

declare global {
  interface HTMLElementTagNameMap {
    'saguim-reader': SaguimReader;
  }
}
