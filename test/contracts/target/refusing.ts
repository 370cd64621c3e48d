import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { unknownAfter } from '../../bad-days/day.js';
import type { Ran } from '../../bad-days/runs.js';
import { group, insiders, read } from './steps.js';
import { type Synced, synced } from './synced.js';
import type { OpenWorld } from './world.js';

/** What is managed elsewhere is not written to: where the product tells, nothing is sent at all; where only a try tells, once (G10). */
export function refusesReadOnly(kind: string, open: OpenWorld): void {
  describe(`${kind} keeps the contract of targets: read-only objects (G10)`, () => {
    let here: Synced;
    beforeAll(async () => {
      here = await synced(open);
    }, 60_000);
    beforeEach(() => here.again());
    afterAll(() => here[Symbol.asyncDispose]());

    it('a group of another directory keeps its members, and everybody else gets theirs', async () => {
      const { world, okta } = here;
      const { freezeGroup } = world.byHand;
      if (freezeGroup === undefined) return expect(freezeGroup).toBeUndefined();
      freezeGroup('red');
      const isTold = group(await read(world), 'red').readOnly !== undefined;
      okta.addMember('atl-red', 'eve');
      okta.removeMember('atl-red', 'ann');
      okta.addGroup({ name: 'atl-blue', members: ['ann', 'eve'] });

      const first = await here.run({ attended: true });
      const again = await here.run();

      expect(insiders(world, 'red')).toEqual(['ann', 'dan']);
      expect(insiders(world, 'blue')).toEqual(['ann', 'eve']);
      expectSparing(first, again, isTold);
      if (isTold) expect(first.planned?.plans[0]?.notes.map(({ kind: what }) => what)).toContain('readOnlyGroup');
    });

    it('an account of another directory keeps its values, and everybody else gets theirs', async () => {
      const { world, okta, able } = here;
      const { freezePerson } = world.byHand;
      if (freezePerson === undefined || !able.updatableAttributes.includes('displayName'))
        return expect([freezePerson, able.updatableAttributes]).not.toEqual([]);
      freezePerson('ann');
      const account = [...(await read(world)).accounts.values()].find(({ username }) => username === 'ann');
      const isTold = account?.readOnly?.values !== undefined;
      const nameOf = (who: string) => world.byHand.content().people.find(({ username }) => username === who)?.displayName;
      const before = nameOf('ann');
      for (const who of ['ann', 'eve']) okta.updateProfile(who, { firstName: `New ${who}` });

      const first = await here.run();
      const again = await here.run();

      expect(nameOf('ann')).toBe(before);
      expect(nameOf('eve')).toContain('New eve');
      expectSparing(first, again, isTold);
    });

    it('a leaver whose account belongs to another directory is told as not ended, and nobody else is ended for it', async () => {
      const { world, okta } = here;
      const { freezePerson } = world.byHand;
      if (freezePerson === undefined) return expect(freezePerson).toBeUndefined();
      freezePerson('dan');
      const before = world.byHand.content().people;
      okta.suspend('dan');

      const ran = await here.run();

      // a product that ends by groups can do that with somebody else's account too
      if (here.able.ending === 'switchOff') {
        expect(world.byHand.content().people).toEqual(before);
        expect(isTold(ran)).toBe(true);
      }
      expect(unknownAfter(ran)).toEqual([]);
      expect(insiders(world, 'developers')).toEqual(expect.arrayContaining(['ann', 'eve']));
    });
  });
}

/** A refusal is told each time; what is known beforehand, or was learned, is not sent. */
function expectSparing(first: Ran, again: Ran, isToldBeforehand: boolean): void {
  const failed = outcomesOf(first).filter(({ kind }) => kind === 'failed');
  if (isToldBeforehand) {
    expect(failed).toEqual([]);
    expect(again.writes).toEqual([]);
    return;
  }
  expect(failed).not.toEqual([]);
  for (const one of failed) expect(one).toMatchObject({ problem: expect.stringMatching(/./), hint: expect.stringMatching(/./) });
  if (failed.every(one => 'learned' in one && one.learned !== undefined)) expect(again.writes).toEqual([]);
}

const outcomesOf = ({ result }: Ran) => (result?.applied ?? []).flatMap(({ changes }) => changes).map(({ outcome }) => outcome);

const isTold = (ran: Ran): boolean =>
  outcomesOf(ran).some(({ kind }) => kind === 'failed') ||
  (ran.planned?.plans ?? []).some(({ notes }) => notes.some(({ kind }) => kind === 'notBuilt'));
