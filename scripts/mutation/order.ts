import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Properties and whole runs take a hundred times as long as an example: they are for what the examples let through. */
const SLOW = ['run.test', 'undo.test', 'pipeline', 'apply', 'two-sources', 'plan-target', 'safety', 'undo.property'];

const rank = ({ moduleId }: TestSpecification): number => SLOW.findIndex(part => moduleId.includes(part));

/** The quick files first. */
export class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => rank(a) - rank(b) || a.moduleId.localeCompare(b.moduleId));
  }
}
