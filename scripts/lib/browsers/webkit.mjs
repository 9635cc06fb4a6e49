import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Plain, which } from '../house.mjs';

const library = '/usr/lib/x86_64-linux-gnu';

/** The small browser that comes with WebKitGTK. @throws {Plain} when there is none, or no driver or screen for it */
function findMiniBrowser() {
  const folder = existsSync(library) ? readdirSync(library).find((name) => existsSync(join(library, name, 'MiniBrowser'))) : undefined;
  const found = process.env.SAGUIM_WEBKIT ?? (folder && join(library, folder, 'MiniBrowser'));
  if (!found || !which('WebKitWebDriver') || !(process.env.DISPLAY || which('Xvfb'))) {
    throw new Plain('No WebKitGTK that can be driven: install its driver and a screen (Debian: apt-get install webkit2gtk-driver xvfb).');
  }
  return found;
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const ended = (child) => new Promise((done) => (child.exitCode === null && child.signalCode === null ? child.once('exit', done) : done()));

/** A screen in memory, unless there is a real one. */
async function startScreen() {
  if (process.env.DISPLAY) return { display: process.env.DISPLAY, end: async () => {} };
  const child = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const display = await new Promise((resolve, reject) => {
    child.stdout.once('data', (data) => resolve(`:${data.toString().trim()}`));
    child.once('exit', () => reject(new Error('Xvfb ended before it had a screen')));
  });
  return {
    display,
    end: async () => {
      child.kill();
      await ended(child);
    },
  };
}

/** Speaks to a driver. https://www.w3.org/TR/webdriver2/ @throws {Error} what it answers to a command that fails */
async function command(base, method, path, body) {
  const response = await fetch(`${base}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

/** Waits until somebody listens. */
async function untilListening(base, child) {
  for (;;) {
    if (child.exitCode !== null) throw new Error('WebKitWebDriver ended before it could be spoken to');
    const answered = await fetch(`${base}/status`).catch(() => undefined);
    if (answered?.ok) return;
    await new Promise((later) => setTimeout(later, 50));
  }
}

/** What WebKit has and Debian's build leaves off until it is asked for. Private files stay off: under a driver it keeps nothing. */
const sharedMemory = { JSC_useSharedArrayBuffer: '1' };

/**
 * WebKitGTK, by WebDriver; the same shape as `launchChromium`. Every page is a browser of its own, since it has no contexts.
 * @param {{plain?: boolean}} options `plain`: as Debian has it, without memory that threads share
 */
export async function launchWebKit({ plain = false } = {}) {
  const env = plain ? {} : sharedMemory;
  const binary = findMiniBrowser();
  const screen = await startScreen();
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const driver = spawn('WebKitWebDriver', [`--port=${port}`], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: screen.display, WEBKIT_FORCE_SANDBOX: '0', WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', ...env },
  });
  await untilListening(base, driver);
  let version = 'WebKitGTK';

  async function openSession() {
    const alwaysMatch = { 'webkitgtk:browserOptions': { binary, args: ['--automation'] } };
    const { sessionId, capabilities } = await command(base, 'POST', '/session', { capabilities: { alwaysMatch } });
    version = `WebKitGTK ${capabilities.browserVersion}`;
    const path = `/session/${sessionId}`;
    await command(base, 'POST', `${path}/timeouts`, { script: 600_000, pageLoad: 60_000 });
    return path;
  }

  // One at a time: the driver holds a single session.
  let path = await openSession();
  return {
    get version() {
      return version;
    },
    async open(url, { bindings = {} } = {}) {
      if (Object.keys(bindings).length > 0) throw new Plain('Pages in WebKitGTK cannot call the runner.');
      path ??= await openSession();
      const own = path;
      await command(base, 'POST', `${own}/url`, { url });
      return {
        async evaluate(run, argument) {
          const script = `
            const [argument, done] = arguments;
            Promise.resolve((${run})(argument === null ? undefined : JSON.parse(argument))).then(
              (value) => done(JSON.stringify({ value })),
              (error) => done(JSON.stringify({ error: String(error) })),
            );`;
          const args = [argument === undefined ? null : JSON.stringify(argument)];
          const { value, error } = JSON.parse(await command(base, 'POST', `${own}/execute/async`, { script, args }));
          if (error !== undefined) throw new Error(error);
          return value;
        },
        async close() {
          path = undefined;
          await command(base, 'DELETE', own);
        },
      };
    },
    async close() {
      if (path) await command(base, 'DELETE', path).catch(() => {});
      driver.kill();
      await ended(driver);
      await screen.end();
    },
  };
}
