import { defineConfig } from 'vitest/config';

/** What runs the real binary builds it first. */
const globalSetup = ['test/e2e/setup.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/*.test.ts', 'test/expected/**/*.test.ts', 'test/bad-days/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], globalSetup, testTimeout: 120_000, hookTimeout: 120_000 } },
      {
        test: { name: 'shared', include: ['test/shared/**/*.test.ts'], globalSetup, testTimeout: 300_000, hookTimeout: 120_000 },
      },
    ],
  },
});
