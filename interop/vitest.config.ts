import { defineConfig } from 'vitest/config';

// One check at a time: they share two cores with LibreOffice, a database and Python.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    globalSetup: ['setup.ts'],
    fileParallelism: false,
    // The first check of several waits for one process that judges all their files.
    testTimeout: 300_000,
    hookTimeout: 600_000,
    teardownTimeout: 30_000,
  },
});
