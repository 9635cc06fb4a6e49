import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Plain, which } from '../house.mjs';
import { Bidi } from './bidi.mjs';

/** What a new profile says, so that Firefox asks nobody and nothing. */
const preferences = {
  'app.normandy.enabled': false,
  'app.update.disabledForTesting': true,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.aboutwelcome.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.disable_open_during_load': false,
  'dom.testing.testutils.enabled': true,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'remote.prefs.recommended': true,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
};

const executables = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];

/** @throws {Plain} when there is none */
function findFirefox() {
  const found = process.env.SAGUIM_FIREFOX ?? executables.find((path) => existsSync(path)) ?? which('firefox');
  if (!found) throw new Plain('No Firefox found: install it (Debian: apt-get install firefox-esr) or name one with SAGUIM_FIREFOX.');
  return found;
}

/** Starts Firefox with a profile of its own. @returns the address to speak to, and an end */
async function startFirefox() {
  const profile = mkdtempSync(join(tmpdir(), 'saguim-firefox-'));
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  const process = spawn(findFirefox(), ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((done) => process.once('exit', done));
  const address = await new Promise((resolve, reject) => {
    let said = '';
    process.once('error', reject);
    process.once('exit', () => reject(new Error(`Firefox ended before it could be driven: ${said.slice(-500)}`)));
    process.stderr.on('data', (data) => {
      said += data;
      const [, url] = /WebDriver BiDi listening on (ws:\S+)/.exec(said) ?? [];
      if (url) resolve(url);
    });
  });
  const end = async () => {
    process.kill();
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  };
  return { address, end };
}

/** The text of a value that came as JSON. @throws {Error} what was thrown */
function toValue({ type, result, exceptionDetails }) {
  if (type === 'exception') throw new Error(exceptionDetails.text);
  return result.value === undefined ? undefined : JSON.parse(result.value);
}

/** One tab. Functions are run there as their source, with JSON in and out. */
class FirefoxPage {
  #bidi;
  #context;
  #userContext;
  #undo;

  constructor(bidi, context, userContext, undo) {
    this.#bidi = bidi;
    this.#context = context;
    this.#userContext = userContext;
    this.#undo = undo;
  }

  async evaluate(run, argument) {
    const declaration = `async (argument) => JSON.stringify(await (${run})(argument === undefined ? undefined : JSON.parse(argument)))`;
    const given = argument === undefined ? [] : [{ type: 'string', value: JSON.stringify(argument) }];
    return toValue(
      await this.#bidi.send('script.callFunction', {
        functionDeclaration: declaration,
        target: { context: this.#context },
        arguments: given,
        awaitPromise: true,
        userActivation: false,
      }),
    );
  }

  async close() {
    for (const undo of this.#undo) await undo();
    await this.#bidi.send('browser.removeUserContext', { userContext: this.#userContext });
  }
}

/** Clicks what a selector finds in a tab or frame, as a person would. */
async function click(bidi, context, selector) {
  const { nodes } = await bidi.send('browsingContext.locateNodes', { context, locator: { type: 'css', value: selector }, maxNodeCount: 1 });
  if (!nodes[0]) throw new Error(`There is nothing to click at ${selector}`);
  const origin = { type: 'element', element: { sharedId: nodes[0].sharedId } };
  await bidi.send('input.performActions', {
    context,
    actions: [
      {
        type: 'pointer',
        id: 'mouse',
        actions: [
          { type: 'pointerMove', x: 0, y: 0, origin },
          { type: 'pointerDown', button: 0 },
          { type: 'pointerUp', button: 0 },
        ],
      },
    ],
  });
}

/** Makes a function of the page's windows call `work`. @returns what undoes it */
async function bind(bidi, userContext, name, work) {
  const channel = `saguim-${name}-${userContext}`;
  // A page tells through the channel; the answer comes as an event of the same window.
  const declaration = `(tell) => {
    let calls = 0;
    globalThis[${JSON.stringify(name)}] = (argument) => new Promise((resolve, reject) => {
      const call = ++calls;
      globalThis.addEventListener(${JSON.stringify(channel)} + call, ({ detail }) => detail === '' ? resolve() : reject(new Error(detail)), { once: true });
      tell(JSON.stringify({ call, argument }));
    });
  }`;
  const { script } = await bidi.send('script.addPreloadScript', {
    functionDeclaration: declaration,
    arguments: [{ type: 'channel', value: { channel } }],
    userContexts: [userContext],
  });
  const stop = bidi.on('script.message', async ({ channel: from, data, source: { context } }) => {
    if (from !== channel) return;
    const { call, argument } = JSON.parse(data.value);
    const detail = await work({ click: (selector) => click(bidi, context, selector) }, argument).then(
      () => '',
      (error) => String(error),
    );
    const expression = `globalThis.dispatchEvent(new CustomEvent(${JSON.stringify(channel + call)}, { detail: ${JSON.stringify(detail)} }))`;
    await bidi.send('script.evaluate', { expression, target: { context }, awaitPromise: false }).catch(() => {});
  });
  return async () => {
    stop();
    await bidi.send('script.removePreloadScript', { script });
  };
}

/** Firefox, by WebDriver BiDi; the same shape as `launchChromium`. */
export async function launchFirefox() {
  const { address, end } = await startFirefox();
  const bidi = await Bidi.connect(`${address}/session`);
  const { capabilities } = await bidi.send('session.new', { capabilities: {} });
  await bidi.send('session.subscribe', { events: ['script.message'] });
  return {
    version: `Firefox ${capabilities.browserVersion}`,
    async open(url, { bindings = {} } = {}) {
      const { userContext } = await bidi.send('browser.createUserContext');
      const undo = [];
      for (const [name, work] of Object.entries(bindings)) undo.push(await bind(bidi, userContext, name, work));
      const { context } = await bidi.send('browsingContext.create', { type: 'tab', userContext });
      await bidi.send('browsingContext.navigate', { context, url, wait: 'complete' });
      const page = new FirefoxPage(bidi, context, userContext, undo);
      return { evaluate: (run, argument) => page.evaluate(run, argument), close: () => page.close() };
    },
    async close() {
      bidi.close();
      await end();
    },
  };
}
