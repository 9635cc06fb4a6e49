export { ModerationQueue, type QueueOrder, type Refused, type Ruling } from './comments/moderation-queue.js';
export { defaultShortcuts, type QueueCommand, type Shortcuts } from './comments/shortcuts.js';
export { queueMessages } from './i18n/queue-language.js';
export { SaguimModerationQueue } from './saguim-moderation-queue.js';
