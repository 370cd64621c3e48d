import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { JiraEmulator } from '../../src/sandbox/jira-dc/index.js';
import { status } from '../bad-days/faults.js';
import { endOf } from '../bad-days/memory.js';
import { type Ran, wishedBy } from '../bad-days/runs.js';
import { ATTENDANCE, CROWD, crowd, ENGINEERS, expectHarmless, expectHonestAgain, heldBy, lied, people, told } from './crowd.js';
import type { Lab } from './lab.js';
import type { OktaSide } from './okta-side.js';

let lab: Lab<OktaSide>;
let jira: JiraEmulator;
beforeAll(async () => {
  lab = await crowd();
  jira = lab.jira;
}, 60_000);
afterAll(() => lab[Symbol.asyncDispose]());
beforeEach(() => lab.again());

const membersOf = (group: string) => [...(jira.group(group)?.members ?? [])].map(key => jira.users.get(key)?.name).toSorted();
const takeOut = (group: string, who: readonly string[]) => {
  for (const one of who) jira.group(group)?.members.delete(jira.userNamed(one)?.key ?? '');
};
const putIn = (group: string, who: readonly string[]) => {
  for (const one of who) jira.addMember(group, one);
};
const outcomes = ({ result }: Ran) =>
  (result?.applied ?? []).flatMap(({ changes }) => changes).map(({ change, outcome }) => `${change.id}: ${outcome.kind}`);
const key = (who: string) => jira.userNamed(who)?.key;

describe('A5: a Jira that moves between a plan and its application', () => {
  /** The day's work: three join the engineers, three leave them, one is renamed, a team is made. */
  function work(): void {
    const { okta } = lab.source;
    for (const one of people(60, 63)) okta.addMember('Engineering', one);
    for (const one of people(0, 3)) okta.removeMember('Engineering', one);
    okta.updateProfile('p050', { firstName: 'Petra' });
    okta.addGroup({ name: 'atl-blue', members: people(10, 12) });
  }

  it('members who are gone or there already are as wished; who came by hand stays', async () => {
    jira.addUser({ name: 'stranger' });
    work();
    const ran = await lab.run({
      attended: true,
      between() {
        takeOut('developers', ['p000', 'p020']);
        putIn('developers', ['p060', 'stranger']);
      },
    });
    expect(ran.result?.record).toBe('done');
    expect(outcomes(ran)).toEqual(
      expect.arrayContaining([
        `removeMember developers ${key('p000')}: alreadySo`,
        `removeMember developers ${key('p001')}: applied`,
        `addMember developers ${key('p060')}: alreadySo`,
        `addMember developers ${key('p061')}: applied`,
      ]),
    );
    // exactly that plan: neither is the one who came taken out, nor the one who went brought back
    expect(membersOf('developers')).toEqual([...people(3, 20), ...people(21, ENGINEERS), ...people(60, 63), 'stranger']);
    expect(told(ran)).toContain('2 already so');
  });

  it('accounts and groups that are gone, or have changed, are stale: told, and not written', async () => {
    work();
    const gone = key('p061');
    const ran = await lab.run({
      attended: true,
      between() {
        for (const name of ['p061', 'p050']) Object.assign(jira.userNamed(name) ?? {}, { displayName: 'Somebody Else' });
        Object.assign(jira.userNamed('p061') ?? {}, { deleted: true });
        Object.assign(jira.userNamed('p001') ?? {}, { name: 'p001-by-hand' });
      },
    });
    expect(ran.result?.record).toBe('failed');
    expect(outcomes(ran)).toEqual(
      expect.arrayContaining([
        `addMember developers ${gone}: stale`,
        `updateUser ${key('p050')}: stale`,
        `removeMember developers ${key('p001-by-hand')}: stale`,
        `removeMember developers ${key('p000')}: applied`,
      ]),
    );
    expect(told(ran)).toContain('the account p061 is gone');
    expect(told(ran)).toContain('the display name is Somebody Else now');
    expect(told(ran)).toContain('the account is called p001-by-hand now');
    expect(membersOf('developers')).toContain('p001-by-hand');
    expect(jira.userNamed('p050')?.displayName).toBe('Somebody Else');
  });

  it('a group that is gone takes nobody with it', async () => {
    work();
    const ran = await lab.run({ attended: true, between: () => void jira.groups.delete('developers') });
    expect(told(ran)).toContain('the group developers is gone');
    expect(ran.writes.filter(write => write.includes('groupname=developers'))).toEqual([]);
    expect(jira.group('developers')).toBeUndefined();
  });

  it('R1: who left the company meanwhile gets nothing any more', async () => {
    work();
    const ran = await lab.run({ attended: true, between: () => lab.source.okta.suspend('p061') });
    expect(outcomes(ran)).toContain(`addMember developers ${key('p061')}: stale`);
    expect(told(ran)).toContain('SUSPENDED in okta now');
  });
});

describe('a Jira that moves between two runs', () => {
  it('members who went by hand come back, and the plan names them', async () => {
    const before = await endOf(lab);
    takeOut('developers', people(20, 25));
    const ran = await lab.run();
    expect(told(ran)).toContain('5 members to add');
    expect(told(ran)).toMatch(/developers +\+ p020 +p021 +p022 +p023 +p024/);
    expect(await endOf(lab)).toEqual(before);
  });

  it.each(ATTENDANCE)('removals-per-group: more people than anybody would put in by mistake wait, %s', async (_, attended) => {
    putIn('developers', people(60, 90));
    const ran = await lab.run(attended);
    expect(ran.writes).toEqual([]);
    expect(heldBy(ran)).toEqual({ removals: 30, 'removals-per-group': 30 });
    expect(told(ran)).toContain('30 removals from developers (33 % of 90); limit 27 (30 %, at least 10)');
    expect(membersOf('developers')).toHaveLength(90);
  });

  it('U5: strangers who came into a group are counted, and stay', async () => {
    for (const name of ['guest1', 'guest2']) jira.addUser({ name, groups: ['developers'] });
    const ran = await lab.run();
    expect(ran.writes).toEqual([]);
    expect(told(ran)).toContain('2 strangers');
    expect(membersOf('developers')).toEqual(expect.arrayContaining(['guest1', 'guest2']));
  });
});

describe.each(ATTENDANCE)('a Jira that shows less than it has, %s', (_, attended) => {
  const noMembers = status(200, { maxResults: 50, startAt: 0, total: 0, isLast: true, values: [] });

  it('additions-per-group: a group shown without its members is filled up, which takes nothing from anybody', async () => {
    const before = await endOf(lab);
    const ran = await lied(lab, () => jira.fail(/group\/member\?groupname=developers/, noMembers), attended);
    if (attended.attended) {
      expect(told(ran)).toContain('60 already so');
      expect(told(ran)).toContain('60 additions to developers');
    } else {
      expect(heldBy(ran)).toEqual({ 'additions-per-group': ENGINEERS });
      expect(told(ran)).toContain('60 additions to developers');
      expect(ran.writes).toEqual([]);
    }
    await expectHonestAgain(lab);
    expect(await endOf(lab)).toEqual(before);
  });

  it('C1: accounts that its list leaves out are looked up, and nobody is made twice', async () => {
    const hidden = people(20, 60);
    const shown = await listed(hidden);
    const ran = await expectHarmless(lab, () => jira.fail(/user\/list/, shown), attended);
    expect(ran.result?.record).toBe('done');
    expect(ran.planned?.plans[0]?.counts).toMatchObject({ accounts: CROWD + 1, matched: CROWD });
    await expectHonestAgain(lab);
  });

  it('C5: accounts that it denies altogether are not made anew, and each is told', async () => {
    const hidden = people(20, 25);
    const shown = await listed(hidden);
    const keys = hidden.map(key).join('|');
    const missing = status(404, { errorMessages: ['The user does not exist'], errors: {} });
    const before = { users: jira.users.size, members: membersOf('developers') };
    const ran = await lied(
      lab,
      () => {
        jira.fail(/user\/list/, shown);
        jira.fail(new RegExp(`/user\\?key=(${keys})\\b`), missing);
      },
      attended,
    );
    expect(ran.writes).toEqual([]);
    expect(told(ran)).toContain('5 people whose account ended in the target');
    for (const one of hidden)
      expect(told(ran)).toMatch(new RegExp(`${one}@example\\.com +the account .* was deleted or anonymised`));
    expect(wishedBy(await lab.run())).toEqual([]);
    expect({ users: jira.users.size, members: membersOf('developers') }).toEqual(before);
  });

  it('R1: a list of accounts without our own is no list', async () => {
    const shown = await listed(['admin']);
    const ran = await expectHarmless(lab, () => jira.fail(/user\/list/, shown), attended);
    expect(ran.result?.record).toBe('could not');
    expect(told(ran)).toContain('jira listed its users without admin, the account that we sign in with');
    await expectHonestAgain(lab);
  });
});

/** The list of accounts as Jira would give it, on one page and without some. */
async function listed(without: readonly string[]) {
  const { userList } = jira.limits;
  jira.limits.userList = Number.POSITIVE_INFINITY;
  const reply = await fetch(`${jira.url}/rest/api/2/user/list`, { headers: { authorization: `Bearer ${jira.token}` } });
  jira.limits.userList = userList;
  const { values, ...page } = List.parse(await reply.json());
  return status(200, { ...page, values: values.filter(({ name }) => !without.includes(name)) });
}
const List = z.looseObject({ isLast: z.literal(true), values: z.array(z.looseObject({ name: z.string() })) });
