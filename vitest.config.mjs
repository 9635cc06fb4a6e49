import { defineConfig } from 'vitest/config';

// Tests run what people get: the compiled packages. `npm test` builds first.
export default defineConfig({
  test: {
    include: ['packages/*/dist/**/*.test.js', 'tests/{golden,conformance}/**/*.test.mjs', 'scripts/**/*.test.mjs'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
