// Both elements on comments in memory, judged by a handful of words; or, with `?server=`, on a real server.
import '@saguim/elements/comments';
import '@saguim/elements/moderation-queue';
import { CommentClient, CommentSystem, MemoryCommentStore } from 'saguim/comments';
import { WordJudge } from '../../../packages/elements/dist/comments/word-judge.case.js';

const none = { most: 0, seconds: 1 };
const judge = new WordJudge();
const system = await CommentSystem.open({ store: new MemoryCommentStore(), moderator: judge, limits: { submit: none, edit: none } });

globalThis.advisers = 0;
globalThis.system = system;
let keys = 0;
globalThis.say = (name, text, parent) =>
  system
    .as({ id: `person-${name}`, name, role: 'writer' })
    .submit({ page: 'article', text, key: `key-of-test-${++keys}`, ...(parent && { parent }) });

const parameters = new URLSearchParams(location.search);
const language = parameters.get('language') ?? 'en';
const server = parameters.get('server');
const comments = document.querySelector('saguim-comments');
comments.language = language;
comments.moderator = async () => {
  globalThis.advisers++;
  return judge;
};
if (parameters.has('page')) comments.page = parameters.get('page');
if (parameters.has('comment')) comments.comment = parameters.get('comment');
if (server) comments.server = server;
else comments.service = system.as({ role: 'reader' });
const queue = document.querySelector('saguim-moderation-queue');
queue.language = language;
queue.service = server
  ? new CommentClient({ url: server, token: parameters.get('key') ?? 'a-moderators-key' })
  : system.as({ id: 'marta', name: 'Marta', role: 'moderator' });
