import { css, html, nothing } from 'lit';
import { live as asShown } from 'lit/directives/live.js';
import type { LiveText } from '../classify/live-text.js';
import type { ClassifyMessages, TryText } from '../i18n/classify-messages.js';
import { renderAnswer } from './answer-view.js';

export interface TryView {
  readonly live: LiveText;
  readonly messages: ClassifyMessages;
  readonly texts: readonly TryText[];
  readonly nameOf: (label: string) => string;
  readonly type: (text: string) => void;
}

/** A field, and what is said of what is in it while it is typed. */
export function renderTry({ live, messages: m, texts, nameOf, type }: TryView) {
  return html`
    <textarea
      id="text"
      class="field"
      rows="4"
      part="input"
      aria-label=${m.yourText}
      placeholder=${m.textPlaceholder}
      .value=${asShown(live.text)}
      @input=${(event: Event) => type((event.target as HTMLTextAreaElement).value)}
    ></textarea>
    ${renderAnswer(live, m, nameOf)}
    ${
      texts.length > 0
        ? html`
            <h2 class="try-title">${m.tryOne}</h2>
            <ul class="try-texts">
              ${texts.map(
                ({ text, language }) =>
                  html`<li><button class="try-text" part="example" lang=${language || nothing} @click=${() => type(text)}>${text}</button></li>`,
              )}
            </ul>
          `
        : nothing
    }
  `;
}

export const tryStyles = css`
  #text {
    display: block;
    min-height: 112px;
    max-height: 40vh;
    padding: 14px 18px;
    border-radius: 16px;
    background: var(--_ground);
    box-shadow: var(--_shadow);
    font-size: 17px;
    line-height: 1.55;
    resize: vertical;
    field-sizing: content;
  }
  #text:focus-visible {
    outline: none;
    border-color: var(--_accent);
    box-shadow:
      var(--_shadow),
      0 0 0 1px var(--_accent);
  }
  .try-title {
    margin: 32px 0 8px;
    font-size: 14px;
    font-weight: 600;
    color: var(--_muted);
  }
  .try-texts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 288px), 1fr));
    gap: 8px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .try-texts li {
    display: grid;
  }
  .try-text {
    padding: 10px 16px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: none;
    text-align: start;
    font-size: 15px;
    line-height: 1.45;
  }
  .try-text:hover {
    background: var(--_raised);
  }
`;
