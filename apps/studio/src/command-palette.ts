import { type ChatRoom, type Conversation, controls, define, foldText, icons, matchesAll, tokens } from '@saguim/elements';
import { css, html, LitElement, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { chatAddress } from './address.js';
import type { Command } from './commands.js';
import type { StudioMessages } from './messages.js';

interface Entry {
  readonly name: string;
  /** What it is, where its name alone does not say. */
  readonly kind?: string;
  readonly keys?: string;
  readonly run: () => void;
}

const MOST_CONVERSATIONS = 8;

/**
 * Reaches everything by name: a field and the list of what fits, moved through with the arrow keys.
 *
 * @fires palette-close - something was chosen, or the person left it
 */
export class StudioPalette extends LitElement {
  @property({ attribute: false }) m!: StudioMessages;
  @property({ attribute: false }) commands: readonly Command[] = [];
  @property({ attribute: false }) room: ChatRoom | undefined;
  @state() private query = '';
  @state() private selected = 0;
  @state() private found: readonly Conversation[] = [];
  #before: Element | null = null;

  static override styles = [
    tokens,
    controls,
    css`
      dialog {
        width: min(640px, calc(100vw - 32px));
        max-height: min(560px, calc(100vh - 96px));
        margin: 72px auto auto;
        padding: 0;
        border: 1px solid var(--_border);
        border-radius: 16px;
        background: var(--_ground);
        color: var(--_text);
        box-shadow: 0 16px 48px rgb(0 0 0 / 24%);
        overflow: hidden;
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 40%);
      }
      .query {
        display: flex;
        align-items: center;
        gap: 12px;
        padding: 0 20px;
        color: var(--_muted);
        border-block-end: 1px solid var(--_border);
      }
      input {
        flex: 1;
        min-width: 0;
        height: 56px;
        border: 0;
        background: none;
        outline: none;
        color: var(--_text);
        font-size: 16px;
      }
      input:focus-visible {
        outline: none;
      }
      .query:focus-within {
        border-block-end-color: var(--_accent);
      }
      input::placeholder {
        color: var(--_muted);
        opacity: 1;
      }
      ul {
        margin: 0;
        padding: 8px;
        list-style: none;
        overflow-y: auto;
      }
      li {
        display: flex;
        align-items: center;
        gap: 12px;
        min-height: 44px;
        padding: 4px 12px;
        border-radius: 10px;
        font-size: 15px;
        line-height: 1.35;
        cursor: pointer;
      }
      li[aria-selected='true'] {
        background: var(--_accent-soft);
      }
      .name {
        flex: 1;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .kind,
      kbd {
        font: inherit;
        font-size: 13px;
        color: var(--_muted);
      }
      li[aria-selected='true'] .kind,
      li[aria-selected='true'] kbd {
        color: inherit;
      }
      .none {
        margin: 0;
        padding: 24px;
        text-align: center;
        color: var(--_muted);
      }
    `,
  ];

  protected override firstUpdated(): void {
    this.#before = deepActiveElement();
    this.renderRoot.querySelector('dialog')!.showModal();
    this.renderRoot.querySelector('input')!.focus();
    void this.#search();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    (this.#before as HTMLElement | null)?.focus?.();
  }

  protected override render() {
    const entries = this.#entries();
    const { m } = this;
    return html`
      <dialog aria-label=${m.commands} @cancel=${this.#onCancel} @click=${this.#onBackdrop}>
        <div class="query">
          ${icons.search}
          <input
            role="combobox"
            aria-expanded="true"
            aria-controls="entries"
            aria-autocomplete="list"
            aria-activedescendant=${entries.length > 0 ? `entry-${this.selected}` : ''}
            aria-label=${m.searchCommands}
            placeholder=${m.searchCommands}
            autocomplete="off"
            .value=${this.query}
            @input=${this.#onInput}
            @keydown=${this.#onKey}
          />
        </div>
        ${
          entries.length === 0
            ? html`<p class="none" role="status">${m.noCommands}</p>`
            : html`
                <ul id="entries" role="listbox" aria-label=${m.commands}>
                  ${entries.map(
                    ({ name, kind, keys }, index) => html`
                      <li
                        id="entry-${index}"
                        role="option"
                        aria-selected=${index === this.selected ? 'true' : 'false'}
                        @click=${() => this.#run(entries[index]!)}
                        @pointermove=${() => (this.selected = index)}
                      >
                        <span class="name">${name}</span>${keys ? html`<kbd>${keys}</kbd>` : nothing}${kind ? html`<span class="kind">${kind}</span>` : nothing}
                      </li>
                    `,
                  )}
                </ul>
              `
        }
      </dialog>
    `;
  }

  #entries(): Entry[] {
    const { m } = this;
    const query = foldText(this.query.trim());
    const commands = this.commands.filter(({ name, words = '' }) => matchesAll(foldText(`${name} ${words}`), query));
    const conversations = this.found.slice(0, MOST_CONVERSATIONS).map(
      ({ id, title }): Entry => ({
        name: title,
        kind: m.conversation,
        run: () => {
          location.hash = chatAddress(id);
        },
      }),
    );
    return [...commands, ...conversations];
  }

  async #search(): Promise<void> {
    const { query, room } = this;
    const found = (await (query.trim() ? room?.store.search(query) : room?.store.list())?.catch(() => [])) ?? [];
    if (query === this.query) this.found = found;
  }

  readonly #onInput = (event: Event) => {
    this.query = (event.target as HTMLInputElement).value;
    this.selected = 0;
    void this.#search();
  };

  readonly #onKey = (event: KeyboardEvent) => {
    const entries = this.#entries();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && entries.length > 0) {
      event.preventDefault();
      this.selected = (this.selected + step + entries.length) % entries.length;
      void this.updateComplete.then(() => this.renderRoot.querySelector(`#entry-${this.selected}`)?.scrollIntoView({ block: 'nearest' }));
    } else if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      const entry = entries[this.selected];
      if (entry) this.#run(entry);
    }
  };

  readonly #onCancel = (event: Event) => {
    event.preventDefault();
    this.#close();
  };

  readonly #onBackdrop = (event: Event) => {
    if (event.target === this.renderRoot.querySelector('dialog')) this.#close();
  };

  #close(): void {
    this.dispatchEvent(new Event('palette-close'));
  }

  /** Closes first, so that what runs finds the page, and the focus, as they were. */
  #run(entry: Entry): void {
    this.renderRoot.querySelector('dialog')!.close();
    this.dispatchEvent(new CustomEvent('palette-close', { detail: entry.run }));
  }
}

/** What has the focus, inside shadow roots too. */
function deepActiveElement(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

define('studio-palette', StudioPalette);

declare global {
  interface HTMLElementTagNameMap {
    'studio-palette': StudioPalette;
  }
}
