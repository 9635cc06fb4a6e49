// Which bench: chat by default; embeddings and moderation have candidates and rows of their own. Moderation, sessions and comments have no peers to install.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const what = ['meaning', 'moderation', 'completion', 'sessions', 'comments'].find((name) => name === process.argv[2]);
if (!['moderation', 'sessions', 'comments'].includes(what)) {
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL('scripts/install.mjs', import.meta.url))], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
await import(what ? `./${what}/run.mjs` : './run.mjs');
