export type {
  Hub,
  HubOptions,
  PullOptions,
  PullProgress,
  PullState,
  ResolvedFile,
  ResolvedModel,
  StoredFile,
  StoredModel,
  Suggestion,
  VerifyResult,
} from '../hub/hub-contract.js';
export { ModelHub, type ModelHubOptions } from './model-hub.js';
