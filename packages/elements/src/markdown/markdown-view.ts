import { css, html, LitElement, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { copyText } from '../clipboard.js';
import { define } from '../define.js';
import { markdownStyles } from './markdown-styles.js';
import { type MarkdownLabels, renderBlock } from './render-block.js';
import { type Block, BlockSplitter } from './split-blocks.js';
import { enqueue, SLICE } from './work-queue.js';

interface Shown {
  readonly start: number;
  readonly raw: string;
  readonly element: HTMLElement;
}

/** Rendering may take this share of the time while text comes: a step that took 5 ms is followed by a pause of 45. */
const SHARE = 0.1;
const SHORTEST_PAUSE = 60;
const LONGEST_PAUSE = 400;

const englishLabels: MarkdownLabels = { copy: 'Copy', copied: 'Copied', code: 'Code' };

/**
 * Shows Markdown that may still grow. Blocks that are finished are rendered once; the last one at most about 16 times a second, less
 * often when it is costly.
 *
 * @fires saguim-copied - code was copied
 * @csspart code - none; style code with the custom properties of the chat
 */
export class SaguimMarkdown extends LitElement {
  static override styles = [
    css`
      :host {
        display: block;
      }
    `,
    markdownStyles,
  ];

  /** The Markdown. */
  @property({ attribute: false }) text = '';
  /** Whether no more text comes. */
  @property({ attribute: false }) complete = true;
  /** Words of its buttons. */
  @property({ attribute: false }) labels: MarkdownLabels = englishLabels;

  readonly #splitter = new BlockSplitter();
  #shown: Shown[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pauseUntil = 0;

  protected override render() {
    return html`<div id="blocks" @click=${this.#onClick}></div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('labels') && changed.get('labels')) this.#clear();
    if (changed.has('text') || changed.has('complete') || changed.has('labels')) this.#schedule();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#schedule();
  }

  #schedule(): void {
    const pause = this.complete ? 0 : this.#pauseUntil - performance.now();
    if (pause <= 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#show();
    } else
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#show();
      }, pause);
  }

  #clear(): void {
    this.#shown = [];
    this.renderRoot.querySelector('#blocks')?.replaceChildren();
  }

  #show(): void {
    const began = performance.now();
    const container = this.renderRoot.querySelector('#blocks')!;
    const blocks = this.#splitter.split(this.text, this.complete);
    blocks.forEach((block, index) => {
      const shown = this.#shown[index];
      if (shown && shown.start === block.start && shown.raw === block.raw) return;
      const element = shown?.element ?? document.createElement('div');
      element.className = 'block';
      if (!shown) container.append(element);
      this.#shown[index] = { start: block.start, raw: block.raw, element };
      if (performance.now() - began > SLICE && !block.open) this.#renderLater(block, index, element);
      else this.#renderNow(block, element);
    });
    for (const { element } of this.#shown.splice(blocks.length)) element.remove();
    const now = performance.now();
    this.#pauseUntil = now + Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, (now - began) / SHARE));
  }

  #renderNow(block: Block, element: HTMLElement): void {
    element.classList.remove('plain');
    element.replaceChildren(renderBlock(block.raw, this.labels));
  }

  /** What is too much for one go is shown plain at once and rendered block by block. */
  #renderLater(block: Block, index: number, element: HTMLElement): void {
    element.classList.add('plain');
    element.textContent = block.raw;
    enqueue(() => {
      if (this.#shown[index]?.element === element && this.#shown[index].raw === block.raw) this.#renderNow(block, element);
    });
  }

  readonly #onClick = async (event: Event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>('button.copy');
    const code = button?.closest('.code')?.querySelector('code');
    if (!button || !code) return;
    await copyText(code.textContent ?? '');
    button.textContent = this.labels.copied;
    button.addEventListener('blur', () => (button.textContent = this.labels.copy), { once: true });
    this.dispatchEvent(new Event('saguim-copied', { bubbles: true, composed: true }));
  };
}

define('saguim-markdown', SaguimMarkdown);

declare global {
  interface HTMLElementTagNameMap {
    'saguim-markdown': SaguimMarkdown;
  }
}
