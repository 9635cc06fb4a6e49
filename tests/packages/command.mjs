import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const binary = fileURLToPath(new URL('../../packages/cli/bin/saguim.js', import.meta.url));

const running = new Set();

/** Ends what a failed test left running. */
export function endAll() {
  for (const child of running) child.kill('SIGKILL');
}

/** Follows a process: its output so far is in `stdout` and `stderr`; `seen` waits for a text in either. */
export function attach(child) {
  const command = { child, stdout: '', stderr: '' };
  const waiting = new Set();
  running.add(child);
  const check = () => {
    for (const wait of waiting) if (wait.pattern.test(command[wait.stream])) wait.done();
  };
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      command[stream] += text;
      check();
    });
  }
  child.stdin.on('error', () => {});
  command.ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal, stdout: command.stdout, stderr: command.stderr });
    });
  });
  command.seen = (pattern, stream = 'stdout') =>
    new Promise((resolve, reject) => {
      const wait = { pattern, stream, done: () => waiting.delete(wait) && resolve() };
      waiting.add(wait);
      check();
      command.ended.then(
        () => waiting.has(wait) && reject(new Error(`ended without ${pattern} in ${stream}:\n${command.stdout}\n${command.stderr}`)),
        reject,
      );
    });
  return command;
}

/** Starts the real command. */
export function start(args, { input, env, cwd = root } = {}) {
  const { NO_COLOR, FORCE_COLOR, ...clean } = process.env;
  const command = attach(spawn(process.execPath, [binary, ...args], { cwd, env: { ...clean, ...env } }));
  if (input !== undefined) command.child.stdin.end(input);
  return command;
}

/** Runs the real command to its end; standard input is empty unless given. */
export const saguim = (args, options = {}) => start(args, { input: '', ...options }).ended;

/** A folder for the tests of a file; at their end commands that still run are ended, and it goes. */
export function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `saguim-${name}-`));
  afterAll(() => {
    endAll();
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
