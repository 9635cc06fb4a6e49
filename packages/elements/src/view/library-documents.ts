import { css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { SearchMessages } from '../i18n/search-messages.js';
import { icons } from '../icons.js';
import { placeIcons } from '../place-icons.js';
import type { LibraryDocument } from '../search/library.js';

export interface DocumentsView {
  readonly documents: readonly LibraryDocument[];
  readonly messages: SearchMessages;
  /** How many are drawn. */
  readonly shown: number;
  readonly current: string;
  readonly hrefFor: (document: LibraryDocument) => string;
  readonly open: (event: MouseEvent, document: LibraryDocument) => void;
  readonly remove: (document: LibraryDocument) => void;
  readonly more: () => void;
}

/** Failed ones first, so that they are seen; then as they were added, newest first. */
const order = (a: LibraryDocument, b: LibraryDocument): number =>
  Number(b.status === 'failed') - Number(a.status === 'failed') || b.order - a.order;

/** The documents of a library. */
export function renderDocuments({ documents, messages: m, shown, current, hrefFor, open, remove, more }: DocumentsView) {
  const sorted = [...documents].sort(order);
  return html`
    <h2 class="unseen">${m.documentList}</h2>
    <ul class="documents" aria-label=${m.documentList}>
      ${repeat(
        sorted.slice(0, shown),
        ({ id }) => id,
        (document) => {
          const { id, title, path, type, bytes, status, fault, detail, language, characters } = document;
          const readable = characters !== undefined;
          return html`
            <li class="${status} ${id === current ? 'current' : ''}" part="document">
              ${status === 'failed' ? icons.warning : placeIcons.file}
              <div class="words">
                ${
                  readable
                    ? html`<a href=${hrefFor(document)} lang=${language || nothing} @click=${(event: MouseEvent) => open(event, document)}>${title}</a>`
                    : html`<span class="title">${title}</span>`
                }
                <p>
                  ${
                    status === 'failed'
                      ? html`${m.statuses.failed}. <span title=${detail ?? nothing}>${m.faults[fault ?? 'index']}</span>`
                      : [
                          status === 'waiting' ? m.statuses.waiting : '',
                          type ? m.types[type] : '',
                          m.size(bytes),
                          path === title ? '' : path,
                        ]
                          .filter(Boolean)
                          .join(' · ')
                  }
                </p>
              </div>
              <button class="icon-button small" aria-label=${m.removeDocument(title)} title=${m.remove} @click=${() => remove(document)}>${icons.trash}</button>
            </li>
          `;
        },
      )}
    </ul>
    ${sorted.length > shown ? html`<button class="button more" @click=${more}>${m.more}</button>` : nothing}
  `;
}

export const documentsStyles = css`
  .documents {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .documents li {
    position: relative;
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 56px;
    padding: 8px 8px 8px 16px;
    border-radius: var(--_radius);
  }
  .documents li:hover {
    background: var(--_raised);
  }
  .documents li.current {
    background: var(--_accent-soft);
  }
  .documents .icon {
    color: var(--_muted);
  }
  .documents .failed > .icon {
    color: var(--_danger);
  }
  .documents .waiting > .icon {
    opacity: 0.5;
  }
  .documents .words {
    flex: 1;
    min-width: 0;
  }
  .documents a,
  .documents .title {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: 15px;
    font-weight: 550;
    line-height: 1.4;
    color: inherit;
    text-decoration: none;
  }
  .documents a::after {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: var(--_radius);
  }
  .documents a:focus-visible {
    outline: none;
  }
  .documents a:focus-visible::after {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }
  .documents p {
    margin: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: 13px;
    line-height: 1.4;
    color: var(--_muted);
  }
  .documents .failed p {
    white-space: normal;
  }
  .documents .icon-button {
    position: relative;
    z-index: 1;
  }
  .more {
    display: flex;
    margin: 16px auto;
  }
  @media (hover: hover) {
    .documents li:not(:hover, :focus-within) .icon-button {
      opacity: 0;
    }
  }
`;
