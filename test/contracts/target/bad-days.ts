import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../../../src/sandbox/server.js';
import { expectHealed, expectTold, harmlessRun, optionsFor, unknownAfter } from '../../bad-days/day.js';
import {
  type Bad,
  brokenConnections,
  missingPermission,
  serverFailures,
  status,
  strangeAnswers,
  throttled,
  wrongTokens,
} from '../../bad-days/faults.js';
import { type Synced, synced } from './synced.js';
import type { OpenWorld, Wire } from './world.js';

type List = 'users' | 'laterUsers' | 'groups' | 'members' | 'laterMembers';
const ALL: readonly List[] = ['users', 'groups', 'members'];
const LATER: readonly List[] = ['laterUsers', 'laterMembers'];

const matchOf = (wire: Wire, list: List): RegExp =>
  list === 'members' || list === 'laterMembers' ? wire[list]('developers') : wire[list];

/** Whatever the target answers while it is read: nobody loses anything, what is not known is told, and the next run is as before (R1, R4). */
export function survivesBadDays(kind: string, open: OpenWorld): void {
  describe(`${kind} keeps the contract of targets: bad days`, () => {
    let here: Synced;
    beforeAll(async () => {
      here = await synced(open);
    }, 60_000);
    afterAll(() => here[Symbol.asyncDispose]());

    /** Each of these faults, by name, for every list. */
    const tries = (bads: (words: Synced['world']['words']) => readonly Bad[], lists: readonly List[]) =>
      it.each(lists)('%s', async list => {
        for (const bad of bads(here.world.words)) await prove(here, list, bad);
        await expectHealed(here);
      });

    describe('R1: a wrong token is not an empty product', () => tries(wrongTokens, ALL));
    describe('R1: a missing permission is not an empty list', () => tries(missingPermission, ALL));
    describe('R1, R4: who throttles without end is unread, not half read', () => tries(() => throttled, LATER));
    describe('R1: who fails in mid-paging is not believed up to there', () => tries(serverFailures, LATER));
    describe('R1: an answer that is lost, cut off or late is no answer', () => tries(() => brokenConnections, LATER));
    describe('R1: what is not the product’s own answer is not believed', () => tries(() => strangeAnswers, ALL));

    it.each<List>(['users', 'laterUsers', 'groups', 'members'])(
      'R4: %s: a 429 with a usable reset is waited for, and the read is whole',
      async list => {
        const slow = status(429, { message: 'Rate limit exceeded.' }, { 'retry-after': '7' });
        const ran = await harmlessRun(here, () => here.world.emulator.fail(matchOf(here.world.wire, list), slow, { times: 1 }));
        expect(unknownAfter(ran)).toEqual([]);
        expect(ran.slept.some(ms => ms >= 7000)).toBe(true);
      },
    );

    it.each(ALL)('R1: %s: an answer that leads to another host is not followed', async list => {
      await using elsewhere = await startServer({}, app => app.all('/*', async () => []));
      const to = `${elsewhere.url}/rest`;
      const ran = await harmlessRun(here, () =>
        here.world.emulator.fail(matchOf(here.world.wire, list), { kind: 'redirect', to }),
      );
      expectUnknown(here, ran, list);
      expect(elsewhere.requests).toEqual([]);
    });
  });
}

async function prove(here: Synced, list: List, bad: Bad): Promise<void> {
  const { emulator, wire } = here.world;
  const match = matchOf(wire, list);
  const before = emulator.requests.length;

  const ran = await harmlessRun(here, () => emulator.fail(match, bad.fault), optionsFor(bad));

  const asked = emulator.requests.slice(before).filter(({ method, url }) => match.test(`${method} ${url}`));
  expect(asked, `${bad.name}: nothing matches ${match}`).not.toEqual([]);
  expectUnknown(here, ran, list, bad.name);
  // what to do about credentials is each product's own
  expectTold(ran, here.name, bad.denies ? { ...bad, todo: /./ } : bad);
}

/** Members that fail alone are unknown alone, unless it is about our credentials; everything else makes the target unread. */
function expectUnknown(here: Synced, ran: Awaited<ReturnType<typeof harmlessRun>>, list: List, name = 'a redirect'): void {
  const unknown = unknownAfter(ran);
  if (unknown.includes(`${here.name} is unread`)) {
    expect([name, ran.result?.record]).toEqual([name, 'could not']);
    return;
  }
  expect(list, `${name}: ${unknown.join(', ')}`).toMatch(/members$/i);
  expect(unknown, name).toContain('developers is unknown');
  expect([name, ran.result?.record]).toEqual([name, 'done']);
}
