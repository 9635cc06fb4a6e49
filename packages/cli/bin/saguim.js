#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `saguim: needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer one from https://nodejs.org.\n`,
  );
  process.exit(1);
}
const main = new URL('../dist/index.js', import.meta.url);
if (!existsSync(main)) {
  // A clone, and nobody has built the commands yet; what is said meanwhile is no output of theirs.
  process.stderr.write('saguim: building what is missing in this clone\n');
  const script = fileURLToPath(new URL('../../../scripts/build.mjs', import.meta.url));
  const { status } = spawnSync(process.execPath, [script, '--only', 'engine,saguim,server,cli'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(1);
}
const { main: run } = await import(main.href);
process.exitCode = await run(process.argv.slice(2));
