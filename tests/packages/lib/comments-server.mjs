// A process with comments on a database, for tests that end it: a handful of words judge, so that it is there at once. It opens the database when it is told to,
// so that the next one can be ready before the last one is gone.
import { once } from 'node:events';
import { openComments, startServer } from '../../../packages/server/dist/index.js';
import { WordModerator } from '../../../packages/server/dist/word-moderator.case.js';

const [database] = process.argv.slice(2);
await once(process.stdin, 'data');
process.stdin.destroy();
const moderator = new WordModerator();
const comments = await openComments({
  moderator,
  database,
  moderatorKeys: Array.from({ length: 50 }, (_, i) => `moderators-key-${i}`),
  administratorKeys: ['administrators-key'],
  guestsAtOnce: 100_000,
  limits: { submit: { most: 0, seconds: 1 } },
  onError: (error) => process.stderr.write(`${error?.stack ?? error}\n`),
});
const server = await startServer({ moderator, comments, port: 0, rate: 0, queue: 1000 });
process.stdout.write(`${server.url}\n`);
process.once('SIGTERM', async () => {
  await server.close();
  await comments.close();
});
