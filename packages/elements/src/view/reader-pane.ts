import { css, html, nothing } from 'lit';
import type { SearchMessages } from '../i18n/search-messages.js';
import { icons } from '../icons.js';
import { placeIcons } from '../place-icons.js';
import type { FoundPassage, LibraryController } from '../search/library-controller.js';
import type { SearchView } from '../search/search-view.js';
import type { OpenedDocument } from '../search/shown-library.js';
import './document-reader.js';

export interface ReaderPane {
  readonly controller: LibraryController;
  readonly view: SearchView;
  readonly opened: OpenedDocument | undefined;
  /** The result that is open, where it is one. */
  readonly hit: FoundPassage | undefined;
  readonly messages: SearchMessages;
  readonly close: () => void;
  readonly step: (by: number) => void;
  readonly similar: () => void;
}

/** The document that is open, with the ways to the other results. */
export function renderReaderPane({ controller, view, opened, hit, messages: m, close, step, similar }: ReaderPane) {
  const source = controller.document(view.document);
  const hits = controller.hits ?? [];
  const index = hit ? hits.indexOf(hit) : -1;
  const highlights = hit?.highlights.map(({ start, end }) => ({ start: start + hit.passage.start, end: end + hit.passage.start })) ?? [];
  return html`
    <section id="reader" aria-label=${m.reader}>
      <div id="reader-bar">
        <button id="close-reader" class="icon-button" title=${m.closeReader} aria-label=${m.closeReader} @click=${close}>${icons.left}</button>
        <h2>${source?.title ?? ''}</h2>
        ${
          hit
            ? html`
                <span class="count">${m.hitOf(index + 1, hits.length)}</span>
                <button class="icon-button small" id="previous-hit" title=${m.previousHit} aria-label=${m.previousHit} ?disabled=${index === 0} @click=${() => step(-1)}>
                  ${placeIcons.up}
                </button>
                <button class="icon-button small" id="next-hit" title=${m.nextHit} aria-label=${m.nextHit} ?disabled=${index === hits.length - 1} @click=${() => step(1)}>
                  ${placeIcons.below}
                </button>
              `
            : nothing
        }
        ${view.passage ? html`<button class="icon-button small" title=${m.similar} aria-label=${m.similar} @click=${similar}>${placeIcons.similar}</button>` : nothing}
      </div>
      ${
        typeof opened === 'object'
          ? html`<saguim-reader
              .messages=${m}
              .text=${opened.text}
              .marks=${opened.marks}
              .passage=${view.passage}
              .highlights=${highlights}
              .textLanguage=${source?.language ?? ''}
            ></saguim-reader>`
          : opened === 'gone'
            ? html`<div class="missing"><h2>${m.documentGone}</h2><p>${m.documentGoneHint}</p></div>`
            : html`<p class="none" role="status">${m.openingDocument}</p>`
      }
    </section>
  `;
}

export const readerPaneStyles = css`
  #reader {
    flex: 1.4;
    min-width: 0;
    display: flex;
    flex-direction: column;
    border-inline-start: 1px solid var(--_border);
    border-block-start: 1px solid var(--_border);
    border-start-start-radius: 16px;
  }
  #reader-bar {
    display: flex;
    align-items: center;
    gap: 4px;
    min-height: 48px;
    padding: 4px 12px 4px 8px;
    border-block-end: 1px solid var(--_border);
  }
  #reader-bar h2 {
    flex: 1;
    min-width: 0;
    margin: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: 15px;
    font-weight: 600;
  }
  #reader-bar .count {
    margin-inline-end: 4px;
    font-size: 13px;
    white-space: nowrap;
    color: var(--_muted);
  }
  saguim-reader {
    flex: 1;
    min-height: 0;
  }
`;
