import { css, html, nothing } from 'lit';
import type { QueueItem } from 'saguim/comments';
import type { QueueMessages } from '../i18n/queue-messages.js';
import { nameOf } from './queue-item.js';
import { blurModes, type QueueSettings } from './queue-settings.js';
import { conflicts, defaultShortcuts, isShortcut, queueCommands } from './shortcuts.js';

/** What is about to be told to a writer. */
export interface Rejection {
  readonly label: string | undefined;
  readonly note: string;
}

/** Labels that a comment may be rejected for: first those that it is here for, then the likeliest. */
export function rejectLabels(items: readonly QueueItem[]): string[] {
  const totals = new Map<string, number>();
  for (const { why, scores } of items) {
    for (const { kind, label } of why)
      if (label !== undefined && (kind === 'score' || kind === 'rule' || kind === 'disguise'))
        totals.set(label, (totals.get(label) ?? 0) + 1);
    for (const [label, score] of Object.entries(scores)) totals.set(label, (totals.get(label) ?? 0) + score / items.length / 2);
  }
  return [...totals].sort(([, a], [, b]) => b - a).map(([label]) => label);
}

export interface RejectView {
  readonly items: readonly QueueItem[];
  readonly rejection: Rejection;
  readonly messages: QueueMessages;
  readonly change: (rejection: Rejection) => void;
  readonly reject: () => void;
  readonly cancel: () => void;
}

/** Asks for the reason: digits choose, Enter rejects. */
export function renderReject({ items, rejection, messages: m, change, reject, cancel }: RejectView) {
  const labels = rejectLabels(items);
  const choices: (string | undefined)[] = [...labels, undefined];
  const onKey = (event: KeyboardEvent) => {
    const inNote = event.composedPath()[0] instanceof HTMLTextAreaElement;
    if (event.key === 'Escape') {
      event.stopPropagation();
      cancel();
    } else if (event.key === 'Enter' && !event.isComposing && (!inNote || event.ctrlKey || event.metaKey)) {
      if (event.composedPath()[0] instanceof HTMLButtonElement) return;
      event.preventDefault();
      reject();
    } else if (
      !inNote &&
      /^[1-9]$/.test(event.key) &&
      !event.ctrlKey &&
      !event.altKey &&
      !event.metaKey &&
      choices.length >= Number(event.key)
    ) {
      event.preventDefault();
      change({ ...rejection, label: choices[Number(event.key) - 1] });
    }
  };
  return html`<form
    id="reject-form"
    class="panel"
    @keydown=${onKey}
    @submit=${(event: Event) => {
      event.preventDefault();
      reject();
    }}
  >
    <fieldset>
      <legend>${m.rejectTitle(items.length)}</legend>
      <div class="choices">
        ${choices.map((label, i) => html`<label><input type="radio" name="label" .checked=${label === rejection.label} @change=${() => change({ ...rejection, label })} />${i < 9 ? html`<kbd>${i + 1}</kbd>` : nothing}${label === undefined ? m.otherReason : nameOf(label, m)}</label>`)}
      </div>
    </fieldset>
    <label class="note">${m.note}
      <textarea class="field" rows="2" maxlength="1000" .value=${rejection.note} @input=${(event: Event) => change({ ...rejection, note: (event.target as HTMLTextAreaElement).value })}></textarea>
    </label>
    <div class="row">
      <p class="quiet hint">${m.rejectHint}</p>
      <button type="button" class="button" @click=${cancel}>${m.cancel}</button>
      <button class="button danger" id="reject-now">${m.reject}</button>
    </div>
  </form>`;
}

/** Keys, which can be changed or turned off, and what is blurred. */
export function renderSettings(settings: QueueSettings, m: QueueMessages, change: (settings: QueueSettings) => void, close: () => void) {
  const { keys, shortcuts, blur } = settings;
  const wrong = conflicts(shortcuts);
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  };
  return html`<section id="settings" class="panel" aria-label=${m.settings} @keydown=${onKey}>
    <h3>${m.shortcuts}</h3>
    <p class="quiet">${m.shortcutsHint}</p>
    <label class="check"><input type="checkbox" id="keys-on" .checked=${keys} @change=${() => change({ ...settings, keys: !keys })} />${m.shortcutsOn}</label>
    <div class="keys">
      ${queueCommands.map(
        (command) => html`<label
            ><input
              class="field key"
              data-command=${command}
              maxlength="1"
              autocomplete="off"
              spellcheck="false"
              aria-invalid=${wrong.has(command) ? 'true' : 'false'}
              ?disabled=${!keys}
              .value=${shortcuts[command]}
              @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
              @change=${(event: Event) => {
                const key = (event.target as HTMLInputElement).value.toLowerCase();
                if (key === '' || isShortcut(key)) change({ ...settings, shortcuts: { ...shortcuts, [command]: key } });
              }}
            />${m.commands[command]}${wrong.has(command) ? html`<span class="wrong">${m.conflict}</span>` : nothing}</label
          >`,
      )}
    </div>
    <fieldset>
      <legend>${m.blur}</legend>
      <div class="choices">
        ${blurModes.map((mode) => html`<label><input type="radio" name="blur" .checked=${mode === blur} @change=${() => change({ ...settings, blur: mode })} />${m.blurs[mode]}</label>`)}
      </div>
    </fieldset>
    <div class="row">
      <button class="button small" @click=${() => change({ ...settings, shortcuts: defaultShortcuts })}>${m.defaults}</button>
      <button class="button small" id="close-settings" @click=${close}>${m.close}</button>
    </div>
  </section>`;
}

export const queuePanelStyles = css`
  .panel {
    display: grid;
    gap: 10px;
    padding: 14px 16px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_ground);
    font-size: 14px;
  }
  .panel h3,
  .panel p {
    margin: 0;
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0 0 6px;
    font-weight: 600;
  }
  .choices,
  .keys {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 200px), 1fr));
    gap: 2px 16px;
  }
  .choices label,
  .keys label,
  .check {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 36px;
  }
  .keys .key {
    flex: none;
    width: 40px;
    padding: 4px;
    text-align: center;
  }
  .key[aria-invalid='true'] {
    border: 2px solid var(--_danger);
  }
  .wrong {
    font-size: 13px;
    color: var(--_danger);
  }
  kbd {
    min-width: 20px;
    padding: 0 5px;
    border: 1px solid var(--_border);
    border-radius: 5px;
    background: var(--_raised);
    font: 12px / 18px var(--_mono);
    text-align: center;
    color: var(--_text);
  }
  .note {
    display: grid;
    gap: 4px;
  }
  .hint {
    flex: 1 1 200px;
  }
`;
