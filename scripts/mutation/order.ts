import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Properties and whole runs take a hundred times as long as an example: they are for what the examples let through. */
const SLOW = ['run.test', 'pipeline', 'undo', 'apply', 'plan-target', 'safety', 'two-sources'];

const rank = ({ moduleId }: TestSpecification): number => SLOW.findIndex(part => moduleId.includes(part));

/** The quick files first. */
export class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => rank(a) - rank(b) || a.moduleId.localeCompare(b.moduleId));
  }
}
