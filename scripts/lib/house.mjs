// What every script needs before anything is installed: Node's own modules only.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's root, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A mistake that is told in one line, without a stack. */
export class Plain extends Error {
  /** @param {string} message @param {number} [exitCode] 1: it failed; 2: it was asked for wrongly */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs `main`, tells a `Plain` error in one line, and sets the exit code. */
export async function runMain(main) {
  try {
    requireNode();
    const code = await main();
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    console.error(error instanceof Plain ? error.message : error);
    process.exitCode = error instanceof Plain ? error.exitCode : 1;
  }
}

export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Plain(
      `Saguim needs Node 20.19 or newer; this is ${version}. Install a newer one from https://nodejs.org and run this again.`,
    );
  }
}

const seconds = (from) => `${((performance.now() - from) / 1000).toFixed(1)} s`;

/** Says what is being done and how long it took. `quietly` says nothing when `work` gives false (nothing to do). */
export async function step(title, work) {
  const from = performance.now();
  const result = await work();
  if (result !== false) console.log(`  ✓ ${title} (${seconds(from)})`);
  else console.log(`  · ${title}: up to date`);
  return result;
}

/**
 * Runs a command in the repository; shows what it wrote only when it fails, or as it comes with `show`. With `minutes` it has a
 * process group of its own, which is ended as a whole when it takes longer.
 * @throws {Plain} with the command and its output when it fails
 */
export function run(command, args, { show = false, env, minutes, what = [command, ...args].join(' ') } = {}) {
  return new Promise((resolve, reject) => {
    const output = show ? 'inherit' : 'pipe';
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output],
      detached: minutes !== undefined && process.platform !== 'win32',
    });
    const endAll = (signal) =>
      minutes !== undefined && process.platform !== 'win32' ? process.kill(-child.pid, signal) : child.kill(signal);
    let late = false;
    const timer =
      minutes &&
      setTimeout(() => {
        late = true;
        endAll('SIGKILL');
      }, minutes * 60_000);
    // A group of its own does not hear the terminal's Ctrl-C.
    const passOn = (signal) => {
      endAll(signal);
      process.exitCode = 130;
    };
    if (minutes) for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, passOn);
    let text = '';
    child.stdout?.on('data', (data) => (text += data));
    child.stderr?.on('data', (data) => (text += data));
    child.on('error', (error) => reject(new Plain(`${what} did not start: ${error.message}`)));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      for (const name of ['SIGINT', 'SIGTERM']) process.off(name, passOn);
      if (code === 0) return resolve(text);
      const why = late ? `did not end within ${minutes} minutes` : `failed (${signal ?? `exit code ${code}`})`;
      reject(new Plain(`${text}${text && !text.endsWith('\n') ? '\n' : ''}${what} ${why}.`));
    });
  });
}

/** Path of a command, or undefined. */
export function which(name) {
  const found = spawnSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.trim() : undefined;
}

/** npm without its chatter; `npm.cmd` on Windows. */
export const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
