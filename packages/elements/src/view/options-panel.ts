import { css, html, LitElement, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { ChatSampling } from '../chat/chat-provider.js';
import { define } from '../define.js';
import type { ChatMessages } from '../i18n/messages.js';
import { controls } from '../tokens.js';
import { unlessTyping } from './unless-typing.js';

interface NumberField {
  readonly name: keyof ChatSampling;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly hint?: keyof ChatMessages;
  readonly slider?: boolean;
}

const fields: readonly NumberField[] = [
  { name: 'temperature', min: 0, max: 2, step: 0.05, hint: 'temperatureHint', slider: true },
  { name: 'topP', min: 0.05, max: 1, step: 0.05, hint: 'topPHint', slider: true },
  { name: 'minP', min: 0, max: 1, step: 0.05, hint: 'minPHint', slider: true },
  { name: 'repetitionPenalty', min: 1, max: 2, step: 0.05, hint: 'repetitionPenaltyHint', slider: true },
  { name: 'topK', min: 0, max: 200, step: 1, hint: 'topKHint' },
  { name: 'maxTokens', min: 1, max: 8192, step: 1 },
  { name: 'seed', min: 0, max: Number.MAX_SAFE_INTEGER, step: 1, hint: 'seedHint' },
];

/**
 * Instructions for the model and how it chooses words.
 *
 * @fires options-change - `CustomEvent<{systemPrompt?: string, sampling?: ChatSampling}>`
 */
export class SaguimOptions extends LitElement {
  @property({ attribute: false }) systemPrompt = '';
  @property({ attribute: false }) sampling: ChatSampling = {};
  /** What holds where nothing is chosen. */
  @property({ attribute: false }) defaults: ChatSampling = {};
  @property({ attribute: false }) messages!: ChatMessages;

  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      h3 {
        margin: 0 0 8px;
        font-size: 14px;
        font-weight: 600;
      }
      label,
      .label {
        display: block;
        font-size: 14px;
        font-weight: 550;
      }
      p {
        margin: 2px 0 8px;
        font-size: 13px;
        line-height: 1.45;
        color: var(--_muted);
      }
      textarea {
        display: block;
        resize: vertical;
        min-height: 72px;
        max-height: 240px;
      }
      fieldset {
        margin: 24px 0 0;
        padding: 0;
        border: 0;
        min-width: 0;
      }
      legend {
        padding: 0;
        margin-block-end: 12px;
        font-size: 14px;
        font-weight: 650;
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(240px, 1fr));
        gap: 16px 24px;
      }
      .head {
        display: flex;
        justify-content: space-between;
        gap: 8px;
      }
      output {
        font-size: 14px;
        font-variant-numeric: tabular-nums;
        color: var(--_muted);
      }
      input[type='range'] {
        display: block;
        width: 100%;
        height: 24px;
        margin: 0;
        accent-color: var(--_accent);
      }
      input[type='number'] {
        margin-block-start: 4px;
      }
      .field:user-invalid {
        border-color: var(--_danger);
      }
      .button {
        margin-block-start: 16px;
      }
    `,
  ];

  protected override render() {
    const m = this.messages;
    const changed = Object.keys(this.sampling).length > 0;
    return html`
      <label for="system">${m.systemPrompt}</label>
      <p id="system-hint">${m.systemPromptHint}</p>
      <textarea
        id="system"
        class="field"
        rows="3"
        aria-describedby="system-hint"
        placeholder=${m.systemPromptPlaceholder}
        .value=${live(this.systemPrompt)}
        @input=${(event: Event) => this.#tell({ systemPrompt: (event.target as HTMLTextAreaElement).value })}
      ></textarea>
      <fieldset>
        <legend>${m.sampling}</legend>
        <div class="grid">${fields.map((field) => this.#renderField(field))}</div>
        <button class="button" ?disabled=${!changed} @click=${() => this.#tell({ sampling: {} })}>${m.resetSampling}</button>
      </fieldset>
    `;
  }

  #renderField({ name, min, max, step, hint, slider }: NumberField) {
    const m = this.messages;
    const value = this.sampling[name] ?? this.defaults[name];
    const label = m[name] as string;
    const format = new Intl.NumberFormat(m.language, { maximumFractionDigits: 2 });
    return html`
      <div>
        <div class="head">
          <label for=${name}>${label}</label>
          ${slider && value !== undefined ? html`<output for=${name}>${format.format(value)}</output>` : nothing}
        </div>
        ${
          slider
            ? html`<input id=${name} type="range" min=${min} max=${max} step=${step} aria-describedby="${name}-hint" .value=${live(String(value ?? min))} @input=${this.#onNumber(name)} />`
            : html`<input
                id=${name}
                class="field"
                type="number"
                inputmode="numeric"
                min=${min}
                max=${max}
                step=${step}
                placeholder=${name === 'seed' ? m.seedEmpty : nothing}
                aria-describedby=${hint ? `${name}-hint` : nothing}
                .value=${unlessTyping(value === undefined ? '' : String(value))}
                @change=${this.#onNumber(name)}
              />`
        }
        ${hint ? html`<p id="${name}-hint">${m[hint] as string}</p>` : nothing}
      </div>
    `;
  }

  #onNumber(name: keyof ChatSampling) {
    return (event: Event) => {
      const input = event.target as HTMLInputElement;
      const { [name]: _, ...rest } = this.sampling;
      if (input.value === '' || !input.validity.valid) {
        if (input.value === '' && input.validity.valid) this.#tell({ sampling: rest });
        return;
      }
      this.#tell({ sampling: { ...rest, [name]: input.valueAsNumber } });
    };
  }

  #tell(detail: { systemPrompt?: string; sampling?: ChatSampling }): void {
    this.dispatchEvent(new CustomEvent('options-change', { detail }));
  }
}

define('saguim-options', SaguimOptions);

declare global {
  interface HTMLElementTagNameMap {
    'saguim-options': SaguimOptions;
  }
}
