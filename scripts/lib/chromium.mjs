import { accessSync, constants, existsSync } from 'node:fs';
import { Plain, run, which } from './house.mjs';

const executable = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Path of a Chromium to test with, or undefined. `SAGUIM_CHROMIUM` says which. @throws {Plain} when that one is not there */
export function findChromium(environment = process.env) {
  const asked = environment.SAGUIM_CHROMIUM;
  if (asked) {
    if (!executable(asked))
      throw new Plain(
        `SAGUIM_CHROMIUM names ${asked}, which is not an executable file. Correct it, or unset it to use the system's chromium.`,
      );
    return asked;
  }
  for (const path of ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome-stable', '/usr/bin/google-chrome']) {
    if (executable(path)) return path;
  }
  return which('chromium');
}

/** As `findChromium`; on Debian, as root, installs it when there is none. @throws {Plain} one line that says what to install */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.log('  … installing chromium with apt-get (the browser tests need a real browser)');
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-q'], { env });
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], { env });
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new Plain(
    'No Chromium found, and the browser tests need one: install it (Debian: apt-get install chromium) or name one with SAGUIM_CHROMIUM=/path/to/chromium.',
  );
}
