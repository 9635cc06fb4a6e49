import { expect, it } from 'vitest';
import { run } from './house.mjs';

it('gives what a command wrote, and tells it all when it fails', async () => {
  expect(await run(process.execPath, ['-e', 'console.log(1)'])).toBe('1\n');
  await expect(run(process.execPath, ['-e', 'console.log("why"); process.exit(3)'], { what: 'The try' })).rejects.toThrow(
    'why\nThe try failed (exit code 3).',
  );
  await expect(run('no-such-command', [])).rejects.toThrow(/no-such-command did not start/);
});

it('ends a command and all that it started when it takes too long', async () => {
  // The child of the child would live on, and hold the pipe open, if only its parent were ended.
  const forever = "require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'inherit' })";
  await expect(run(process.execPath, ['-e', forever], { minutes: 0.01, what: 'The try' })).rejects.toThrow(
    'The try did not end within 0.01 minutes.',
  );
});
