import { css } from 'lit';
import { intakeStyles } from './file-intake.js';
import { answerStyles } from './view/answer-view.js';
import { exampleStyles } from './view/example-list.js';
import { labellingStyles } from './view/labelling.js';
import { missingStyles } from './view/missing-styles.js';
import { modelBarStyles } from './view/model-bar.js';
import { placeStyles } from './view/place-styles.js';
import { placeTabsStyles } from './view/place-tabs.js';
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
  .intro .button {
    margin-block-start: 16px;
  }
  @container (max-width: 640px) {
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
  placeTabsStyles,
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
