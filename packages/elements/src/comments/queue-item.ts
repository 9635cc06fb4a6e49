import { css, html, nothing, type TemplateResult } from 'lit';
import type { CommentState, QueueItem, QueueReason } from 'saguim/comments';
import type { InterfaceLanguage } from '../i18n/choose-language.js';
import type { QueueMessages } from '../i18n/queue-messages.js';
import { exactTime, relativeTime } from '../i18n/relative-time.js';
import { icons } from '../icons.js';
import type { BlurMode } from './queue-settings.js';
import type { WriterHistory } from './writer-history.js';

export interface QueueItemView {
  readonly messages: QueueMessages;
  readonly language: InterfaceLanguage;
  readonly now: number;
  readonly blur: BlurMode;
  /** Comments whose text was asked for. */
  readonly shown: ReadonlySet<string>;
  readonly toggleText: (id: string) => void;
  readonly history: WriterHistory;
  readonly toggleHistory: (writer: string) => void;
  readonly onlyWriter: (writer: string) => void;
}

const stateIcons: Readonly<Record<CommentState, TemplateResult>> = {
  checking: icons.again,
  published: icons.check,
  reported: icons.warning,
  held: icons.temporary,
  blocked: icons.close,
  rejected: icons.close,
  appealed: icons.again,
  deleted: icons.trash,
  erased: icons.trash,
};

/** Advertising is tiresome, not hard to read. */
const mild = new Set(['spam']);
const harshFrom = 0.8;

/** Whether a text may be hard to read. */
export const isHarsh = ({ scores, reports }: Pick<QueueItem, 'scores' | 'reports'>): boolean =>
  Object.entries(scores).some(([label, score]) => score >= harshFrom && !mild.has(label)) ||
  reports.some(({ reason }) => reason === 'violence' || reason === 'sexual' || reason === 'self-harm');

export const isBlurred = (item: QueueItem, blur: BlurMode, shown: ReadonlySet<string>): boolean =>
  item.text !== null && !shown.has(item.id) && (blur === 'all' || (blur === 'harsh' && isHarsh(item)));

export const renderState = (state: CommentState, m: QueueMessages) =>
  html`<span class="state" data-state=${state}>${stateIcons[state]}${m.states[state]}</span>`;

export const nameOf = (label: string, m: QueueMessages): string => m.labels[label] ?? label;

/** One reason, in words. */
export function reasonWords({ kind, label = '', score, threshold, count }: QueueReason, m: QueueMessages): string {
  const scored =
    score === undefined
      ? ''
      : `${m.likely(score)} (${threshold === undefined ? m.percent(score) : m.scored(m.percent(score), m.percent(threshold))})`;
  return m.because[kind](kind === 'reports' ? String(count ?? 1) : nameOf(label, m), scored);
}

/** A text with what was found in it marked; marks that overlap are one. */
export function renderMarked(text: string, spans: QueueItem['spans'], m: QueueMessages) {
  const edges = [...new Set([0, text.length, ...spans.flatMap(({ start, end }) => [start, end])])]
    .filter((edge) => edge >= 0 && edge <= text.length)
    .sort((a, b) => a - b);
  return edges.slice(1).map((end, i) => {
    const start = edges[i]!;
    const labels = new Set(spans.filter((span) => span.start < end && span.end > start).map(({ label }) => nameOf(label, m)));
    const piece = text.slice(start, end);
    return labels.size > 0 ? html`<mark title=${[...labels].join(', ')}>${piece}</mark>` : piece;
  });
}

/** A comment with all that helps to decide. */
export function renderQueueItem(item: QueueItem, view: QueueItemView) {
  const { messages: m, language, now, blur, shown, toggleText } = view;
  const { id, state, text, created, edited, page, section, parentText, reading, spans, writer } = item;
  const blurred = isBlurred(item, blur, shown);
  const mayBlur = text !== null && (blur === 'all' || (blur === 'harsh' && isHarsh(item)));
  const lang = item.language === 'und' ? nothing : item.language;
  return html`
    <header>
      ${renderState(state, m)}
      <strong class="name">${writer.name ?? m.nobody}</strong>
      <time class="quiet" datetime=${new Date(created).toISOString()} title=${exactTime(created, language)}>${relativeTime(created, now, language)}</time>
      ${edited === null ? nothing : html`<span class="quiet">${m.edited}</span>`}
      <span class="quiet page">${m.onPage(section === null ? page : `${page} (${section})`)}</span>
    </header>
    ${parentText === null ? nothing : html`<div class="parent"><span class="quiet">${m.inReplyTo}</span><blockquote dir="auto">${parentText}</blockquote></div>`}
    ${
      text === null
        ? html`<p class="quiet">${m.gone}</p>`
        : html`<div class="words ${blurred ? 'blurred' : ''}">
            <p class="text" id="item-text" dir="auto" lang=${lang} aria-hidden=${blurred ? 'true' : nothing} ?inert=${blurred} part="text">${renderMarked(text, spans, m)}</p>
            ${mayBlur ? html`<div class="veil">${blurred ? html`<span>${m.harsh}</span>` : nothing}<button class="button" id="show" @click=${() => toggleText(id)}>${blurred ? m.show : m.hide}</button></div>` : nothing}
          </div>`
    }
    ${reading === undefined || blurred ? nothing : html`<p class="reading"><span class="quiet">${m.readsAs}</span> <q lang=${lang} dir="auto">${reading}</q></p>`}
    ${renderWhy(item, blurred, view)}
    ${renderWriter(item, view)}
  `;
}

function renderWhy(
  { why, spans, text, scores, uncertainty, reports, appeal, decision }: QueueItem,
  blurred: boolean,
  { messages: m, language }: QueueItemView,
) {
  const places = new Map<string, string[]>();
  for (const { start, end, label } of spans) if (text) places.set(label, [...(places.get(label) ?? []), text.slice(start, end)]);
  const all = Object.entries(scores).sort(([, a], [, b]) => b - a);
  return html`
    <section aria-label=${m.why}>
      ${
        why.length > 0
          ? html`<h3>${m.why}</h3>
              <ul class="why" part="why">
                ${why.map((reason) => html`<li>${reasonWords(reason, m)}</li>`)}
              </ul>`
          : nothing
      }
      ${
        reports.length > 0
          ? html`<ul class="reports">
              ${reports.map(({ reason, count, notes }) => html`<li>${count} × ${m.reports[reason]}${notes.map((note) => html`<q dir="auto">${note}</q>`)}</li>`)}
            </ul>`
          : nothing
      }
      ${appeal ? html`<div class="parent"><span class="quiet">${m.appealed}</span><blockquote dir="auto">${appeal.text}</blockquote></div>` : nothing}
      ${
        places.size > 0 && !blurred
          ? html`<p class="places"><span class="quiet">${m.words}</span> ${[...places].map(([label, words]) => html`<span>${nameOf(label, m)}: ${words.map((word) => html`<q dir="auto">${word}</q> `)}</span>`)}</p>`
          : nothing
      }
      ${decision ? html`<p class="quiet earlier">${m.earlier(decision.action, exactTime(decision.time, language), decision.mine)}${decision.note ? html`: <q dir="auto">${decision.note}</q>` : nothing}</p>` : nothing}
      ${
        all.length > 0
          ? html`<details><summary>${m.allScores}</summary><p class="quiet">${m.sure(uncertainty)}</p>
              <dl class="scores">${all.map(([label, score]) => html`<dt>${nameOf(label, m)}</dt><dd>${m.percent(score)}, ${m.likely(score)}</dd>`)}</dl></details>`
          : nothing
      }
    </section>
  `;
}

function renderWriter(
  { id, writer }: QueueItem,
  { messages: m, language, now, history, toggleHistory, onlyWriter, toggleText, blur, shown }: QueueItemView,
) {
  if (writer.id === '') return nothing;
  const since = writer.since === null ? '' : new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(writer.since);
  const isOpen = history.writer === writer.id;
  const others = history.page?.items.filter((item) => item.id !== id) ?? [];
  return html`
    <section aria-label=${m.writer}>
      <h3>${m.writer}</h3>
      <p class="tally">${m.tally(writer.states, since)}</p>
      <div class="row">
        <button class="button small" id="history" aria-expanded=${isOpen ? 'true' : 'false'} @click=${() => toggleHistory(writer.id)}>${isOpen ? m.hideHistory : m.history}</button>
        <button class="button small" id="only-writer" @click=${() => onlyWriter(writer.id)}>${m.onlyWriter(writer.name ?? m.nobody)}</button>
      </div>
      ${
        isOpen && history.page
          ? others.length === 0
            ? html`<p class="quiet">${m.noHistory}</p>`
            : html`<ul class="history">
                ${others.map((item) => html`<li>${renderState(item.state, m)} <span class="quiet">${relativeTime(item.created, now, language)}</span><p dir="auto">${item.text === null ? m.gone : isBlurred(item, blur, shown) ? html`<span class="quiet">${m.harsh}</span> <button class="button small" @click=${() => toggleText(item.id)}>${m.show}</button>` : item.text}</p></li>`)}
              </ul>`
          : nothing
      }
      ${isOpen && history.error !== undefined ? html`<p role="alert" class="quiet">${m.problems.network}</p>` : nothing}
    </section>
  `;
}

export const queueItemStyles = css`
  #item header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    font-size: 14px;
  }
  .quiet {
    font-size: 13px;
    color: var(--_muted);
  }
  .page,
  .name {
    overflow-wrap: anywhere;
  }
  .state {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 0 8px;
    border-radius: 999px;
    background: var(--_raised);
    font-size: 12.5px;
    font-weight: 550;
    white-space: nowrap;
  }
  .state[data-state='published'] {
    background: var(--_accent-soft);
  }
  .state[data-state='reported'],
  .state[data-state='blocked'],
  .state[data-state='rejected'] {
    background: var(--_danger-soft);
    color: var(--_danger);
  }
  .state .icon {
    width: 15px;
    height: 15px;
  }
  .words {
    position: relative;
    margin-block: 12px;
  }
  .text {
    margin: 0;
    font-size: 18px;
    line-height: 1.55;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .blurred .text {
    filter: blur(9px);
    user-select: none;
    max-height: 200px;
    overflow: hidden;
  }
  .veil {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    margin-block-start: 8px;
    font-size: 14px;
  }
  mark {
    border-block-end: 2px solid var(--_danger);
    background: var(--_danger-soft);
    color: inherit;
  }
  blockquote {
    margin: 2px 0 0;
    padding-inline-start: 12px;
    border-inline-start: 3px solid var(--_border);
    max-height: 120px;
    overflow-y: auto;
    font-size: 14px;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .parent {
    margin-block: 10px;
  }
  #item h3 {
    margin: 16px 0 4px;
    font-size: 14px;
  }
  #item ul {
    margin: 0;
    padding-inline-start: 20px;
    font-size: 14px;
  }
  #item p {
    overflow-wrap: anywhere;
  }
  .reading,
  .places,
  .tally,
  .earlier {
    margin: 6px 0 0;
    font-size: 14px;
  }
  .places span {
    margin-inline-end: 8px;
  }
  details {
    margin-block-start: 6px;
    font-size: 14px;
  }
  .scores {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 2px 16px;
    margin: 4px 0 0;
  }
  .scores dd {
    margin: 0;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block-start: 8px;
  }
  .button.small {
    min-height: 32px;
    padding: 0 12px;
    font-size: 13.5px;
  }
  #item .history {
    display: grid;
    gap: 8px;
    margin-block-start: 8px;
    padding: 0;
    list-style: none;
  }
  .history p {
    margin: 2px 0 0;
    white-space: pre-wrap;
  }
`;
