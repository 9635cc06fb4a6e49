import { defineConfig } from 'vitest/config';

// What starts processes of its own: packed packages, commands, real browsers. One file at a time, unless told otherwise.
export default defineConfig({
  test: {
    include: ['tests/{packages,browser}/**/*.test.mjs'],
    exclude: process.env.SAGUIM_LONG === '1' ? [] : ['**/*.long.test.mjs'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Tests wait for what happens, however slow the machine: only what never comes is an error.
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
  },
});
