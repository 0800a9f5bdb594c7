import { defineConfig } from 'vitest/config';

const exclude = ['**/node_modules/**', '**/.next/**'];
/** Bytes in, bytes out: files that leave nothing behind in a process may share one, which halves their CPU time. */
const pure = ['packages/crypto/**/*.test.ts', 'packages/plugins/**/*.test.ts'];

export default defineConfig({
  test: {
    // Its own default leaves one core free: half of a machine with two.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'pure', include: pure, exclude, isolate: false } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['packages', 'apps', 'scripts', 'bench'].map((folder) => `${folder}/**/*.test.ts`),
          exclude: [...exclude, ...pure],
        },
      },
    ],
  },
});
