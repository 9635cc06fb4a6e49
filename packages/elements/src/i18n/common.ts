import type { ProblemKind } from '../chat/problem.js';
import { chatMessages, type InterfaceLanguage } from './language.js';
import type { ChatMessages } from './messages.js';

const shared = [
  'language',
  'copy',
  'copied',
  'save',
  'cancel',
  'stop',
  'rename',
  'remove',
  'undo',
  'dismiss',
  'details',
  'tryAgain',
  'loadModel',
  'loadEndedTab',
  'loadAsks',
  'useSmaller',
  'loadingModel',
  'downloadingModel',
  'preparingModel',
  'modelReady',
  'modelFailed',
  'device',
  'problems',
  'unsaved',
] as const;

/** Words that all elements share. */
export type CommonMessages = Pick<ChatMessages, (typeof shared)[number]>;

/** Sentences about problems that a place says differently: there, no message is kept. */
export type OwnProblems = Partial<ChatMessages['problems']>;

export function commonMessages(language: InterfaceLanguage, own: OwnProblems): CommonMessages {
  const all = chatMessages(language);
  const common = Object.fromEntries(shared.map((key) => [key, all[key]])) as unknown as CommonMessages;
  return { ...common, problems: { ...all.problems, ...own } as Record<ProblemKind, readonly [string, string]> };
}
