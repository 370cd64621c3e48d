import { accountId, runId, sourceName, targetGroupId } from '../model/ids.js';
import type { LinksFile } from './links-schema.js';
import type { Backup, StateStore } from './store.js';
import { change, jira, link, okta, wiki } from './test-state.js';

const since = '2026-11-20T10:00:00.000Z';
const dev = targetGroupId('dev');

/** One of everything, with and without what may be missing. */
export const kept: Backup = {
  links: [
    link('ann', 'a1'),
    link('bob', 'b1', { owner: undefined, status: 'closed', deactivatedAt: since, accessCutAt: since, how: 'set' }),
    link('ann', 'w1', { target: wiki }),
  ],
  groups: [
    {
      target: jira,
      group: dev,
      name: 'Dev',
      how: 'made',
      from: [{ provider: okta, id: 'g1', name: 'Dev' }],
      run: runId(7),
      since,
    },
    { target: jira, group: targetGroupId('ops'), name: 'Ops', how: 'adopted', from: [], run: undefined, since },
  ],
  ledger: [{ target: jira, group: dev, account: accountId('a1'), by: ['staff#1'] }],
  identities: [
    { kind: 'source', name: sourceName('okta'), identity: okta },
    { kind: 'target', name: jira, identity: 'https://jira.example.com' },
  ],
  pauses: [
    { target: undefined, level: 'everything', until: undefined, reason: undefined, by: 'ada', since },
    { target: jira, level: 'destructive', until: '2026-12-01T00:00:00.000Z', reason: 'audit', by: 'ada', since },
  ],
  pins: [
    { target: jira, key: 'addMember dev a1', change: change('c'), run: runId(9), undid: runId(8), configFingerprint: 'f', since },
  ],
  lastRun: 41,
};

export const linksFile = (backup: Backup = kept): LinksFile => ({
  format: 'rollcall-links',
  version: 1,
  toolVersion: '0.1.0',
  madeAt: '2026-11-20T10:00:00.000Z',
  ...backup,
});

export const nothing: Backup = { links: [], groups: [], ledger: [], identities: [], pauses: [], pins: [], lastRun: 0 };

/** Fills a state in the ordinary way, row by row. */
export async function fill(store: StateStore): Promise<void> {
  await store.putLinks(kept.links);
  for (const group of kept.groups) await store.putManagedGroup(group);
  await store.putLedger(kept.ledger);
  for (const identity of kept.identities) await store.putIdentity(identity);
  for (const pause of kept.pauses) await store.putPause(pause);
  await store.putPins(kept.pins);
}
