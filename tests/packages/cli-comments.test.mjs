import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CommentClient } from '../../packages/saguim/dist/comments/index.js';
import { saguim, start, temporaryFolder } from './command.mjs';

const folder = temporaryFolder('comments');
const data = join(folder, 'data');
const env = {
  SAGUIM_MODERATOR_KEYS: 'a-moderators-key',
  SAGUIM_ADMIN_KEYS: 'an-administrators-key',
  DATABASE_URL: '',
};

async function serve() {
  const command = start(
    ['serve', '--comments', '--data', data, '--port', '0', '--completion-model', 'none', '--cors', 'https://example.org'],
    { env },
  );
  await command.seen(/Comments: http\S+/);
  return { command, url: /judges comments at (http:\S+)\//.exec(command.stdout)[1] };
}

it('serves comments that outlive the process, and a log that can be verified', async () => {
  let { command, url } = await serve();
  let token;
  const ana = new CommentClient({ url, token: () => token, onToken: (given) => (token = given) });
  await ana.enter('Ana');
  const fine = await ana.submit({ page: '/article', text: 'What a lovely photograph, thank you', key: 'the-first-comment' });
  const rude = await ana.submit({ page: '/article', text: 'You are a stupid idiot', key: 'the-second-comment' });
  expect([fine.state, rude.state, rude.reasons.length > 0]).toEqual(['published', 'blocked', true]);
  await ana.appeal(rude.id, { text: 'It was meant for myself' });
  const [item] = await new CommentClient({ url, token: 'a-moderators-key' }).claim();
  expect([item.id, item.why[0].kind]).toEqual([rude.id, 'appeal']);

  const second = await saguim(['serve', '--comments', '--data', data, '--port', '0'], { env });
  expect([second.code, second.stderr]).toEqual([2, expect.stringMatching(/Another process has this database.*DATABASE_URL/)]);

  command.child.kill('SIGKILL');
  await command.ended;
  ({ command, url } = await serve());
  const moderator = new CommentClient({ url, token: 'a-moderators-key' });
  expect((await new CommentClient({ url }).thread('/article')).entries.map(({ comment }) => comment.text)).toEqual([fine.text]);
  await moderator.decide(rude.id, { action: 'reject', version: 1 });
  expect((await new CommentClient({ url, token }).comment(rude.id)).state).toBe('rejected');

  const live = await saguim(['audit', '--server', url, '--json'], { env });
  const report = JSON.parse(live.stdout);
  expect([live.code, report.valid, report.entries]).toEqual([0, true, 6]);
  const forbidden = await saguim(['audit', '--server', url], { env: { ...env, SAGUIM_ADMIN_KEYS: '' } });
  expect([forbidden.code, forbidden.stdout]).toEqual([1, '']);
  command.child.kill('SIGINT');
  expect((await command.ended).code).toBe(0);

  const log = join(folder, 'log.jsonl');
  const exported = await saguim(['audit', '--database', data, '--export'], { env });
  writeFileSync(log, exported.stdout);
  const whole = await saguim(['audit', log, '--head', report.head], { env });
  expect([whole.code, whole.stdout]).toEqual([0, expect.stringMatching(/6 entries, whole[\s\S]*Head: [0-9a-f]{64}/)]);
  writeFileSync(log, readFileSync(log, 'utf8').replace('"to":"blocked"', '"to":"published"'));
  const changed = await saguim(['audit', log], { env });
  expect([changed.code, changed.stderr]).toEqual([1, expect.stringMatching(/Entry 4 was changed/)]);
  const nothing = await saguim(['audit', '--database', join(folder, 'nowhere')], { env });
  expect([nothing.code, nothing.stderr]).toEqual([1, expect.stringMatching(/no comments in this folder/)]);
  expect((await saguim(['audit'], { env })).code).toBe(2);
});
