import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import type { Reporter } from 'vitest/node';
import { isEquivalent, readEquivalents } from './equivalent.js';
import { mutatedFiles } from './files.js';
import { parseFindings } from './findings.js';
import { QuickFirst } from './order.js';
import { reportOf } from './report.js';

/** `npm run mutation`: all of the core; `MUTATE=diff/users,correlate npm run mutation`: only these files. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const only = (process.env.MUTATE ?? '').split(',').filter(part => part !== '');
const files = mutatedFiles(root, only);
const mutants = [...files.values()].flatMap(one => one.mutants);
const equivalents = readEquivalents(new URL('equivalent.json', import.meta.url));
const findings = join(mkdtempSync(join(tmpdir(), 'rollcall-mutation-')), 'findings.jsonl');
writeFileSync(findings, '');

const reporter: Reporter = {
  onTestModuleEnd: module => {
    console.error(`${module.relativeModuleId} ${Math.round(module.diagnostic().duration / 1000)} s`);
    for (const { message } of module.errors()) console.error(`cannot be loaded: ${message}`);
  },
  onTestCaseResult: test => {
    if (test.result().state === 'failed') console.error(`fails without any mutant: ${test.fullName}`);
  },
  onTestRunEnd: () => console.log(reportOf({ mutants, findings: parseFindings(readFileSync(findings, 'utf8')), equivalents })),
};

const switches = {
  name: 'mutants',
  enforce: 'pre' as const,
  transform: (_: string, id: string) => files.get(id.replace(root, ''))?.source,
};

export default defineConfig({
  root,
  plugins: [switches],
  test: {
    include: ['src/sync/**/*.test.ts', 'test/two-sources.test.ts', 'test/hostile/pipeline.test.ts'],
    runner: fileURLToPath(new URL('runner.ts', import.meta.url)),
    setupFiles: fileURLToPath(new URL('setup.ts', import.meta.url)),
    reporters: [reporter],
    sequence: { sequencer: QuickFirst },
    maxWorkers: 2,
    // a file that was not changed has other numbers when one before it was
    fsModuleCache: false,
    testTimeout: 20_000,
    // what a mutant leaves behind fails no test
    dangerouslyIgnoreUnhandledErrors: true,
    env: {
      MUTATION_FINDINGS: findings,
      MUTATION_SKIP: mutants
        .filter(mutant => equivalents.some(one => isEquivalent(mutant, one)))
        .map(({ id }) => id)
        .join(),
    },
  },
});
