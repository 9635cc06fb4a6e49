import { defineConfig } from 'vitest/config';

// Tests run what people get: the compiled packages. `npm test` builds first.
export default defineConfig({
  test: {
    include: ['packages/*/dist/**/*.test.js', 'tests/{golden,conformance}/**/*.test.mjs', 'scripts/**/*.test.mjs'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    // Hundreds of files, most of them small: starting a process for each would take a quarter of the time. A file leaves the process as it found it.
    isolate: false,
  },
});
