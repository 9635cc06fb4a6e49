import { css } from 'lit';
import { intakeStyles } from './file-intake.js';
import { completionPanelStyles } from './view/completion-panel.js';
import { editorBarStyles } from './view/editor-bar.js';
import { missingStyles } from './view/missing-styles.js';
import { modelBarStyles } from './view/model-bar.js';
import { placeStyles } from './view/place-styles.js';
import { undoStyles } from './view/undo-toast.js';

const own = css`
  #middle {
    position: relative;
    flex: 1;
    display: flex;
    min-height: 0;
  }
  #work {
    flex: 1;
    display: flex;
    flex-direction: column;
    min-width: 0;
  }
  #code {
    flex: 1;
    min-height: 0;
    --saguim-suggestion: var(--_muted);
  }
  .model-bar {
    margin: 8px auto;
    max-width: calc(100% - 16px);
  }
  .note {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 8px 8px 8px 16px;
    background: var(--_raised);
    font-size: 13px;
    line-height: 1.45;
  }
  .note p {
    flex: 1;
    margin: 0;
  }
  .note .button {
    flex: none;
    min-height: 32px;
    padding-inline: 12px;
    font-size: 13px;
  }
  .told {
    margin: 0;
    padding: 8px 16px;
    font-size: 13px;
    color: var(--_muted);
  }
  #status {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 16px;
    min-height: 32px;
    padding: 4px 16px;
    border-block-start: 1px solid var(--_border);
    font-size: 12px;
    font-variant-numeric: tabular-nums;
    color: var(--_muted);
  }
  #status .gap {
    flex: 1;
  }
  #empty {
    flex: 1;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 8px;
    padding: 24px;
    text-align: center;
  }
  #empty h2 {
    margin: 0;
    font-size: 22px;
    line-height: 1.3;
    font-weight: 650;
  }
  #empty p {
    max-width: 480px;
    margin: 0 0 8px;
    color: var(--_muted);
  }
  #empty .row {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
  }
  @container (max-width: 560px) {
    .note {
      flex-wrap: wrap;
    }
    .note p {
      flex-basis: calc(100% - 48px);
    }
    .note .button {
      order: 2;
    }
    #status .wide {
      display: none;
    }
  }
`;

export const editorStyles = [
  modelBarStyles,
  placeStyles,
  missingStyles,
  editorBarStyles,
  completionPanelStyles,
  undoStyles,
  intakeStyles,
  own,
];
