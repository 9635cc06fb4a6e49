import { css } from 'lit';
import { intakeStyles } from './file-intake.js';
import { answerStyles } from './view/answer-view.js';
import { classifyBarStyles } from './view/classify-bar.js';
import { exampleStyles } from './view/example-list.js';
import { labellingStyles } from './view/labelling.js';
import { missingStyles } from './view/missing-styles.js';
import { modelBarStyles } from './view/model-bar.js';
import { placeStyles } from './view/place-styles.js';
import { qualityStyles } from './view/quality-view.js';
import { reliabilityStyles } from './view/reliability-plot.js';
import { trainingStyles } from './view/training-bar.js';
import { tryStyles } from './view/try-text.js';
import { undoStyles } from './view/undo-toast.js';
import { useStyles } from './view/use-view.js';
import { wordStyles } from './view/word-weights.js';

const own = css`
  #classifiers {
    min-width: 0;
    margin-inline-start: -8px;
  }
  #new-classifier {
    flex: none;
  }
  #scroller {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    border-block-start: 1px solid var(--_border);
  }
  .page {
    max-width: 816px;
    margin: 0 auto;
    padding: 24px 24px 48px;
  }
  .local {
    margin: 32px 0 0;
    font-size: 13px;
    color: var(--_muted);
  }
  .intro .button {
    margin-block-start: 16px;
  }
  @container (max-width: 640px) {
    #tabs {
      gap: 0;
      padding-inline: 8px;
    }
    #tabs a {
      padding-inline: 10px;
    }
    .page {
      padding: 16px 16px 40px;
    }
    #new-classifier span {
      display: none;
    }
    #new-classifier {
      padding: 0 10px;
    }
  }
`;

export const classifyStyles = [
  modelBarStyles,
  placeStyles,
  missingStyles,
  classifyBarStyles,
  tryStyles,
  answerStyles,
  wordStyles,
  exampleStyles,
  trainingStyles,
  labellingStyles,
  qualityStyles,
  reliabilityStyles,
  useStyles,
  undoStyles,
  intakeStyles,
  own,
];
