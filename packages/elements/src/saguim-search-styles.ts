import { css } from 'lit';
import { intakeStyles } from './file-intake.js';
import { emptyLibraryStyles } from './view/empty-library.js';
import { emptyPlaceStyles } from './view/empty-place.js';
import { ingestStyles } from './view/ingest-bar.js';
import { documentsStyles } from './view/library-documents.js';
import { missingStyles } from './view/missing-styles.js';
import { modelBarStyles } from './view/model-bar.js';
import { placeStyles } from './view/place-styles.js';
import { readerPaneStyles } from './view/reader-pane.js';
import { markStyles, resultsStyles } from './view/search-results.js';
import { undoStyles } from './view/undo-toast.js';

const own = css`
  #libraries {
    min-width: 0;
    margin-inline-start: -8px;
  }
  #add {
    flex: none;
  }
  #inner {
    flex: 1;
    min-height: 0;
    display: flex;
  }
  #inner > #list,
  #finder {
    flex: 1;
    min-width: 0;
    min-height: 0;
    display: flex;
    flex-direction: column;
  }
  #field {
    position: relative;
    width: 100%;
    max-width: 816px;
    margin: 0 auto;
    padding: 0 24px;
  }
  #field > .icon {
    position: absolute;
    inset-block-start: 16px;
    inset-inline-start: 42px;
    color: var(--_muted);
    pointer-events: none;
  }
  #query {
    width: 100%;
    height: 52px;
    padding: 0 16px 0 48px;
    border: 1px solid var(--_field);
    border-radius: 26px;
    background: var(--_ground);
    box-shadow: var(--_shadow);
    font-size: 16px;
  }
  #query:focus-visible {
    outline: none;
    border-color: var(--_accent);
    box-shadow:
      var(--_shadow),
      0 0 0 1px var(--_accent);
  }
  #query::placeholder {
    color: var(--_muted);
    opacity: 1;
    text-overflow: ellipsis;
  }
  /* The browser's own is blue, whatever the theme. */
  #query::-webkit-search-cancel-button {
    appearance: none;
    width: 20px;
    height: 20px;
    background: var(--_muted);
    mask: url('data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" fill="none" stroke="black" stroke-width="1.6" stroke-linecap="round"><path d="m5 5 10 10M15 5 5 15"/></svg>') center / contain no-repeat;
    cursor: pointer;
  }
  #filters {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    width: 100%;
    max-width: 816px;
    min-height: 48px;
    margin: 0 auto;
    padding: 8px 40px;
    font-size: 14px;
  }
  #filters select {
    min-height: 32px;
    max-width: 200px;
    padding: 0 8px;
    border: 1px solid var(--_border);
    border-radius: 8px;
    background: var(--_ground);
  }
  #found {
    flex: 1;
    margin: 0;
    text-align: end;
    color: var(--_muted);
  }
  .like {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-width: 0;
    max-width: 100%;
    padding-inline-start: 8px;
    border-radius: 8px;
    background: var(--_accent-soft);
  }
  .like > span {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  #list {
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 4px max(24px, (100% - 768px) / 2) 32px;
  }
  #finder > #list {
    flex: 1;
  }
  #list:focus {
    outline: none;
  }
  #list .model-bar {
    margin-block-end: 12px;
  }
  .none {
    margin: 48px auto;
    text-align: center;
    color: var(--_muted);
  }
  .none h2 {
    margin: 0 0 8px;
    font-size: 20px;
    color: var(--_text);
  }
  .none p {
    margin: 0;
  }
  .try {
    margin-block-end: 24px;
  }
  .try h2 {
    margin: 8px 0 12px;
    font-size: 15px;
    font-weight: 600;
  }
  @container (min-width: 881px) {
    .reading #field {
      padding: 0 16px 0 24px;
    }
    .reading #filters {
      padding: 8px 24px;
    }
    .reading #list {
      padding-inline: 16px 8px;
    }
  }
  @container (max-width: 880px) {
    .reading #finder {
      display: none;
    }
    #reader {
      border: 0;
      border-block-start: 1px solid var(--_border);
      border-radius: 0;
    }
  }
  @container (max-width: 640px) {
    #add::part(text) {
      display: none;
    }
    #field {
      padding: 0 12px;
    }
    #field > .icon {
      inset-inline-start: 30px;
    }
    #filters {
      padding: 8px 16px;
    }
    #list {
      padding-inline: 12px;
    }
  }
`;

export const searchStyles = [
  modelBarStyles,
  placeStyles,
  missingStyles,
  markStyles,
  resultsStyles,
  documentsStyles,
  ingestStyles,
  emptyPlaceStyles,
  emptyLibraryStyles,
  readerPaneStyles,
  undoStyles,
  intakeStyles,
  own,
];
