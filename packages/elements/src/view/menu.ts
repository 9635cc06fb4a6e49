import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { define } from '../define.js';
import { icons } from '../icons.js';
import { controls } from '../tokens.js';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: TemplateResult;
  readonly danger?: boolean;
  /** One of several of which one is chosen; says whether this one is. */
  readonly checked?: boolean;
  /** Whether a line parts it from what is above. */
  readonly separated?: boolean;
}

/**
 * A button that opens a list of things to do. Arrow keys move, Escape closes.
 *
 * @fires menu-select - `CustomEvent<string>` with the item's id
 */
export class SaguimMenu extends LitElement {
  @property({ attribute: false }) items: readonly MenuItem[] = [];
  /** What the button is called. */
  @property() label = '';
  /** What is written on the button; three dots when left out. */
  @property() text = '';
  /** A drawing before the text. */
  @property({ attribute: false }) icon: TemplateResult | undefined;

  static override styles = [
    controls,
    css`
      :host {
        display: inline-block;
      }
      #list {
        position: fixed;
        inset: auto;
        margin: 0;
        min-width: 200px;
        max-width: min(360px, calc(100vw - 16px));
        max-height: calc(100vh - 16px);
        overflow-y: auto;
        padding: 6px;
        border: 1px solid var(--_border);
        border-radius: 12px;
        background: var(--_ground);
        color: var(--_text);
        box-shadow: var(--_shadow);
      }
      #list button {
        display: flex;
        align-items: center;
        gap: 12px;
        width: 100%;
        min-height: 40px;
        padding: 0 12px;
        border: 0;
        border-radius: 8px;
        background: none;
        font-size: 14px;
        text-align: start;
      }
      #list button:hover,
      #list button:focus-visible {
        background: var(--_raised);
        outline-offset: -2px;
      }
      #list button.danger {
        color: var(--_danger);
      }
      #list button.separated {
        position: relative;
        margin-block-start: 13px;
      }
      #list button.separated::before {
        content: '';
        position: absolute;
        inset: -7px 0 auto;
        border-block-start: 1px solid var(--_border);
      }
      .item-label {
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .blank {
        width: 20px;
        flex: none;
      }
      #opener.text {
        max-width: 100%;
      }
      #opener .item-label + .icon {
        color: var(--_muted);
      }
    `,
  ];

  protected override render() {
    return html`
      <button
        id="opener"
        class=${this.text ? 'button text' : 'icon-button small'}
        aria-haspopup="menu"
        aria-label=${this.label || nothing}
        popovertarget="list"
        @keydown=${this.#onOpenerKey}
      >
        ${this.text ? html`${this.icon ?? nothing}<span class="item-label" part="text">${this.text}</span>${icons.below}` : icons.more}
      </button>
      <div id="list" role="menu" popover aria-label=${this.label} @beforetoggle=${this.#place} @toggle=${this.#onToggle} @keydown=${this.#onKey}>
        ${this.items.map(
          ({ id, label, icon, danger, checked, separated }) => html`
            <button
              role=${checked === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked=${checked === undefined ? nothing : checked ? 'true' : 'false'}
              tabindex="-1"
              class="${danger ? 'danger' : ''} ${separated ? 'separated' : ''}"
              @click=${() => this.#select(id)}
            >
              ${checked === undefined ? icon : checked ? icons.check : html`<span class="blank"></span>`} <span class="item-label">${label}</span>
            </button>
          `,
        )}
      </div>
    `;
  }

  get #list(): HTMLElement {
    return this.renderRoot.querySelector('#list')!;
  }

  readonly #place = () => {
    const { top, bottom, left, right } = this.renderRoot.querySelector('#opener')!.getBoundingClientRect();
    const height = this.items.length * 40 + 16;
    const list = this.#list;
    list.style.top = `${bottom + height > innerHeight ? Math.max(8, top - height) : bottom + 4}px`;
    list.style.left = `${Math.max(8, Math.min(this.text ? left : right - 32, innerWidth - 240))}px`;
  };

  readonly #onToggle = (event: Event) => {
    if ((event as ToggleEvent).newState === 'open') this.#list.querySelector('button')?.focus();
  };

  readonly #onOpenerKey = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    this.#list.showPopover();
  };

  readonly #onKey = (event: KeyboardEvent) => {
    const buttons = [...this.#list.querySelectorAll('button')];
    const at = buttons.indexOf(this.shadowRoot!.activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (event.key === 'Tab') this.#list.hidePopover();
    if (to === undefined) return;
    event.preventDefault();
    buttons[(to + buttons.length) % buttons.length]?.focus();
  };

  #select(id: string): void {
    this.#list.hidePopover();
    this.dispatchEvent(new CustomEvent('menu-select', { detail: id }));
  }
}

define('saguim-menu', SaguimMenu);

declare global {
  interface HTMLElementTagNameMap {
    'saguim-menu': SaguimMenu;
  }
}
