import { css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { QueueFilter } from 'saguim/comments';
import type { QueueMessages } from '../i18n/queue-messages.js';
import { icons } from '../icons.js';
import type { ModerationQueue, QueueOrder } from './moderation-queue.js';
import { isBlurred, nameOf, reasonWords, renderState } from './queue-item.js';
import type { BlurMode } from './queue-settings.js';

export interface QueueListView {
  readonly queue: ModerationQueue;
  readonly messages: QueueMessages;
  readonly blur: BlurMode;
  readonly shown: ReadonlySet<string>;
  readonly languageName: (tag: string) => string;
}

const orders: readonly QueueOrder[] = ['uncertain', 'oldest', 'newest'];
const filterStates = ['held', 'reported', 'appealed'] as const;
const languages = ['en', 'pt', 'und'];

/** Searches all comments there are. */
export function renderSearch({ queue, messages: m }: QueueListView, search: (query: string, byMeaning: boolean) => void) {
  const submit = (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    search(String(form.get('query') ?? ''), form.has('meaning'));
  };
  return html`<form id="search-form" role="search" @submit=${submit}>
    <input id="query" name="query" type="search" class="field" aria-label=${m.search} placeholder=${m.searchPlaceholder} maxlength="1000" .value=${queue.found?.query ?? ''} />
    <button class="icon-button" aria-label=${m.search} title=${m.search}>${icons.search}</button>
    <label class="check"><input type="checkbox" name="meaning" ?checked=${queue.found?.mode === 'meaning'} />${m.byMeaning}</label>
  </form>`;
}

/** Which comments of the queue, and in which order. */
export function renderFilters({ queue, messages: m, languageName }: QueueListView, set: (filter: QueueFilter, order?: QueueOrder) => void) {
  const { filter, order, items } = queue;
  const labels = new Set([...Object.keys(m.labels).filter((label) => label !== 'error'), ...(filter.label ? [filter.label] : [])]);
  for (const { why } of items) for (const { label } of why) if (label) labels.add(label);
  const tags = new Set([...languages, ...items.map(({ language }) => language), ...(filter.language ? [filter.language] : [])]);
  const pages = new Set([...items.map(({ page }) => page), ...(filter.page ? [filter.page] : [])]);
  const pick = (
    id: string,
    name: string,
    value: string,
    choices: readonly (readonly [string, string])[],
    change: (value: string | undefined) => void,
  ) =>
    html`<label>${name}
      <select id=${id} class="field" @change=${(event: Event) => change((event.target as HTMLSelectElement).value || undefined)}>
        <option value="" ?selected=${value === ''}>${m.any}</option>
        ${choices.map(([each, words]) => html`<option value=${each} ?selected=${each === value}>${words}</option>`)}
      </select></label>`;
  const withOut = (key: keyof QueueFilter, value: unknown) => {
    const { [key]: _, ...rest } = filter;
    set(value === undefined ? rest : { ...rest, [key]: value });
  };
  const active = Object.keys(filter).length;
  return html`<details id="filters" ?open=${active > 0}>
    <summary>${m.filters}${active > 0 ? ` (${active})` : ''}</summary>
    <div class="filters">
      ${pick(
        'filter-state',
        m.filterState,
        filter.states?.[0] ?? '',
        filterStates.map((state) => [state, m.states[state]]),
        (state) => withOut('states', state && [state]),
      )}
      ${pick(
        'filter-label',
        m.filterLabel,
        filter.label ?? '',
        [...labels].map((label) => [label, nameOf(label, m)]),
        (label) => withOut('label', label),
      )}
      ${pick(
        'filter-language',
        m.filterLanguage,
        filter.language ?? '',
        [...tags].map((tag) => [tag, languageName(tag)]),
        (tag) => withOut('language', tag),
      )}
      ${pick(
        'filter-page',
        m.filterPage,
        filter.page ?? '',
        [...pages].map((page) => [page, page]),
        (page) => withOut('page', page),
      )}
      <label>${m.order}
        <select id="order" class="field" @change=${(event: Event) => set(filter, (event.target as HTMLSelectElement).value as QueueOrder)}>
          ${orders.map((each) => html`<option value=${each} ?selected=${each === order}>${m.orders[each]}</option>`)}
        </select></label>
      ${active > 0 ? html`<button class="button small" id="clear-filters" @click=${() => set({})}>${m.clearFilters}</button>` : nothing}
    </div>
  </details>`;
}

/** The comments that are ready, to see what comes and to choose several. */
export function renderList({ queue, messages: m, blur, shown }: QueueListView, open: (at: number) => void) {
  const { items, at, selected } = queue;
  const all = items.length > 0 && selected.size === items.length;
  return html`
    <div class="list-top">
      <label class="check"><input type="checkbox" id="select-all" .checked=${all} .indeterminate=${selected.size > 0 && !all} @change=${() => queue.selectAll(!all)} />${selected.size > 0 ? m.selected(selected.size) : m.selectAll}</label>
    </div>
    <ol id="list" aria-label=${m.list}>
      ${repeat(
        items,
        ({ id }) => id,
        (item, i) => html`<li class=${i === at ? 'current' : ''}>
          <input type="checkbox" aria-label="${m.select}: ${item.writer.name ?? m.nobody}" .checked=${selected.has(item.id)} @change=${() => queue.select(item.id)} />
          <button class="pick" aria-current=${i === at ? 'true' : nothing} @click=${() => open(i)}>
            <span class="line">${renderState(item.state, m)}<span class="who">${item.writer.name ?? m.nobody}</span></span>
            <span class="line short">${item.text === null ? m.gone : isBlurred(item, blur, shown) ? m.harsh : item.text.slice(0, 120)}</span>
            <span class="line why-short">${item.why[0] ? reasonWords(item.why[0], m) : nothing}</span>
          </button>
        </li>`,
      )}
    </ol>
    ${queue.hasMore ? html`<button class="button small" id="more" @click=${() => void queue.more()}>${m.more}</button>` : nothing}
  `;
}

export const queueListStyles = css`
  #search-form {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
  }
  #search-form .check {
    flex-basis: 100%;
    padding-inline-start: 10px;
  }
  #search-form .field {
    flex: 1;
    min-width: 0;
    padding: 6px 12px;
  }
  .check {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    font-size: 14px;
    white-space: nowrap;
  }
  summary {
    min-height: 32px;
    font-size: 14px;
    font-weight: 550;
    cursor: pointer;
  }
  .filters {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 150px), 1fr));
    align-items: end;
    gap: 8px 12px;
    padding-block: 4px 8px;
  }
  .filters label {
    display: grid;
    gap: 2px;
    min-width: 0;
    font-size: 13px;
    color: var(--_muted);
  }
  .filters .field {
    padding: 4px 8px;
    font-size: 14px;
    color: var(--_text);
  }
  .list-top {
    display: flex;
    align-items: center;
    min-height: 40px;
    padding-inline-start: 10px;
  }
  #list {
    display: grid;
    gap: 2px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  #list li {
    display: flex;
    align-items: flex-start;
    gap: 8px;
    padding-inline-start: 10px;
    border-radius: 10px;
    border-inline-start: 3px solid transparent;
  }
  #list li > input {
    flex: none;
    margin-block-start: 14px;
  }
  #list .current {
    background: var(--_accent-soft);
    border-inline-start-color: var(--_accent);
  }
  .pick {
    flex: 1;
    display: grid;
    gap: 2px;
    min-width: 0;
    padding: 8px 10px 8px 0;
    border: 0;
    background: none;
    text-align: start;
  }
  .line {
    display: flex;
    align-items: center;
    gap: 8px;
    min-width: 0;
    font-size: 14px;
    line-height: 1.4;
  }
  .who {
    font-weight: 600;
  }
  .who,
  .short,
  .why-short {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .why-short {
    font-size: 13px;
    color: var(--_muted);
  }
  #more {
    width: 100%;
    margin-block-start: 8px;
  }
`;
