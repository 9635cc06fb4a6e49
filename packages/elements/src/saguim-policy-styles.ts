import { css } from 'lit';
import { intakeStyles } from './file-intake.js';
import { changeStyles } from './view/change-view.js';
import { commentStyles } from './view/comment-view.js';
import { missingStyles } from './view/missing-styles.js';
import { modelBarStyles } from './view/model-bar.js';
import { placeStyles } from './view/place-styles.js';
import { placeTabsStyles } from './view/place-tabs.js';
import { policyUseStyles } from './view/policy-use.js';
import { qualityStyles } from './view/quality-view.js';
import { ruleStyles } from './view/rule-view.js';
import { chartStyles } from './view/score-charts.js';
import { setStyles } from './view/set-view.js';
import { thresholdStyles } from './view/threshold-view.js';
import { trainingStyles } from './view/training-bar.js';
import { tryStyles } from './view/try-text.js';
import { undoStyles } from './view/undo-toast.js';
import { useStyles } from './view/use-view.js';
import { verdictStyles } from './view/verdict-view.js';
import { wordStyles } from './view/word-weights.js';

const own = css`
  #policies {
    min-width: 0;
    margin-inline-start: -8px;
  }
  .told {
    margin: 0 0 16px;
    font-size: 14px;
  }
`;

export const policyStyles = [
  modelBarStyles,
  placeStyles,
  missingStyles,
  placeTabsStyles,
  tryStyles,
  qualityStyles,
  trainingStyles,
  useStyles,
  wordStyles,
  verdictStyles,
  commentStyles,
  thresholdStyles,
  ruleStyles,
  changeStyles,
  chartStyles,
  setStyles,
  policyUseStyles,
  undoStyles,
  intakeStyles,
  own,
];
