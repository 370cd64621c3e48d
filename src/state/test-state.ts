import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Change } from '../model/change.js';
import { accountId, personId, personKey, providerId, sourceName, syncName, targetGroupId, targetName } from '../model/ids.js';
import { openStore } from './sqlite.js';
import type { Link, RunStart, RunSummary } from './store.js';

export const now = () => new Date('2026-11-20T10:00:00.000Z');
export const jira = targetName('jira');
export const wiki = targetName('wiki');
export const okta = providerId('okta:example');
export const staff = syncName('staff');

/** A state in a folder of its own. */
export async function freshState() {
  const home = await mkdtempDisposable(join(tmpdir(), 'rollcall-state-'));
  const file = join(home.path, 'state.db');
  const store = await openStore(file, { now });
  return {
    file,
    store,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

export const start: RunStart = {
  command: 'apply',
  attended: true,
  startedAt: '2026-11-20T10:00:00.000Z',
  by: 'ada',
  reason: undefined,
  toolVersion: '0.1.0',
  configFingerprint: 'abc',
};

export const change = (id: string): Change => ({
  id,
  kind: 'addMember',
  group: { kind: 'existing', id: targetGroupId('dev'), name: 'Dev' },
  account: { kind: 'new', person: personKey(okta, personId('ann')), username: 'ann', displayName: 'Ann' },
  reasons: [{ kind: 'newAtSource', source: sourceName('okta') }],
});

export const summary = (target = jira, people = 1): RunSummary => ({
  targets: [
    {
      target,
      counts: { people, matched: 0, accounts: 0, activeLinked: 0, managedMemberships: 0 },
      applied: 0,
      alreadySo: 0,
      failed: 0,
      notRun: 0,
      held: [{ guard: 'removals', change: change('h'), reason: 'too many' }],
    },
  ],
  problems: ['one'],
});

export const link = (person: string, account: string, more: Partial<Link> = {}): Link => ({
  target: jira,
  person: personKey(okta, personId(person)),
  account: accountId(account),
  owner: staff,
  how: 'matched',
  values: { username: person },
  status: 'open',
  deactivatedAt: undefined,
  accessCutAt: undefined,
  owed: ['jira-users'],
  since: '2026-11-20T10:00:00.000Z',
  ...more,
});
