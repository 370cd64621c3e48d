import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, company } from './company.js';
import { expectHealed, expectTold, harmlessRun, optionsFor, unknownAfter, whyUnknown } from './day.js';
import {
  type Bad,
  brokenConnections,
  missingPermission,
  OKTA_WORDS,
  serverFailures,
  status,
  strangeAnswers,
  throttled,
  wrongTokens,
} from './faults.js';

/** Where the fault strikes, what is then not known, and who would lose what if it were taken for an answer. */
interface Place {
  readonly place: string;
  readonly match: RegExp;
  readonly unknown: (bad: Bad) => string;
  readonly spoil?: () => void;
}

let here: Company;
beforeAll(async () => {
  here = await company();
}, 60_000);
afterAll(() => here[Symbol.asyncDispose]());

const unread = () => 'okta is unread';
const users: Place = { place: 'users', match: /^GET \/api\/v1\/users\?/, unknown: unread };
const laterUsers: Place = { place: 'users, page 2', match: /^GET \/api\/v1\/users\?.*after=/, unknown: unread };
const groups: Place = { place: 'groups', match: /^GET \/api\/v1\/groups\?/, unknown: unread };
const laterGroups: Place = { place: 'groups, page 2', match: /^GET \/api\/v1\/groups\?.*after=/, unknown: unread };
const members: Place = {
  place: 'members',
  match: /^GET \/api\/v1\/groups\/[^/]+\/users/,
  unknown: ({ denies }) => (denies ? 'okta is unread' : 'developers is unknown'),
};
const laterMembers: Place = { ...members, place: 'members, page 2', match: /^GET \/api\/v1\/groups\/[^/]+\/users\?.*after=/ };
const lookUps: Place = {
  place: 'look-ups',
  match: /^GET \/api\/v1\/users\/dan/,
  unknown: () => 'dan is unknown',
  spoil: () => here.okta.hide('dan', ['users']),
};

const everywhere = [users, groups, members, lookUps];
const rows = (places: readonly Place[], bads: readonly Bad[]) =>
  places.flatMap(place => bads.map(bad => ({ ...place, fault: bad.name, bad })));

async function prove({ match, unknown, spoil, bad }: ReturnType<typeof rows>[number]): Promise<void> {
  const ran = await harmlessRun(
    here,
    () => {
      spoil?.();
      here.okta.fail(match, bad.fault);
    },
    optionsFor(bad),
  );
  expect(unknownAfter(ran)).toContain(unknown(bad));
  expect(ran.result?.record).toBe(unknown(bad) === 'okta is unread' ? 'could not' : 'done');
  expectTold(ran, 'okta', bad);
}

describe('R1: a wrong token at Okta is not an empty company', () => {
  it.each(rows([users, members, lookUps], wrongTokens(OKTA_WORDS)))('$place: $fault', prove);

  it('a token that expires between two pages', async () => {
    const bad = await harmlessRun(here, () => here.okta.fail(/after=/, status(401, OKTA_WORDS.unauthorized)));
    expect(unknownAfter(bad)).toEqual(['okta is unread']);
  });

  it('and the run after all these takes nothing from anybody either', () => expectHealed(here));
});

describe('R1: a missing permission at Okta is not an empty list', () => {
  it.each(rows(everywhere, missingPermission(OKTA_WORDS)))('$place: $fault', prove);

  it('and the run after all these takes nothing from anybody either', () => expectHealed(here));
});

describe('R1, R4: an Okta that throttles without end is unread, not half read', () => {
  it.each(rows([users, laterMembers, lookUps], throttled))('$place: $fault', prove);

  it.each([users, laterUsers, laterGroups, members])(
    '$place: a 429 with a usable reset is waited for, and the read is whole',
    async place => {
      const bad = await harmlessRun(here, () => here.okta.limitRate(place.match, { times: 1, resetIn: 7 }));
      expect(bad.problems).toEqual([]);
      expect(unknownAfter(bad)).toEqual([]);
      expect(bad.slept.some(ms => ms >= 7000)).toBe(true);
    },
  );

  it('and the run after all these takes nothing from anybody either', () => expectHealed(here));
});

describe('R1: an Okta that fails in mid-paging is not believed up to there', () => {
  it.each(rows([laterUsers, laterMembers, lookUps], serverFailures(OKTA_WORDS)))('$place: $fault', prove);

  it('and the run after all these takes nothing from anybody either', () => expectHealed(here));
});

describe('R1: an answer of Okta that is lost, cut off or late is no answer', () => {
  it.each(rows([laterUsers, laterMembers, lookUps], brokenConnections))('$place: $fault', prove);

  it('and the run after all these takes nothing from anybody either', () => expectHealed(here));
});

describe('R1: what is not Okta’s own answer is not believed', () => {
  it.each(rows(everywhere, strangeAnswers))('$place: $fault', prove);

  const gone: readonly Bad[] = [
    { name: '404 as HTML', fault: status(404, '<html>Not Found</html>'), says: /404|no such address/, todo: /url/ },
    {
      name: '404 of a gateway',
      fault: status(404, { message: 'no Route matched' }),
      says: /not Okta.s API answered 404/,
      todo: /url/,
    },
    {
      name: 'somebody else',
      fault: status(200, { id: 'ann', status: 'DEPROVISIONED' }),
      says: /do not understand|somebody else/,
      todo: /./,
    },
  ];
  it.each(rows([lookUps], gone))('R5: $place: $fault does not make a leaver', prove);

  it('and the run after all these takes nothing from anybody either', () => expectHealed(here));
});

describe('R5: an Okta that shows too few people', () => {
  it.each([
    ['an empty list as 200', () => here.okta.fail(users.match, status(200, []))],
    ['a list whose next link is lost', () => here.okta.loseNext(users.match)],
    ['a list without one of them', () => here.okta.hide('eve', ['users'])],
  ])('%s is proved incomplete by the look-up, and the source is unread', async (_, spoil) => {
    const bad = await harmlessRun(here, spoil);
    expect(unknownAfter(bad)).toEqual(['okta is unread']);
    expectTold(bad, 'okta', {
      says: /active and in scope, though its list .* did not: the list was incomplete/,
      todo: /next run reads again/,
    });
  });

  it('G1: no groups at all: what the rules give is unknown, not empty', async () => {
    const bad = await harmlessRun(here, () => here.okta.fail(groups.match, status(200, [])));
    expect(unknownAfter(bad)).toContain('manual 1 is unknown');
    expect(whyUnknown(bad)).toMatch(/okta has no group Engineering/);
  });

  it('and the run after all these takes nothing from anybody either', () => expectHealed(here));
});
