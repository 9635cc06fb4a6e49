#!/usr/bin/env node
import { runChecks } from './lib/checks.mjs';
// `npm run check`: what can be said of the code without running it.
import { runMain } from './lib/house.mjs';

await runMain(async () => {
  const { passed, failed } = await runChecks();
  console.log(`${passed} checks passed, ${failed} failed`);
  return failed ? 1 : 0;
});
