import { describe, expect, it } from 'vitest';
import { hoursBefore } from '../../../test/directories.js';
import { memoryStore } from '../../../test/memory-store.js';
import type { Change } from '../../model/change.js';
import { targetName } from '../../model/ids.js';
import { lately } from './lately.js';

const JIRA = targetName('jira');
const made = (name: string): Change => ({ kind: 'createGroup', id: name, name, reasons: [] });
const START = {
  command: 'sync',
  attended: false,
  by: 'cron',
  reason: undefined,
  toolVersion: '1',
  configFingerprint: 'x',
} as const;

describe('what was applied lately (G12)', () => {
  it('is what ended since, also in a run that began before; not what failed, nor what another target was given', async () => {
    const store = memoryStore();
    const run = await store.beginRun({ ...START, startedAt: hoursBefore(3) });
    const applied = async (name: string, hours: number, target = JIRA) =>
      store.settle(run, await store.intend(run, target, made(name), hoursBefore(hours)), { kind: 'applied' }, hoursBefore(hours));
    await applied('early', 2);
    await applied('late', 0.5);
    await applied('elsewhere', 0.5, targetName('wiki'));
    const failed = await store.intend(run, JIRA, made('failed'), hoursBefore(0.5));
    await store.settle(run, failed, { kind: 'failed', problem: 'no', hint: 'None.' }, hoursBefore(0.5));

    expect((await lately(store, JIRA, hoursBefore(1))).map(({ change }) => change.id)).toEqual(['late']);
  });
});
