import { css, html, nothing } from 'lit';
import type { ClassifierController } from '../classify/classifier-controller.js';
import type { ClassifyMessages } from '../i18n/classify-messages.js';

export interface LabellingView {
  readonly controller: ClassifierController;
  readonly messages: ClassifyMessages;
  /** What the classifier takes the text for, where it has learnt something. */
  readonly guess: string | undefined;
  readonly examplesHref: string;
}

/** One text at a time and the labels it may have, each with a key of its own. */
export function renderLabelling({ controller, messages: m, guess, examplesHref }: LabellingView) {
  const waiting = controller.unlabelled;
  const [next] = waiting;
  const { labels } = controller;
  const undo = html`<button class="button" id="undo-label" ?disabled=${!controller.canUndoLabel} @click=${() => void controller.undoLabel()}>${m.undoLabel}</button>`;
  if (!next) {
    return html`
      <div class="intro">
        <h2>${m.labellingDone}</h2>
        <p>${m.labellingDoneHint}</p>
        <div class="row centred">${undo}<a class="button primary" href=${examplesHref}>${m.toExamples}</a></div>
      </div>
    `;
  }
  const onNew = (event: KeyboardEvent) => {
    const field = event.target as HTMLInputElement;
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    if (field.value.trim() === '') return;
    void controller.label(next.id, field.value);
    field.value = '';
    (field.getRootNode() as ShadowRoot).querySelector<HTMLElement>('#labelling')?.focus();
  };
  return html`
    <section id="labelling" tabindex="-1" aria-labelledby="labelling-title">
      <p class="left" role="status">${m.labellingLeft(waiting.length)}</p>
      <h2 id="labelling-title">${m.labelling}</h2>
      <blockquote id="labelling-text" aria-live="polite">${next.text}</blockquote>
      ${guess ? html`<p class="guess">${m.guess(guess)}</p>` : nothing}
      <div class="choices" role="group" aria-label=${m.label}>
        ${labels.map(
          (label, index) => html`
            <button class="button ${label === guess ? 'guessed' : ''}" @click=${() => void controller.label(next.id, label)}>
              ${index < 9 ? html`<kbd>${index + 1}</kbd>` : nothing} ${label}
            </button>
          `,
        )}
        <input class="field" id="new-label" maxlength="60" aria-label=${m.newLabel} placeholder=${m.newLabelPlaceholder} @keydown=${onNew} />
      </div>
      <div class="row">
        <button class="button" id="skip" @click=${() => void controller.skip(next.id)}>${m.skip}</button>
        ${undo}
      </div>
      <p class="hint">${m.labellingHint}</p>
    </section>
  `;
}

/** What a key does while texts are labelled. @returns whether it did something */
export function labelByKey(event: KeyboardEvent, controller: ClassifierController, guess: string | undefined): boolean {
  const [next] = controller.unlabelled;
  const target = event.composedPath()[0] as HTMLElement;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || target.matches?.('input, textarea, select')) return false;
  const label = /^[1-9]$/.test(event.key) ? controller.labels[Number(event.key) - 1] : undefined;
  if (next && label !== undefined) void controller.label(next.id, label);
  else if (next && event.key.toLowerCase() === 's') void controller.skip(next.id);
  else if (event.key === 'Backspace' && controller.canUndoLabel) void controller.undoLabel();
  else if (next && event.key === 'Enter' && guess && !target.matches?.('button, a')) void controller.label(next.id, guess);
  else return false;
  return true;
}

export const labellingStyles = css`
  #labelling {
    max-width: 640px;
    margin: 16px auto 0;
  }
  #labelling:focus {
    outline: none;
  }
  #labelling h2 {
    margin: 0 0 12px;
    font-size: 20px;
    font-weight: 650;
  }
  #labelling .left,
  #labelling .hint,
  #labelling .guess {
    margin: 0 0 8px;
    font-size: 14px;
    color: var(--_muted);
  }
  #labelling .hint {
    margin-block-start: 16px;
  }
  blockquote {
    margin: 0 0 16px;
    padding: 20px 24px;
    border: 1px solid var(--_border);
    border-radius: 16px;
    background: var(--_raised);
    font-size: 19px;
    line-height: 1.5;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    max-height: 40vh;
    overflow-y: auto;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block-end: 16px;
  }
  .choices .button {
    font-size: 15px;
  }
  .choices .guessed {
    border-color: var(--_accent);
    background: var(--_accent-soft);
  }
  .choices kbd {
    padding: 0 6px;
    border: 1px solid var(--_border);
    border-radius: 5px;
    background: var(--_ground);
    font: 12px/1.6 var(--_font);
  }
  .choices .field {
    flex: 1 1 192px;
    min-width: 0;
    max-width: 288px;
  }
`;
