import { type ConversationStore, controls, define, icons, tokens } from '@saguim/elements';
import { css, html, LitElement, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { LanguageModel } from 'saguim';
import type { StudioMessages } from './messages.js';
import { pageStyles } from './page-styles.js';
import { browserModel, type Preferences } from './preferences.js';

/**
 * Settings: language, theme, announcements, and what is kept where.
 *
 * @fires prefer - `CustomEvent<Preferences>`
 * @fires browser-model - the chat is to use the browser's own model
 * @fires own-model - the chat is to use the model that comes along again
 * @fires erase - the person wants everything erased, and said so twice
 */
export class StudioSettings extends LitElement {
  @property({ attribute: false }) m!: StudioMessages;
  @property({ attribute: false }) preferences!: Preferences;
  @property({ attribute: false }) store!: ConversationStore;
  @state() private count: number | undefined;
  @state() private said = '';
  /** Whether the browser has a model of its own, here or to be fetched. */
  @state() private browserHasOne = false;

  static override styles = [
    tokens,
    controls,
    pageStyles,
    css`
      fieldset {
        margin: 24px 0 0;
        padding: 0;
        border: 0;
        min-width: 0;
      }
      legend {
        padding: 0;
        margin-block-end: 8px;
        font-size: 15px;
        font-weight: 600;
      }
      .choices {
        display: inline-flex;
        flex-wrap: wrap;
        gap: 4px;
        padding: 4px;
        border-radius: 14px;
        background: var(--_raised);
      }
      .choices label {
        position: relative;
        cursor: pointer;
      }
      .choices input {
        position: absolute;
        inset: 0;
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }
      .choices span {
        display: flex;
        align-items: center;
        min-height: 36px;
        padding: 0 16px;
        border-radius: 10px;
        font-size: 14px;
      }
      .choices input:checked + span {
        background: var(--_ground);
        font-weight: 600;
        box-shadow:
          0 1px 3px rgb(0 0 0 / 12%),
          inset 0 0 0 1px var(--_border);
      }
      .choices input:focus-visible + span {
        outline: 2px solid var(--_accent);
        outline-offset: 2px;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
        gap: 8px 24px;
        margin: 0 0 24px;
        font-size: 15px;
      }
      dt {
        font-weight: 550;
      }
      dd {
        margin: 0;
        color: var(--_muted);
      }
      kbd {
        padding: 2px 8px;
        border: 1px solid var(--_border);
        border-radius: 6px;
        background: var(--_raised);
        font: 13px/1.5 var(--_font);
      }
      dialog {
        width: min(440px, calc(100vw - 32px));
        padding: 24px;
        border: 1px solid var(--_border);
        border-radius: 16px;
        background: var(--_ground);
        color: var(--_text);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 40%);
      }
      dialog h4 {
        margin: 0 0 8px;
        font-size: 18px;
      }
      dialog .row {
        justify-content: flex-end;
        margin-block-start: 24px;
      }
      .button.primary.danger {
        background: var(--_danger);
        border-color: var(--_danger);
        color: light-dark(#ffffff, #2b0b07);
      }
      .catalogue {
        margin-block-start: 24px;
      }
      .catalogue label {
        font-size: 15px;
        font-weight: 600;
      }
      .catalogue .field {
        flex: 1 1 240px;
        min-width: 0;
      }
      @media (max-width: 560px) {
        dl {
          grid-template-columns: minmax(0, 1fr);
          gap: 0;
        }
        dd {
          margin-block-end: 12px;
        }
      }
    `,
  ];

  protected override firstUpdated(): void {
    void LanguageModel.availability({ saguim: { backend: 'browser' } }).then(
      (availability) => (this.browserHasOne = availability !== 'unavailable'),
      () => {},
    );
    void this.store.list().then(
      (conversations) => (this.count = conversations.length),
      () => {},
    );
  }

  protected override render() {
    const { m } = this;
    const mac = /Mac|iPhone|iPad/.test(navigator.platform);
    return html`
      <div class="page">
        <h2>${m.settings}</h2>
        ${this.#choices('language', m.language, [
          ['auto', m.languageAutomatic],
          ['en', 'English', 'en'],
          ['pt-BR', 'Português', 'pt-BR'],
        ])}
        ${this.#choices('theme', m.theme, [
          ['auto', m.automatic],
          ['light', m.light],
          ['dark', m.dark],
        ])}
        ${this.#choices(
          'announcements',
          m.announcements,
          [
            ['sentence', m.bySentence],
            ['answer', m.wholeAnswer],
            ['off', m.off],
          ],
          m.announcementsHint,
        )}
        <h3 id="models-settings">${m.models}</h3>
        ${this.#choices(
          'idle',
          m.idle,
          [
            ['5', m.minutes(5)],
            ['15', m.minutes(15)],
            ['60', m.minutes(60)],
            ['never', m.never],
          ],
          m.idleHint,
        )}
        ${this.#choices(
          'downloads',
          m.downloads,
          [
            ['auto', m.languageAutomatic],
            ['ask', m.alwaysAsk],
          ],
          m.downloadsHint,
        )}
        ${this.#choices(
          'hidden',
          m.hidden,
          [
            ['go-on', m.hiddenGoOn],
            ['pause', m.hiddenPause],
          ],
          m.hiddenHint,
        )}
        <form class="catalogue" @submit=${this.#onCatalogue}>
          <label for="catalogue">${m.catalogue}</label>
          <p class="muted" id="catalogue-hint">${m.catalogueHint}</p>
          <div class="row">
            <input class="field" id="catalogue" name="catalogue" type="url" inputmode="url" placeholder="https://" aria-describedby="catalogue-hint" .value=${this.preferences.catalogue} />
            <button class="button">${m.use}</button>
          </div>
          <p class="muted" role="status">${this.said}</p>
        </form>
        ${
          this.preferences.chatModel
            ? html`<p class="row">
                <span>${m.chatModel(this.preferences.chatModel.title)}</span>
                <button class="button" id="own-model" @click=${() => this.dispatchEvent(new Event('own-model'))}>${m.useOwnModel}</button>
              </p>`
            : nothing
        }
        ${
          this.browserHasOne && this.preferences.chatModel?.name !== browserModel
            ? html`<p class="row">
                <button class="button" id="browser-model" @click=${() => this.dispatchEvent(new Event('browser-model'))}>${m.useBrowserModel}</button>
                <span class="muted">${m.browserModelHint}</span>
              </p>`
            : nothing
        }
        <h3>${m.keyboard}</h3>
        <dl>
          ${m.keys.map(([keys, what]) => html`<dt>${keys.split(' ').map((key) => html`<kbd>${mac && key === 'Ctrl' ? '⌘' : key}</kbd> `)}</dt><dd>${what}</dd>`)}
        </dl>
        <h3 id="privacy">${m.privacy}</h3>
        <p>${m.privacyIntro}</p>
        <dl>${m.kept.map(([what, where], index) => html`<dt>${what}</dt><dd>${where}${index === 0 && this.count !== undefined ? ` (${m.conversationCount(this.count)})` : ''}</dd>`)}</dl>
        <button class="button danger" id="erase" @click=${() => this.#dialog.showModal()}>${icons.trash} ${m.erase}</button>
        <p class="muted">${m.eraseHint}</p>
        <dialog aria-labelledby="question" aria-describedby="warning">
          <h4 id="question">${m.eraseQuestion}</h4>
          <p id="warning">${m.eraseWarning}</p>
          <div class="row">
            <button class="button" id="keep" @click=${() => this.#dialog.close()}>${m.cancel}</button>
            <button class="button primary danger" id="erase-now" @click=${this.#erase}>${m.eraseNow}</button>
          </div>
        </dialog>
      </div>
    `;
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog')!;
  }

  #choices(
    name: 'language' | 'theme' | 'announcements' | 'idle' | 'downloads' | 'hidden',
    legend: string,
    choices: readonly (readonly [value: string, label: string, lang?: string])[],
    hint = '',
  ) {
    return html`
      <fieldset>
        <legend>${legend}</legend>
        ${hint ? html`<p class="muted">${hint}</p>` : ''}
        <div class="choices">
          ${choices.map(
            ([value, label, lang]) => html`
              <label>
                <input type="radio" name=${name} value=${value} .checked=${this.preferences[name] === value} @change=${() => this.#prefer(name, value)} />
                <span lang=${lang ?? nothing}>${label}</span>
              </label>
            `,
          )}
        </div>
      </fieldset>
    `;
  }

  #prefer(name: keyof Preferences, value: string): void {
    this.dispatchEvent(new CustomEvent('prefer', { detail: { ...this.preferences, [name]: value } }));
  }

  readonly #onCatalogue = (event: Event) => {
    event.preventDefault();
    const catalogue = (event.target as HTMLFormElement).querySelector('input')!.value.trim();
    this.#prefer('catalogue', catalogue);
    this.said = catalogue ? this.m.catalogueUsed : this.m.catalogueNone;
  };

  readonly #erase = () => {
    this.#dialog.close();
    this.dispatchEvent(new Event('erase'));
  };
}

define('studio-settings', StudioSettings);

declare global {
  interface HTMLElementTagNameMap {
    'studio-settings': StudioSettings;
  }
}
