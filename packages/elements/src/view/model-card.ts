import { html, nothing, type TemplateResult } from 'lit';
import type { ModelState } from '../chat/model-loader.js';
import { formatBytes } from '../i18n/format.js';
import { chatMessages, type InterfaceLanguage } from '../i18n/language.js';
import type { ModelsMessages } from '../i18n/models-messages.js';
import { icons } from '../icons.js';
import type { ModelRow, Transfer } from '../models/models-controller.js';
import { placeIcons } from '../place-icons.js';

/** What a person can do with a model. */
export type ModelAction = 'download' | 'pause' | 'cancel' | 'chat' | 'load' | 'unload' | 'remove';

export interface ModelCardView {
  readonly row: ModelRow;
  readonly m: ModelsMessages;
  readonly language: InterfaceLanguage;
  /** Whether it is the one that the chat uses. */
  readonly inChat: boolean;
  /** What holds it in memory, where something may. */
  readonly loader?: ModelState;
  /** Whether it is asked first: its licence, or the person's wish to save data. */
  readonly asking: boolean;
  readonly saveData: boolean;
  readonly act: (action: ModelAction, confirmed?: boolean) => void;
  readonly dismiss: () => void;
}

const mostLanguages = 6;

export const titleOf = ({ name, candidate }: ModelRow): string => candidate?.entry.title ?? name;

/** `0.6 B`: how people say how large a model is. */
function compact(count: number, language: InterfaceLanguage): string {
  return new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }).format(count);
}

const day = (time: number | string, language: InterfaceLanguage) =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', ...(typeof time === 'string' && { timeZone: 'UTC' }) }).format(new Date(time));

function duration(seconds: number, language: InterfaceLanguage): string {
  const [value, unit] = seconds < 90 ? [seconds, 'second'] : seconds < 5400 ? [seconds / 60, 'minute'] : [seconds / 3600, 'hour'];
  return new Intl.NumberFormat(language, { style: 'unit', unit: unit as string, unitDisplay: 'short', maximumFractionDigits: 0 }).format(
    Math.max(1, value as number),
  );
}

export function languageList(tags: readonly string[], m: ModelsMessages, language: InterfaceLanguage): string {
  const names = new Intl.DisplayNames([language], { type: 'language' });
  // What the reader speaks comes first.
  const own = language.split('-')[0]!;
  const sorted = [...tags].sort((a, b) => Number(b === own) - Number(a === own));
  const shown = sorted.slice(0, mostLanguages).map((tag) => names.of(tag) ?? tag);
  const more = Math.max(0, tags.length - mostLanguages);
  return m.languages(more > 0 ? shown.join(', ') : new Intl.ListFormat(language, { type: 'conjunction' }).format(shown), more);
}

function renderTransfer({ state, kind, step, problem }: Transfer, { m, language, row }: ModelCardView) {
  const known = step !== undefined && step.total > 0;
  const percent = known ? Math.floor((step.loaded / step.total) * 100) : 0;
  const what = state === 'paused' ? m.states.paused : kind === 'import' ? m.importing : m.states[step?.state ?? 'resolving'];
  const numbers = known ? [m.progress(percent, formatBytes(step.loaded, language), formatBytes(step.total, language))] : [];
  if (state === 'running' && step && step.bytesPerSecond > 0) numbers.push(m.speed(formatBytes(step.bytesPerSecond, language)));
  if (state === 'running' && step?.remainingSeconds !== undefined) numbers.push(m.remaining(duration(step.remainingSeconds, language)));
  const label = `progress-${row.name}`;
  return html`
    <div class="transfer ${state}">
      <p id=${label}>${what}${numbers.length > 0 ? html` <span class="numbers">${numbers.join(' · ')}</span>` : nothing}</p>
      ${known || state !== 'running' ? html`<progress aria-labelledby=${label} max="100" .value=${percent}></progress>` : html`<progress aria-labelledby=${label}></progress>`}
      ${
        state === 'failed' && problem
          ? html`<p class="problem">${m.failed} ${m.problems[problem.kind].join(' ')}</p>
              <details>
                <summary>${m.details}</summary>
                <p lang="en">${problem.detail}</p>
              </details>`
          : nothing
      }
    </div>
  `;
}

/** What must be known before the first byte is fetched. */
function renderQuestion({ row, m, language, saveData, act, dismiss }: ModelCardView) {
  const { entry, bytes } = row.candidate!;
  const { licence } = entry;
  return html`
    <div class="question" role="group">
      ${licence.gated ? html`<p>${m.askGated(licence.id)}</p>` : licence.free ? nothing : html`<p>${m.askLicence(licence.id)}</p>`}
      ${saveData ? html`<p>${m.askSaveData(formatBytes(bytes, language))}</p>` : nothing}
      <div class="row">
        <button class="button primary" id="confirm" @click=${() => act('download', true)}>${m.downloadAnyway}</button>
        ${licence.free ? nothing : html`<a class="button" href=${licence.url} target="_blank" rel="noopener noreferrer">${m.readLicence}</a>`}
        <button class="button" @click=${dismiss}>${m.cancel}</button>
      </div>
    </div>
  `;
}

function renderActions(view: ModelCardView): TemplateResult | typeof nothing {
  const { row, m, language, inChat, loader, act } = view;
  const { transfer, kept, candidate } = row;
  if (transfer) {
    const running = transfer.state === 'running';
    return html`
      ${
        running
          ? transfer.kind === 'download'
            ? html`<button class="button pause" @click=${() => act('pause')}>${placeIcons.pause} ${m.pause}</button>`
            : nothing
          : html`<button class="button primary go-on" @click=${() => act('download', true)}>${placeIcons.resume} ${transfer.state === 'failed' ? m.tryAgain : m.goOn}</button>`
      }
      <button class="button cancel" @click=${() => act('cancel')}>${icons.close} ${m.cancelDownload}</button>
    `;
  }
  const task = candidate?.entry.task ?? kept?.task ?? 'chat';
  const chats = task === 'chat' || task === 'code';
  const absent = loader && (loader.phase === 'absent' || loader.phase === 'failed');
  if (!kept) {
    const { bytes, exact } = candidate!;
    // What the app serves itself comes when it is loaded.
    if (absent)
      return html`<button class="button load" @click=${() => act('load')}>${icons.save} ${m.load} (${formatBytes(bytes, language)})</button>`;
    if (loader) return nothing;
    return html`<button class="button download" @click=${() => act('download')}>
      ${icons.save} ${m.download(m.size(formatBytes(bytes, language), exact))}
    </button>`;
  }
  return html`
    ${chats && !inChat ? html`<button class="button primary chat" @click=${() => act('chat')}>${m.chatWithIt}</button>` : nothing}
    ${absent ? html`<button class="button load" @click=${() => act('load')}>${m.load}</button>` : nothing}
    ${loader?.phase === 'ready' && !loader.asleep ? html`<button class="button unload" title=${m.unloadHint} @click=${() => act('unload')}>${m.unload}</button>` : nothing}
    <button class="button danger remove" ?disabled=${loader?.phase === 'loading'} @click=${() => act('remove')}>
      ${icons.trash} ${m.removeFromDevice}
    </button>
  `;
}

function renderLoader(loader: ModelState, { m, language, row }: ModelCardView) {
  const { phase, progress, problem, model } = loader;
  if (phase === 'ready' && loader.asleep) return html`<p class="state">${m.asleep}</p>`;
  if (phase === 'ready')
    return html`<p class="state">${icons.check}<span>${m.ready(chatMessages(language).device(model.backend ?? '', model.threads ?? 1))}</span></p>`;
  if (phase === 'failed' && problem) return html`<p class="problem">${m.problems[problem.kind].join(' ')}</p>`;
  if (phase !== 'loading') return nothing;
  const percent = Math.floor((progress?.fraction ?? 0) * 100);
  const words = !progress ? m.loadingModel : progress.phase === 'download' ? m.downloadingModel(percent) : m.preparingModel(percent);
  return html`
    <p id="loading-${row.name}">${words}</p>
    <progress aria-labelledby="loading-${row.name}" max="100" .value=${percent}></progress>
  `;
}

/** One model: what it is, what it costs, what can be done with it. */
export function renderModelCard(view: ModelCardView) {
  const { row, m, language, inChat, loader, asking } = view;
  const { name, candidate, kept, transfer } = row;
  const entry = candidate?.entry;
  const facts: string[] = [];
  if (entry && candidate) {
    facts.push(m.tasks[entry.task], m.parameters(compact(entry.parameters, language)));
    if (!kept) facts.push(m.size(formatBytes(candidate.bytes, language), candidate.exact));
    facts.push(m.needs(formatBytes(entry.memory, language)));
    if (candidate.tokensPerSecond !== undefined) {
      const digits = candidate.tokensPerSecond < 10 ? 1 : 0;
      facts.push(m.rate(new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(candidate.tokensPerSecond)));
    }
  }
  if (kept) {
    if (!entry && kept.task) facts.push(m.tasks[kept.task]);
    facts.push(m.keptSince(formatBytes(kept.bytes, language), day(kept.storedAt, language)));
    if (kept.lastUsed) facts.push(m.lastUsed(day(kept.lastUsed, language)));
  }
  const hindrances = candidate?.obstacles.filter((obstacle) => obstacle === 'memory' || obstacle === 'room' || obstacle === 'slow') ?? [];
  return html`
    <article aria-labelledby="title-${name}" data-name=${name}>
      <h4 id="title-${name}">${titleOf(row)}</h4>
      <p class="badges">
        ${inChat ? html`<span class="badge accent">${m.inChat}</span>` : nothing}
        ${!entry ? html`<span class="badge">${m.yours}</span>` : nothing}
        ${entry && !entry.licence.free ? html`<span class="badge">${m.notFree}</span>` : nothing}
        ${entry?.licence.gated ? html`<span class="badge">${m.gated}</span>` : nothing}
        ${hindrances.map((obstacle) => html`<span class="badge warning">${m.obstacles[obstacle]}</span>`)}
      </p>
      <p class="facts">${facts.join(' · ')}</p>
      ${
        entry
          ? html`
              <dl>
                <dt>${m.good}</dt>
                <dd>${entry.good[language]}</dd>
                <dt>${m.not}</dt>
                <dd>${entry.not[language]}</dd>
                <dt>${m.speaksWhat}</dt>
                <dd>${languageList(entry.languages, m, language)}</dd>
                <dt>${m.licence}</dt>
                <dd><a href=${entry.licence.url} target="_blank" rel="noopener noreferrer">${entry.licence.id}</a></dd>
              </dl>
              <p class="verified">
                ${entry.verified.what === 'weights' ? icons.check : nothing}
                <span>
                  ${
                    entry.verified.what === 'weights'
                      ? m.verified(entry.verified.when && day(entry.verified.when, language))
                      : entry.verified.what === 'shape'
                        ? m.shapeOnly
                        : m.notRun
                  }
                </span>
              </p>
            `
          : nothing
      }
      ${loader ? renderLoader(loader, view) : nothing}
      ${transfer ? renderTransfer(transfer, view) : nothing}
      ${asking ? renderQuestion(view) : html`<div class="row">${renderActions(view)}</div>`}
    </article>
  `;
}
