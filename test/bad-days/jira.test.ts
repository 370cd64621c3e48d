import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, company } from './company.js';
import { expectHealed, expectTold, harmlessRun, optionsFor, unknownAfter } from './day.js';
import {
  type Bad,
  brokenConnections,
  JIRA_WORDS,
  missingPermission,
  serverFailures,
  status,
  strangeAnswers,
  throttled,
  wrongTokens,
} from './faults.js';
import { contentOf } from './memory.js';
import { wishedBy } from './runs.js';

interface Place {
  readonly place: string;
  readonly match: RegExp;
  readonly unknown: (bad: Bad) => string;
}

let here: Company;
beforeAll(async () => {
  here = await company();
}, 60_000);
afterAll(() => here[Symbol.asyncDispose]());

const unread = () => 'jira is unread';
const ourselves: Place = { place: 'our account', match: /\/myself/, unknown: unread };
const users: Place = { place: 'users', match: /\/user\/list/, unknown: unread };
const laterUsers: Place = { place: 'users, page 2', match: /\/user\/list\?.*cursor=/, unknown: unread };
const groups: Place = { place: 'groups', match: /\/groups\/picker/, unknown: unread };
const members: Place = {
  place: 'members',
  match: /\/group\/member\?groupname=developers/,
  unknown: ({ denies }) => (denies ? 'jira is unread' : 'developers is unknown'),
};
const laterMembers: Place = { ...members, place: 'members, page 2', match: /\/group\/member\?groupname=developers.*startAt=2/ };

const rows = (places: readonly Place[], bads: readonly Bad[]) =>
  places.flatMap(place => bads.map(bad => ({ ...place, fault: bad.name, bad })));

async function prove({ match, unknown, bad }: ReturnType<typeof rows>[number]): Promise<void> {
  const ran = await harmlessRun(here, () => here.jira.fail(match, bad.fault), optionsFor(bad));
  expect(unknownAfter(ran)).toEqual([unknown(bad)]);
  expect(ran.result?.record).toBe(unknown(bad) === 'jira is unread' ? 'could not' : 'done');
  expectTold(ran, 'jira', bad);
}

/** As an open resource answers whoever has no, or a bad, credential (anonymous 200). */
const emptyFor = (body: unknown): Bad => ({
  name: 'anonymous 200',
  fault: status(200, body, { 'x-ausername': 'anonymous' }),
  denies: true,
  says: /as if nobody had signed in/,
  todo: /Renew the token.*proxy takes the Authorization header away/,
});
const NO_MEMBERS = { maxResults: 50, startAt: 0, total: 0, isLast: true, values: [] };

describe('R1: a wrong token at Jira is not an empty Jira', () => {
  it.each(rows([users, groups, members], wrongTokens(JIRA_WORDS)))('$place: $fault', prove);
  it.each([
    ...rows([users], [emptyFor({ maxResults: 2000, isLast: true, values: [] })]),
    ...rows([groups], [emptyFor({ header: '', total: 0, groups: [] })]),
    ...rows([members], [emptyFor(NO_MEMBERS)]),
  ])('$place: $fault', prove);

  it.each([
    ['expired', () => here.jira.expireToken()],
    ['not taken at all', () => here.jira.refuseBearer()],
  ])('a token that is %s, where everything answers anonymous 200', async (_, spoil) => {
    const bad = await harmlessRun(here, () => {
      here.jira.anonymousOn(/./);
      spoil();
    });
    expect(unknownAfter(bad)).toEqual(['jira is unread']);
    expectTold(bad, 'jira', { says: /does not accept our credentials|as if nobody had signed in/, todo: /Renew the token/ });
  });

  it('and the run after all these takes nothing from anybody either', () => expectHealed(here));
});

describe('R1: a missing permission at Jira is not an empty list', () => {
  it.each(rows([ourselves, users, groups, members], missingPermission(JIRA_WORDS)))('$place: $fault', prove);

  it('a token whose account is no administrator any more', async () => {
    const bad = await harmlessRun(here, () => {
      here.jira.fail(/^GET .*\/group\/member/, status(403, JIRA_WORDS.forbidden));
      here.jira.fail(/^GET .*\/applicationrole/, status(403, JIRA_WORDS.forbidden));
    });
    expectTold(bad, 'jira', { says: /our account may not do this \(403\)/, todo: /"Jira Administrators"/ });
  });

  it('and the run after all these takes nothing from anybody either', () => expectHealed(here));
});

describe('R1, R4: a Jira that throttles without end is unread, not half read', () => {
  it.each(rows([laterUsers, laterMembers], throttled))('$place: $fault', prove);

  it.each([users, laterUsers, groups, members])(
    '$place: a 429 with a usable reset is waited for, and the read is whole',
    async place => {
      const bad = await harmlessRun(here, () =>
        here.jira.fail(place.match, status(429, { message: 'Rate limit exceeded.' }, { 'retry-after': '7' }), { times: 1 }),
      );
      expect(unknownAfter(bad)).toEqual([]);
      expect(bad.slept.some(ms => ms >= 7000)).toBe(true);
    },
  );

  it('and the run after all these takes nothing from anybody either', () => expectHealed(here));
});

describe('R1: a Jira that fails in mid-paging is not believed up to there', () => {
  it.each(rows([laterUsers, laterMembers], serverFailures(JIRA_WORDS)))('$place: $fault', prove);

  it('and the run after all these takes nothing from anybody either', () => expectHealed(here));
});

describe('R1: an answer of Jira that is lost, cut off or late is no answer', () => {
  it.each(rows([laterUsers, laterMembers], brokenConnections))('$place: $fault', prove);

  it('and the run after all these takes nothing from anybody either', () => expectHealed(here));
});

describe('R1: what is not Jira’s own answer is not believed', () => {
  it.each(rows([users, groups, members], strangeAnswers))('$place: $fault', prove);

  it('and the run after all these takes nothing from anybody either', () => expectHealed(here));
});

describe('U4: what leavers lead could not be read', () => {
  const leads: Place = { place: 'projects', match: /\/project\?/, unknown: unread };
  const components: Place = { ...leads, place: 'components', match: /\/project\/OPS\/components/ };
  const whole = [
    ...wrongTokens(JIRA_WORDS),
    ...missingPermission(JIRA_WORDS),
    emptyFor([]),
    ...brokenConnections,
    ...strangeAnswers,
  ];
  const perProject = serverFailures(JIRA_WORDS);

  it.each([...rows([leads], whole), ...rows([components], perProject)])(
    '$place: $fault: nobody is switched off',
    async ({ match, bad }) => {
      const ran = await harmlessRun(
        here,
        () => {
          here.okta.suspend('dan');
          here.jira.fail(match, bad.fault);
        },
        optionsFor(bad),
      );
      here.okta.unsuspend('dan');

      expect(unknownAfter(ran)).toEqual(['jira is unread']);
      expectTold(ran, 'jira', bad);
    },
  );

  it('the run after that ends him, and only him, once his project has its heir', async () => {
    await using other = await company();
    other.okta.suspend('dan');
    other.jira.fail(leads.match, status(503));
    await other.run();
    other.jira.heal();

    const healed = await other.run();
    expect(wishedBy(healed).map(id => id.split(' ')[0])).toEqual(['handOver', 'deactivateUser']);
    expect(contentOf(other.jira)).toMatchObject({ leads: [['OPS: admin', 'api: eve']] });
    expect(other.jira.userNamed('dan')?.active).toBe(false);
  });
});
