import { css, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { defaultModels } from 'saguim';
import type { ModelState } from '../chat/model-loader.js';
import type { InterfaceLanguage } from '../i18n/choose-language.js';
import type { EditorMessages } from '../i18n/editor-messages.js';
import { icons } from '../icons.js';
import { placeIcons } from '../place-icons.js';
import type { CodeModel, CodeProvider } from '../workbench/code-provider.js';
import { type CompletionSettings, codeModels, defaultSettings, mostDelay } from '../workbench/completion-settings.js';
import { medianTime, type Timing } from '../workbench/suggestion-source.js';
import { unlessTyping } from './unless-typing.js';

export interface CompletionPanel {
  readonly messages: EditorMessages;
  readonly language: InterfaceLanguage;
  readonly settings: CompletionSettings;
  readonly provider: CodeProvider;
  readonly model: ModelState;
  readonly timings: readonly Timing[];
  /** Takes what is other than it was; undefined: the library's choice. */
  readonly change: (change: Partial<CompletionSettings>) => void;
  readonly choose: (model: CodeModel | undefined) => void;
  readonly resetCounts: () => void;
  readonly close: () => void;
}

/** Milliseconds as people read them. */
export function formatTime(milliseconds: number, language: InterfaceLanguage): string {
  const short = milliseconds < 1000;
  const value = short ? Math.round(milliseconds) : milliseconds / 1000;
  return unitFormat(language, short ? 'millisecond' : 'second').format(value);
}

const unitFormats = new Map<string, Intl.NumberFormat>();

/** Made once: that takes longer than all the rest of drawing a time. */
function unitFormat(language: InterfaceLanguage, unit: 'millisecond' | 'second'): Intl.NumberFormat {
  const key = `${language} ${unit}`;
  let format = unitFormats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 });
    unitFormats.set(key, format);
  }
  return format;
}

/** The model, how it suggests, what became of that, how long it took, and the keys. */
export function renderCompletionPanel(panel: CompletionPanel) {
  const { messages: m, close } = panel;
  return html`
    <aside id="settings" aria-label=${m.settings}>
      <div class="head">
        <h2>${m.suggestions}</h2>
        <button id="close-settings" class="icon-button" aria-label=${m.closeSettings} title=${m.closeSettings} @click=${close}>${icons.close}</button>
      </div>
      ${renderModel(panel)} ${renderSettings(panel)} ${renderCounts(panel)} ${renderTimings(panel)}
      <h3>${m.keyboard}</h3>
      <dl class="keys">${m.keys.map(([keys, what]) => html`<div><dt><kbd>${keys}</kbd></dt><dd>${what}</dd></div>`)}</dl>
      <p class="hint">${m.localNote}</p>
    </aside>
  `;
}

function renderModel({ messages: m, provider, model: { model, phase }, choose }: CompletionPanel) {
  const bundled = model.name === defaultModels.chat;
  const device = phase === 'ready' && model.backend ? m.device(model.backend, model.threads ?? 1) : '';
  const onFile = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    input.value = '';
    if (file) choose(file);
  };
  const onName = (event: SubmitEvent) => {
    event.preventDefault();
    const name = new FormData(event.target as HTMLFormElement).get('name');
    if (typeof name === 'string' && name.trim()) choose(name.trim());
  };
  return html`
    <h3>${m.model}</h3>
    <p id="model-title"><strong>${model.title}</strong> ${device ? html`<span class="hint">${device}</span>` : nothing}</p>
    <p class="hint">${bundled ? m.chatModelNote(model.title) : provider.support ? m.support[provider.support] : nothing}</p>
    <p class="hint">${m.codeModelsHint}</p>
    <label class="button" id="own-file">${placeIcons.file}<span>${m.ownFile}</span><input class="unseen" type="file" accept=".gguf" aria-describedby="own-file-hint" @change=${onFile} /></label>
    <p class="hint" id="own-file-hint">${m.ownFileHint}</p>
    <form @submit=${onName}>
      <label for="model-name">${m.modelName}</label>
      <div class="with-button">
        <input id="model-name" name="name" class="field" list="code-models" autocomplete="off" spellcheck="false" aria-describedby="model-name-hint" />
        <button class="button">${m.useModel}</button>
      </div>
      <datalist id="code-models">${codeModels.map((name) => html`<option value=${name}></option>`)}</datalist>
      <p class="hint" id="model-name-hint">${m.modelNameHint}</p>
    </form>
    ${bundled ? nothing : html`<button class="button" id="bundled" @click=${() => choose(undefined)}>${m.useBundled}</button>`}
  `;
}

function renderSettings({ messages: m, language, settings, change }: CompletionPanel) {
  const checked = (event: Event) => (event.target as HTMLInputElement).checked;
  const value = (event: Event) => (event.target as HTMLInputElement).value;
  const { threshold, delay } = settings;
  const onDelay = (event: Event) => {
    const { valueAsNumber, validity } = event.target as HTMLInputElement;
    if (validity.valid) change({ delay: Number.isNaN(valueAsNumber) ? undefined : valueAsNumber });
  };
  /** What is out of range, or no number, is brought into it once it is written. */
  const onDelayDone = (event: Event) => {
    const input = event.target as HTMLInputElement;
    if (input.validity.valid) return;
    const near = Math.min(mostDelay, Math.max(0, Math.round(input.valueAsNumber)));
    input.value = Number.isNaN(near) ? String(delay ?? '') : String(near);
    onDelay(event);
  };
  const changed =
    settings.automatic !== defaultSettings.automatic || settings.mode !== 'auto' || threshold !== undefined || delay !== undefined;
  return html`
    <h3>${m.settings}</h3>
    <label class="check">
      <input id="automatic" type="checkbox" .checked=${live(settings.automatic)} aria-describedby="automatic-hint" @change=${(event: Event) => change({ automatic: checked(event) })} />
      <span>${m.automatic}</span>
    </label>
    <p class="hint" id="automatic-hint">${m.automaticHint}</p>
    <label for="mode">${m.mode}</label>
    <select id="mode" class="field" @change=${(event: Event) => change({ mode: value(event) as CompletionSettings['mode'] })}>
      ${(['auto', 'line', 'block'] as const).map((mode) => html`<option value=${mode} ?selected=${mode === settings.mode}>${m.modes[mode]}</option>`)}
    </select>
    <div class="between">
      <label for="threshold">${m.threshold}</label>
      <output for="threshold">${threshold === undefined ? m.adapted : new Intl.NumberFormat(language, { style: 'percent' }).format(threshold)}</output>
    </div>
    <input
      id="threshold"
      type="range"
      min="0"
      max="1"
      step="0.05"
      aria-describedby="threshold-hint"
      .value=${live(String(threshold ?? 0.4))}
      @input=${(event: Event) => change({ threshold: Number(value(event)) })}
    />
    <p class="hint" id="threshold-hint">${m.thresholdHint}</p>
    <label for="delay">${m.delay}</label>
    <input
      id="delay"
      class="field"
      type="number"
      inputmode="numeric"
      min="0"
      max=${mostDelay}
      step="1"
      placeholder=${m.adapted}
      aria-describedby="delay-hint"
      .value=${unlessTyping(delay === undefined ? '' : String(delay))}
      @input=${onDelay}
      @change=${onDelayDone}
    />
    <p class="hint" id="delay-hint">${m.delayHint}</p>
    <button class="button" id="reset-settings" ?disabled=${!changed} @click=${() => change({ threshold: undefined, delay: undefined, ...defaultSettings })}>
      ${m.resetSettings}
    </button>
  `;
}

function renderCounts({ messages: m, language, provider, resetCounts }: CompletionPanel) {
  const { shown, accepted, acceptedPart, typedThrough, dismissed, kept, checked } = provider.counts;
  const percent = (part: number, whole: number) =>
    whole > 0 ? ` (${new Intl.NumberFormat(language, { style: 'percent' }).format(part / whole)})` : '';
  const rows = [
    ['shown', `${shown}`],
    ['accepted', `${accepted}${percent(accepted, shown)}`],
    ['acceptedPart', `${acceptedPart}${percent(acceptedPart, shown)}`],
    ['typedThrough', `${typedThrough}${percent(typedThrough, shown)}`],
    ['dismissed', `${dismissed}${percent(dismissed, shown)}`],
    ['kept', `${kept}${percent(kept, checked)}`],
  ] as const;
  return html`
    <h3>${m.statistics}</h3>
    <dl class="figures" id="counts">${rows.map(([name, figure]) => html`<div><dt>${m.counts[name]}</dt><dd>${figure}</dd></div>`)}</dl>
    <p class="hint">${m.statisticsHint}</p>
    <button class="button" id="reset-counts" ?disabled=${shown === 0} @click=${resetCounts}>${m.resetCounts}</button>
  `;
}

function renderTimings({ messages: m, language, timings }: CompletionPanel) {
  const median = medianTime(timings);
  const [firstLine, all, tokens, shown] = m.timingColumns;
  return html`
    <h3 id="timings-title">${m.timings}</h3>
    ${
      median === undefined
        ? html`<p class="hint">${m.noTimings}</p>`
        : html`
            <p class="hint" id="median">${m.timingsHint(formatTime(median, language), timings.length)}</p>
            <table aria-labelledby="timings-title">
              <thead><tr><th scope="col">${firstLine}</th><th scope="col">${all}</th><th scope="col">${tokens}</th><th scope="col">${shown}</th></tr></thead>
              <tbody>
                ${timings.slice(0, 10).map(
                  (timing) => html`<tr>
                    <td>${formatTime(timing.firstLineMs, language)}</td>
                    <td>${formatTime(timing.totalMs, language)}</td>
                    <td>${timing.evaluated} + ${timing.generated}</td>
                    <td>${timing.shown ? m.yes : m.no}</td>
                  </tr>`,
                )}
              </tbody>
            </table>
          `
    }
  `;
}

export const completionPanelStyles = css`
  #settings {
    flex: none;
    width: 320px;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 8px 20px 32px;
    border-inline-start: 1px solid var(--_border);
    background: var(--_ground);
    font-size: 14px;
  }
  #settings .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    margin-inline-end: -10px;
  }
  #settings h2 {
    margin: 0;
    font-size: 16px;
    font-weight: 650;
  }
  #settings h3 {
    margin: 24px 0 8px;
    font-size: 14px;
    font-weight: 650;
  }
  #settings p {
    margin: 0 0 8px;
  }
  #settings .hint {
    font-size: 13px;
    line-height: 1.45;
    color: var(--_muted);
  }
  #settings label:not(.button, .check) {
    display: block;
    margin-block: 8px 4px;
    font-weight: 550;
  }
  #own-file {
    cursor: pointer;
    margin-block: 4px 8px;
  }
  #own-file:focus-within {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .with-button {
    display: flex;
    gap: 8px;
    margin-block-end: 4px;
  }
  .with-button .field {
    min-width: 0;
  }
  .with-button .button {
    white-space: nowrap;
  }
  .check {
    display: flex;
    gap: 8px;
    align-items: center;
    min-height: 32px;
    font-weight: 550;
  }
  #settings input[type='checkbox'] {
    width: 18px;
    height: 18px;
    accent-color: var(--_accent);
  }
  #settings input[type='range'] {
    display: block;
    width: 100%;
    height: 24px;
    margin: 0 0 4px;
    accent-color: var(--_accent);
  }
  .between {
    display: flex;
    justify-content: space-between;
    align-items: baseline;
    margin-block-start: 8px;
  }
  #settings output {
    font-variant-numeric: tabular-nums;
    color: var(--_muted);
  }
  #settings dl {
    margin: 0 0 8px;
  }
  #settings dl div {
    display: flex;
    justify-content: space-between;
    gap: 16px;
    padding-block: 4px;
  }
  #settings .keys div {
    justify-content: flex-start;
  }
  #settings .keys dt {
    flex: 0 0 112px;
  }
  #settings dd {
    margin: 0;
    font-variant-numeric: tabular-nums;
  }
  kbd {
    padding: 1px 6px;
    border: 1px solid var(--_border);
    border-radius: 6px;
    background: var(--_raised);
    font-family: inherit;
    font-size: 12px;
    white-space: nowrap;
  }
  #settings table {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  #settings th {
    text-align: start;
    font-weight: 550;
  }
  #settings th,
  #settings td {
    padding: 4px 8px 4px 0;
    border-block-end: 1px solid var(--_border);
  }
  @container (max-width: 760px) {
    #settings {
      position: absolute;
      inset: 0;
      z-index: 3;
      width: auto;
      border: 0;
    }
  }
`;
