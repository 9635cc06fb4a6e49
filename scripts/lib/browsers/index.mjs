import { Plain } from '../house.mjs';

/** Browsers that can be driven here, fetched when they are asked for. */
const browsers = {
  chromium: async () => (await import('./chromium.mjs')).launchChromium(),
  'webkit-plain': async () => (await import('./webkit.mjs')).launchWebKit({ plain: true }),
  webkit: async () => (await import('./webkit.mjs')).launchWebKit(),
  firefox: async () => (await import('./firefox.mjs')).launchFirefox(),
};

/** @throws {Plain} for a browser that is not there */
export async function launchBrowser(name) {
  if (!Object.hasOwn(browsers, name)) throw new Plain(`There is no browser "${name}" here: ${Object.keys(browsers).join(', ')}.`);
  return browsers[name]();
}
