import { defineConfig } from 'vitest/config';

// What needs the machine to itself: packed packages, commands, real browsers. One file at a time.
export default defineConfig({
  test: {
    include: ['tests/{packages,browser}/**/*.test.mjs'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
  },
});
