import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OktaEmulator } from '../../src/sandbox/okta/index.js';
import { OKTA_WORDS, status } from '../bad-days/faults.js';
import { contentOf } from '../bad-days/memory.js';
import { wishedBy } from '../bad-days/runs.js';
import { ATTENDANCE, CROWD, crowd, ENGINEERS, expectHarmless, expectHonestAgain, heldBy, lied, people, told } from './crowd.js';
import type { Lab } from './lab.js';
import type { OktaSide } from './okta-side.js';

let lab: Lab<OktaSide>;
let okta: OktaEmulator;
beforeAll(async () => {
  lab = await crowd();
  okta = lab.source.okta;
}, 60_000);
afterAll(() => lab[Symbol.asyncDispose]());
beforeEach(() => lab.again());

const LIST = /^GET \/api\/v1\/users\?/;
const leaveOut = (who: readonly string[]) => {
  for (const one of who) okta.hide(one, ['users']);
};
/** Also a look-up says that they were never there. */
const deny = (who: readonly string[]) => {
  for (const one of who) okta.hide(one);
  for (const one of who) okta.fail(new RegExp(`^GET /api/v1/users/00u-${one}\\b`), status(404, NOT_FOUND));
};
/** The page that begins after so many rows, by the sandbox's cursor. */
const afterRow = (row: number) => new RegExp(`/users\\?after=${Buffer.from(`${row}.`).toString('base64url')}`);
const NOT_FOUND = {
  ...Object(OKTA_WORDS.unauthorized),
  ...{ errorCode: 'E0000007', errorSummary: 'Not found: Resource not found: someone (User)' },
};
const groupId = (name: string) => [...okta.org.groups.values()].find(group => group.profile.name === name)?.id;
const membersOf = (name: string) => new RegExp(`^GET /api/v1/groups/${groupId(name)}/users`);

describe.each(ATTENDANCE)('shrunk-source: a list of people that is far too short, %s', (_, attended) => {
  it.each([
    ['nobody', () => okta.fail(LIST, status(200, [])), 0],
    ['half of them', () => leaveOut(people(50, CROWD)), 50],
    ['one less than 80 %', () => leaveOut(people(79, CROWD)), 79],
    ['half of them, and each look-up denies the others', () => deny(people(50, CROWD)), 50],
  ])('%s', async (_name, lie, left) => {
    const ran = await expectHarmless(lab, lie, attended);
    expect(ran.result?.record).toBe('could not');
    expect(told(ran)).toContain(`shrunk-source: ${left} active people, 100 at the last good read`);
    expect(told(ran)).toContain(`--allow okta:shrunk-source=${CROWD - left}`);
    await expectHonestAgain(lab);
  });
});

describe.each(ATTENDANCE)('R5: a list of people that is a little too short, %s', (_, attended) => {
  it.each([
    ['its last page missing', () => okta.loseNext(afterRow(80))],
    ['a page in the middle missing', () => leaveOut(people(40, 50))],
    ['a person missing', () => leaveOut(['p007'])],
    ['85 % of them', () => leaveOut(people(85, CROWD))],
  ])('%s: a look-up finds the others active, and the list is not believed', async (_name, lie) => {
    const ran = await expectHarmless(lab, lie, attended);
    expect(ran.result?.record).toBe('could not');
    expect(told(ran)).toMatch(/okta has 00u-p\d+, active and in scope, though its list of people did not/);
    await expectHonestAgain(lab);
  });
});

describe('stated-leavers: a list that is too short, and look-ups that say the same', () => {
  it('takes no more than the guard lets through in a day, little by little', async () => {
    const first = await lied(lab, () => deny(people(80, CROWD)));
    expect(first.writes).toHaveLength(20);
    expect(wishedBy(first)).toHaveLength(20);
    expect(told(first)).toMatch(/p085 +deactivate +deleted in okta/);

    for (const options of [{ attended: false }, { attended: true }]) {
      const more = await lied(lab, () => deny(people(70, CROWD)), options);
      expect(more.writes).toEqual([]);
      expect(heldBy(more)).toEqual({ 'stated-leavers': 10 });
      expect(told(more)).toContain(
        '30 people whom the source says have left (30 % of 100), 20 of them in the last 24 h; limit 20 (20 %, at least 20)',
      );
    }
    expect([...lab.jira.users.values()].filter(({ active }) => !active)).toHaveLength(20);
  });

  it('holds all of them where they are more than that at once', async () => {
    const hired = people(CROWD, CROWD + 20);
    const ran = await lied(lab, () => {
      for (const one of hired) okta.addPerson({ id: `00u-${one}`, login: `${one}@example.com` });
      deny(people(75, CROWD));
    });
    expect(heldBy(ran)).toEqual({ 'stated-leavers': 25 });
    expect(told(ran)).toContain('25 people whom the source says have left (25 % of 100); limit 20 (20 %, at least 20)');
    expect(ran.writes.every(write => write === 'POST /rest/api/2/user')).toBe(true);
    expect([...lab.jira.users.values()].filter(({ active }) => !active)).toEqual([]);
  });
});

describe.each(ATTENDANCE)('a group that is suddenly empty, %s', (_, attended) => {
  it('removals-per-group: one that nearly everybody is in', async () => {
    const ran = await expectHarmless(lab, () => okta.fail(membersOf('Engineering'), status(200, [])), attended);
    expect(heldBy(ran)).toEqual({ removals: ENGINEERS, 'removals-per-group': ENGINEERS });
    expect(told(ran)).toContain('60 removals from developers (100 % of 60); limit 18 (30 %, at least 10)');
    expect(told(ran)).toContain('60 removals: p000  p001');
    await expectHonestAgain(lab);
  });

  it('emptied-group: one so small that no number trips a guard', async () => {
    const ran = await expectHarmless(lab, () => okta.fail(membersOf('atl-red'), status(200, [])), attended);
    expect(heldBy(ran)).toEqual({ 'emptied-group': 8 });
    expect(told(ran)).toContain('red would lose all of its 8 members');
    await expectHonestAgain(lab);
  });

  it('G1: a list without any group: what the rules give is unknown, not empty', async () => {
    const ran = await expectHarmless(lab, () => okta.fail(/^GET \/api\/v1\/groups\?/, status(200, [])), attended);
    expect(told(ran)).toMatch(/manual 1.*okta has no group Engineering/);
    await expectHonestAgain(lab);
  });
});

describe.each(ATTENDANCE)('C2: the same logins under new ids, %s', (_, options) => {
  it('everybody: no account is handed over or ended, and each conflict is told', async () => {
    const ran = await expectHarmless(lab, () => renumber(people(0, CROWD)), options);
    // all of them, and the project that one of them leads, which waits with its leader
    const byGuard = options.attended ? { 'stated-leavers': CROWD + 1 } : { 'stated-leavers': CROWD, 'rival-claim': CROWD + 1 };
    expect(heldBy(ran)).toEqual(byGuard);
    expect(told(ran)).toContain('100 people in conflict, not touched until that is settled');
    expect(told(ran)).toMatch(/p042@example\.com +the account is linked to somebody else \(p042\)/);
    expect(told(ran)).toContain('100 people whom the source says have left');
    expect(contentOf(lab.jira).leads).toEqual([['OPS: p001']]);
  });
});

describe('C2: a few logins under new ids, unattended', () => {
  it('no account is handed over or ended before somebody has looked', async () => {
    const ran = await expectHarmless(lab, () => renumber(people(0, 3)), { attended: false });
    expect(heldBy(ran)).toEqual({ 'rival-claim': 4 });
    expect(told(ran)).toContain('3 people in conflict, not touched until that is settled');
    expect(contentOf(lab.jira).leads).toEqual([['OPS: p001']]);
  });
});

/** As after an org was set up anew: everybody comes back as somebody else. */
function renumber(who: readonly string[]): void {
  const { people: all, groups } = okta.org;
  const before = [...all.values()];
  const now = new Map(before.map(({ id }) => [id, who.some(one => id === `00u-${one}`) ? id.replace('00u', '00v') : id]));
  all.clear();
  for (const person of before) all.set(now.get(person.id) ?? '', { ...person, id: now.get(person.id) ?? '' });
  for (const group of groups.values()) group.members = new Set([...group.members].map(id => now.get(id) ?? id));
}
