import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { attach, endAll, root } from './command.mjs';

const start = (args) => attach(spawn(process.execPath, [join(root, 'scripts/start.mjs'), ...args], { cwd: root }));
afterEach(endAll);

const address = (text) => /http:\/\/\S+/.exec(text)[0];

describe('npm start', () => {
  it('builds, says where, serves Studio and the models, and stops at Ctrl-C', async () => {
    const command = start(['--port', '0']);
    await command.seen(/Saguim Studio: http:\/\/127\.0\.0\.1:\d+\/\n/);
    const page = await fetch(address(command.stdout));
    expect(await page.text()).toMatch(/<!doctype html>/i);
    expect(page.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    const model = new URL('models/smollm2-135m-instruct/smollm2-135m-instruct-q4_1.gguf', address(command.stdout));
    const begin = await fetch(model, { headers: { range: 'bytes=0-3' } });
    expect([begin.status, await begin.text()]).toEqual([206, 'GGUF']);
    command.child.kill('SIGINT');
    expect((await command.ended).code).toBe(0);
  });

  it('takes the next free port when its own is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address();
    const command = start(['--port', String(port)]);
    await command.seen(/Saguim Studio/);
    expect(command.stdout).toContain(`Port ${port} is taken.`);
    expect(Number(new URL(address(command.stdout)).port)).toBeGreaterThan(port);
    command.child.kill('SIGTERM');
    expect((await command.ended).code).toBe(0);
    other.close();
  });

  it.each([
    [['--port', 'x'], /^--port takes a number from 0 to 65535, not "x"\.\n$/],
    [['--port', '70000'], /^--port takes a number/],
    [['--open'], /^Unknown option '--open'/],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { code, stderr } = await start(args).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
