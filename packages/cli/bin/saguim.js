#!/usr/bin/env node
import { existsSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `saguim: needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer one from https://nodejs.org.\n`,
  );
  process.exit(1);
}
const main = new URL('../dist/index.js', import.meta.url);
if (!existsSync(main)) {
  process.stderr.write('saguim: this clone is not built yet. Run `npm run build` in it, then try again.\n');
  process.exit(1);
}
const { main: run } = await import(main.href);
process.exitCode = await run(process.argv.slice(2));
