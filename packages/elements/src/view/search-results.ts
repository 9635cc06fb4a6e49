import { css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { SearchMessages } from '../i18n/search-messages.js';
import { icons } from '../icons.js';
import { placeIcons } from '../place-icons.js';
import { placeOf } from '../search/library.js';
import type { FoundPassage } from '../search/library-controller.js';
import type { TextRange } from '../search/search-provider.js';

export interface ResultsView {
  readonly hits: readonly FoundPassage[];
  readonly messages: SearchMessages;
  /** The one that is open. */
  readonly current: FoundPassage | undefined;
  readonly hrefFor: (hit: FoundPassage) => string;
  readonly open: (event: MouseEvent, hit: FoundPassage) => void;
  readonly similar: (hit: FoundPassage) => void;
  readonly copy: (hit: FoundPassage) => void;
}

/** Characters of a passage that a result shows, and how many of them stand before the first highlight. */
const SHOWN = 320;
const BEFORE = 90;

/** The part of a passage that shows why it was found, cut between words. */
export function excerpt(text: string, highlights: readonly TextRange[]): TextRange {
  if (text.length <= SHOWN) return { start: 0, end: text.length };
  let start = Math.max(0, Math.min((highlights[0]?.start ?? 0) - BEFORE, text.length - SHOWN));
  if (start > 0) {
    const space = text.slice(start, start + 30).search(/\s/);
    if (space >= 0) start += space + 1;
  }
  let end = Math.min(text.length, start + SHOWN);
  if (end < text.length) end = Math.max(start + SHOWN / 2, text.lastIndexOf(' ', end));
  return { start, end };
}

/** A text with some of its ranges marked. */
export function renderMarked(text: string, ranges: readonly TextRange[], { start, end }: TextRange = { start: 0, end: text.length }) {
  const parts: unknown[] = [];
  let at = start;
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const from = Math.max(range.start, at);
    const to = Math.min(range.end, end);
    if (to <= from) continue;
    parts.push(text.slice(at, from), html`<mark>${text.slice(from, to)}</mark>`);
    at = to;
  }
  parts.push(text.slice(at, end));
  return parts;
}

export function renderResults({ hits, messages: m, current, hrefFor, open, similar, copy }: ResultsView) {
  return html`
    <ol class="results" aria-label=${m.results}>
      ${repeat(
        hits,
        ({ document, passage }) => `${document} ${passage.start}`,
        (hit) => {
          const { source, text, highlights, marks, passage } = hit;
          const { page, row, heading } = placeOf(marks, passage.start + (highlights[0]?.start ?? 0));
          const shown = excerpt(text, highlights);
          const isCurrent = current?.document === hit.document && current.passage.start === passage.start;
          return html`
            <li class=${isCurrent ? 'current' : ''} part="result">
              <h2>
                <a class="hit" href=${hrefFor(hit)} aria-current=${isCurrent ? 'true' : nothing} @click=${(event: MouseEvent) => open(event, hit)}>${source.title}</a>
                <span class="where">${
                  page !== undefined
                    ? m.page(page)
                    : row !== undefined
                      ? m.row(row)
                      : (heading === source.title ? '' : heading) || m.types[source.type ?? 'text']
                }</span>
              </h2>
              <p lang=${source.language || nothing}>${shown.start > 0 ? '… ' : nothing}${renderMarked(text, highlights, shown)}${shown.end < text.length ? ' …' : nothing}</p>
              <div class="actions">
                <button class="icon-button small" title=${m.similar} aria-label=${m.similar} @click=${() => similar(hit)}>${placeIcons.similar}</button>
                <button class="icon-button small" title=${m.copyPassage} aria-label=${m.copyPassage} @click=${() => copy(hit)}>${icons.copy}</button>
              </div>
            </li>
          `;
        },
      )}
    </ol>
  `;
}

export const markStyles = css`
  mark {
    padding: 0 1px;
    border-radius: 2px;
    background: var(--saguim-mark, light-dark(#ffefb0, #54470f));
    color: inherit;
    font-weight: 600;
    text-decoration: underline;
    text-decoration-color: light-dark(#9a7b00, #e2c34b);
    text-decoration-thickness: 2px;
    text-underline-offset: 3px;
  }
`;

export const resultsStyles = css`
  .results {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .results li {
    position: relative;
    padding: 12px 48px 12px 16px;
    border: 1px solid transparent;
    border-radius: var(--_radius);
  }
  .results li + li {
    margin-block-start: 4px;
  }
  .results li:hover {
    background: var(--_raised);
  }
  .results li.current {
    border-color: var(--_accent);
    background: var(--_accent-soft);
  }
  .results h2 {
    display: flex;
    align-items: baseline;
    flex-wrap: wrap;
    gap: 0 8px;
    margin: 0 0 2px;
    font-size: 14px;
    line-height: 1.5;
    font-weight: 600;
  }
  .results a {
    color: var(--_accent);
    text-decoration: none;
    overflow-wrap: anywhere;
  }
  .results a:hover {
    text-decoration: underline;
  }
  /* The whole result opens the document; its buttons lie above. */
  .results a::after {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: var(--_radius);
  }
  .results a:focus-visible {
    outline: none;
  }
  .results a:focus-visible::after {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }
  .near {
    margin: 0 0 12px;
    font-size: 14px;
    color: var(--_muted);
  }
  .results .where {
    font-size: 13px;
    font-weight: 400;
    color: var(--_muted);
  }
  .results p {
    margin: 0;
    font-size: 15px;
    line-height: 1.55;
    white-space: pre-line;
    overflow-wrap: anywhere;
  }
  .results .actions {
    position: absolute;
    z-index: 1;
    inset-block-start: 8px;
    inset-inline-end: 8px;
    display: grid;
  }
  @media (hover: hover) {
    .results li:not(:hover, :focus-within) .actions {
      opacity: 0;
    }
  }
`;
