export { checkPolicy } from './check-policy.js';
export type { Decision, LearningState, SiteHeadFigures } from './decision.js';
export { diffPolicies } from './diff-policies.js';
export { type FlagFigures, type KeptLoad, keepLoad, type PastComment } from './keep-load.js';
export { type LabelName, type LabelQuality, labelNames, type ModerationLabel } from './labels.js';
export { Moderator } from './moderator.js';
export type {
  CheckContext,
  CheckItem,
  CheckManyOptions,
  CheckOptions,
  ModeratorHeads,
  ModeratorOptions,
  RecentComment,
} from './moderator-options.js';
export type {
  AllowRule,
  LabelThresholds,
  LinksRule,
  MessageLanguage,
  Policy,
  PolicyCategory,
  PolicyMessages,
  PolicyPart,
  PolicyRule,
  RateRule,
  RepeatsRule,
  Thresholds,
  WordsRule,
} from './policy.js';
export { type PolicyPreset, policyPresets, presetPolicy } from './presets.js';
export type { TextModerator } from './text-moderator.js';
export { actionOf, thresholdsFor } from './thresholds.js';
export { uncertaintyOf } from './uncertainty.js';
export { type Action, mostSevere, type Sentiment, type Verdict, type VerdictReason, type VerdictSpan } from './verdict.js';
export { type CommentField, type CommentWatch, type WatchOptions, watchComment } from './watch-comment.js';
