import { defineConfig } from 'vitest/config';

/** Whatever draws cases by chance draws the same ones each time. */
const setupFiles = ['test/same-chances.ts'];

/** What runs the real binary builds it first. */
const globalSetup = ['test/e2e/setup.ts'];

export default defineConfig({
  test: {
    // most tests wait for processes and answers: a core of its own for vitest itself would stand idle
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles,
          include: ['src/**/*.test.ts', 'test/*.test.ts', 'test/{expected,bad-days,hostile}/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], globalSetup, testTimeout: 120_000, hookTimeout: 120_000 } },
      // real processes that die, faults at every request, random histories: each prints its figures and its seed
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          globalSetup,
          setupFiles,
          testTimeout: 600_000,
          hookTimeout: 120_000,
        },
      },
      // servers that others wrote, installed and run on loopback: one at a time, each takes all cores
      {
        test: {
          name: 'live',
          include: ['test/live/**/*.test.ts'],
          globalSetup,
          fileParallelism: false,
          testTimeout: 1_800_000,
          hookTimeout: 1_800_000,
        },
      },
      {
        test: { name: 'shared', include: ['test/shared/**/*.test.ts'], globalSetup, testTimeout: 300_000, hookTimeout: 120_000 },
      },
    ],
  },
});
