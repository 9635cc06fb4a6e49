import { css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Example } from '../classify/classifier.js';
import type { ClassifierController } from '../classify/classifier-controller.js';
import type { ClassifyMessages } from '../i18n/classify-messages.js';
import { icons } from '../icons.js';
import { placeIcons } from '../place-icons.js';
import { renderTraining } from './training-bar.js';
import { unlessTyping } from './unless-typing.js';

export interface ExamplesView {
  readonly controller: ClassifierController;
  readonly messages: ClassifyMessages;
  /** How many are drawn. */
  readonly shown: number;
  /** The label that is looked at; undefined for all, empty for those without one. */
  readonly filter: string | undefined;
  readonly pasting: boolean;
  /** Said about the last addition. */
  readonly said: string;
  readonly labelHref: string;
  readonly chooseFiles: () => void;
  readonly togglePaste: () => void;
  readonly addPasted: (text: string) => void;
  readonly useSample: () => void;
  readonly setFilter: (label: string | undefined) => void;
  readonly remove: (example: Example) => void;
  readonly more: () => void;
}

const short = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** The examples of a classifier, how to add some, and training. */
export function renderExamples(view: ExamplesView) {
  const { controller, messages: m, said } = view;
  const { examples } = controller;
  const empty = examples.length === 0;
  return html`
    ${empty ? html`<div class="intro"><h2>${m.examplesTitle}</h2><p>${m.examplesHint}</p></div>` : nothing}
    <div class="row ${empty ? 'centred' : ''}">
      <button class="button ${empty ? 'primary' : ''}" id="add-examples" @click=${view.chooseFiles}>${placeIcons.file} ${m.addFiles}</button>
      <button class="button" id="paste" aria-expanded=${view.pasting ? 'true' : 'false'} @click=${view.togglePaste}>${icons.copy} ${m.paste}</button>
      ${
        controller.unlabelled.length > 0
          ? html`<a class="button primary" id="label-one-by-one" href=${view.labelHref}>${placeIcons.label} ${m.labelOneByOne} (${controller.unlabelled.length})</a>`
          : nothing
      }
    </div>
    ${view.pasting ? renderPaste(view) : nothing}
    <p class="said" role="status">${said}</p>
    ${
      empty
        ? html`<div class="sample"><button class="button" id="sample" @click=${view.useSample}>${m.useSample}</button><p>${m.useSampleHint}</p></div>`
        : html`${renderTraining(controller, m)} ${renderList(view)}`
    }
  `;
}

const renderPaste = ({ messages: m, addPasted }: ExamplesView) => html`
  <form
    class="paste"
    @submit=${(event: Event) => {
      event.preventDefault();
      addPasted((event.target as HTMLFormElement).querySelector('textarea')!.value);
    }}
  >
    <textarea id="pasted" class="field" rows="6" aria-label=${m.paste} aria-describedby="paste-hint" placeholder=${m.pastePlaceholder}></textarea>
    <p id="paste-hint">${m.pasteHint}</p>
    <button class="button primary" id="add-pasted">${m.addPasted}</button>
  </form>
`;

function renderList({ controller, messages: m, shown, filter, setFilter, remove, more }: ExamplesView) {
  const { examples, labels } = controller;
  const fitting = filter === undefined ? examples : examples.filter(({ label }) => label === filter);
  const unlabelled = controller.unlabelled.length;
  const choices = controller.counts.map(({ label, count }) => ({ label, count, name: label }));
  if (unlabelled > 0) choices.push({ label: '', count: unlabelled, name: m.withoutLabel });
  return html`
    <div class="filters" role="group" aria-label=${m.showOnly}>
      <button class="chip" aria-pressed=${filter === undefined ? 'true' : 'false'} @click=${() => setFilter(undefined)}>${m.showAll} <span>${examples.length}</span></button>
      ${choices.map(
        ({ label, count, name }) => html`
          <button class="chip" aria-pressed=${filter === label ? 'true' : 'false'} @click=${() => setFilter(label)}>${name} <span>${count}</span></button>
        `,
      )}
    </div>
    <datalist id="labels">${labels.map((label) => html`<option value=${label}></option>`)}</datalist>
    <ul class="examples">
      ${repeat(
        fitting.slice(0, shown),
        ({ id }) => id,
        (example) => html`
          <li part="example-row">
            <p>${example.text}</p>
            <input
              class="field"
              list="labels"
              maxlength="60"
              aria-label=${m.labelOf(short(example.text))}
              placeholder=${m.label}
              .value=${unlessTyping(example.label)}
              @change=${(event: Event) => void controller.label(example.id, (event.target as HTMLInputElement).value)}
            />
            <button class="icon-button small" title=${m.remove} aria-label=${m.removeExample(short(example.text))} @click=${() => remove(example)}>${icons.trash}</button>
          </li>
        `,
      )}
    </ul>
    ${fitting.length > shown ? html`<button class="button more" @click=${more}>${m.more}</button>` : nothing}
  `;
}

export const exampleStyles = css`
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .row.centred {
    justify-content: center;
  }
  .intro {
    max-width: 560px;
    margin: 32px auto 16px;
    text-align: center;
  }
  .intro h2 {
    margin: 0 0 8px;
    font-size: 24px;
    line-height: 1.3;
    font-weight: 650;
    letter-spacing: -0.01em;
  }
  .intro p {
    margin: 0;
    color: var(--_muted);
    text-wrap: balance;
  }
  .sample {
    margin-block-start: 24px;
    text-align: center;
  }
  .sample p {
    margin: 8px 0 0;
    font-size: 14px;
    color: var(--_muted);
  }
  .said {
    margin: 8px 0 0;
    font-size: 14px;
    color: var(--_muted);
  }
  .paste {
    margin-block-start: 12px;
    padding: 12px;
    border: 1px solid var(--_border);
    border-radius: 16px;
  }
  .paste textarea {
    display: block;
    font-family: var(--_mono);
    font-size: 14px;
    resize: vertical;
  }
  .paste p {
    margin: 8px 4px;
    font-size: 14px;
    color: var(--_muted);
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-block: 16px 8px;
  }
  .chip {
    min-height: 32px;
    max-width: 100%;
    padding: 0 12px;
    border: 1px solid var(--_border);
    border-radius: 16px;
    background: none;
    font-size: 14px;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .chip span {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }
  .chip:hover {
    background: var(--_raised);
  }
  .chip[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_accent-soft);
    font-weight: 600;
  }
  .chip[aria-pressed='true'] span {
    color: inherit;
  }
  .examples {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .examples li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 176px 32px;
    align-items: center;
    gap: 8px 12px;
    padding: 8px 0;
    border-block-end: 1px solid var(--_border);
  }
  .examples p {
    margin: 0;
    font-size: 15px;
    line-height: 1.45;
    overflow-wrap: anywhere;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
  }
  .examples .field {
    min-height: 36px;
    padding-block: 4px;
    font-size: 14px;
    border-color: var(--_border);
    background: var(--_raised);
  }
  .more {
    display: flex;
    margin: 16px auto;
  }
  @container (max-width: 640px) {
    .examples li {
      grid-template-columns: minmax(0, 1fr) 32px;
    }
    .examples p {
      grid-column: 1 / -1;
    }
  }
`;
