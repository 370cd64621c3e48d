import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { JiraEmulator } from '../../src/sandbox/jira-dc/index.js';
import type { Company } from './company.js';
import { expectRecovered, recorded } from './recovery.js';
import { type KindOfChange, unrest } from './unrest.js';

const byKey = (username: string) => (jira: JiraEmulator) => new RegExp(`^PUT .*key=${jira.userNamed(username)?.key}$`);

/** The request that is under way when patience ends, for each kind of change. */
const REQUESTS: Record<KindOfChange, (jira: JiraEmulator) => RegExp> = {
  handOver: () => /^PUT .*\/project\/OPS$/,
  deactivateUser: byKey('dan'),
  createUser: () => /^POST .*\/user$/,
  updateUser: byKey('ann'),
  renameUser: byKey('bob'),
  createGroup: () => /^POST .*\/group$/,
  addMember: () => /^POST .*\/group\/user\?groupname=blue/,
  removeMember: () => /^DELETE .*\/group\/user/,
};
const kinds = Object.entries(REQUESTS).map(([kind, match]) => ({ kind, match }));

/** A run that is stopped, and given up at once, while that request is at Jira. */
async function cutOff(company: Company, match: RegExp, whenApplying: () => void) {
  const { jira } = company;
  const [stop, giveUp] = [new AbortController(), new AbortController()];
  const before = jira.requests.length;
  let isOver = false;
  const hasArrived = () => jira.requests.slice(before).some(({ method, url }) => match.test(`${method} ${url}`));
  const watch = async () => {
    while (!isOver && !hasArrived()) await sleep(2);
    stop.abort();
    giveUp.abort();
  };
  const run = company
    .run({
      signal: stop.signal,
      inFlight: giveUp.signal,
      onEvent: ({ kind }) => kind === 'applyStarted' && whenApplying(),
    })
    .finally(() => {
      isOver = true;
    });
  const [ran] = await Promise.all([run, watch()]);
  expect(hasArrived()).toBe(true);
  return ran;
}

describe('A2, A7: a request that is given up while it is under way', () => {
  it.each(kinds)(
    '$kind, and it never happened: the entry stays open, the next run looks, and does it',
    async ({ kind, match }) => {
      await using company = await unrest();
      const request = match(company.jira);
      const ran = await cutOff(company, request, () => company.jira.fail(request, { kind: 'hang' }));
      company.jira.heal();

      expect(ran.result?.record).toBe('interrupted');
      const { record, journal } = await recorded(company);
      const open = journal.filter(({ outcome }) => outcome === undefined);
      expect(open.map(({ change }) => change.kind)).toContain(kind);
      expect(record?.result).toBe('interrupted');
      await expectRecovered(company);
      expect((await recorded(company, record?.id)).journal.filter(({ outcome }) => outcome === undefined)).toEqual([]);
    },
  );

  it.each(kinds)('$kind, and Jira did it all the same: nothing is done twice, nothing is lost', async ({ match }) => {
    await using company = await unrest();
    const { jira } = company;
    const ran = await cutOff(company, match(jira), () => company.slowJira(150));
    while (jira.requests.some(({ status }) => status === undefined)) await sleep(5);
    company.slowJira(0);

    expect(ran.result?.record).toBe('interrupted');
    const { record } = await recorded(company);
    await expectRecovered(company);
    expect((await recorded(company, record?.id)).journal.filter(({ outcome }) => outcome === undefined)).toEqual([]);
  });
});
