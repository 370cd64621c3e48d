import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nameKey } from '../../../src/model/names.js';
import { expectHealed } from '../../bad-days/day.js';
import { wishedBy } from '../../bad-days/runs.js';
import { KINDS_OF_CHANGE, RESTLESS, stir } from '../../bad-days/unrest.js';
import { insiders } from './steps.js';
import { type Synced, synced } from './synced.js';
import type { OpenWorld, TargetWorld } from './world.js';

/** The whole pipeline, from an Okta to the target: what is wished is there, and a second plan is empty. */
export function runsWholly(kind: string, open: OpenWorld): void {
  describe(`${kind} keeps the contract of targets: whole runs`, () => {
    let here: Synced;
    beforeAll(async () => {
      here = await synced(open, RESTLESS);
    }, 60_000);
    afterAll(() => here[Symbol.asyncDispose]());

    it('the first run makes everybody and every group that is wished, and the second plan is empty', async () => {
      const { world } = here;

      for (const username of RESTLESS.people)
        expect(someoneIn(world, username)).toMatchObject({ email: `${username}@example.com`, active: true });
      expect(insiders(world, 'developers')).toEqual(RESTLESS.people.toSorted());
      expect(insiders(world, 'red')).toEqual(['ann', 'dan']);
      await expectHealed(here);
    });

    it('a change of every kind ends in what is wished, and the plan after it is empty', async () => {
      const { world, able } = here;
      const isSwitched = able.ending === 'switchOff';
      const bob = able.renameUsers ? 'bobby' : 'bob';
      stir(here.okta);

      const ran = await here.run();

      expect(ran.result?.record).toBe('done');
      expect(new Set(wishedBy(ran).map(id => id.split(' ')[0]))).toEqual(new Set(expectedKinds(here)));
      const left = isSwitched ? ['dan', 'eve', 'hal'] : [];
      expect(insiders(world, 'developers')).toEqual(['ann', bob, 'fay', 'gil', ...left].toSorted());
      expect(insiders(world, 'red')).toEqual(isSwitched ? ['ann', 'dan'] : ['ann']);
      expect(insiders(world, 'blue')).toEqual(['ann', 'fay', 'gil']);
      for (const username of ['ann', bob, 'cid', 'fay', 'gil'])
        expect(someoneIn(world, username)).toMatchObject({ active: true });
      for (const username of ['dan', 'eve', 'hal'])
        expect(someoneIn(world, username)).toMatchObject({ active: !isSwitched, username });
      if (able.updatableAttributes.includes('displayName')) expect(someoneIn(world, 'ann')?.displayName).toContain('Anna');
      await expectHealed(here);
    });

    it('who comes back gets in again, and has the groups that are wished (U6)', async () => {
      const { world } = here;
      here.okta.unsuspend('dan');

      const ran = await here.run();

      expect(ran.result?.record).toBe('done');
      expect(someoneIn(world, 'dan')).toMatchObject({ active: true });
      expect(insiders(world, 'developers')).toContain('dan');
      expect(insiders(world, 'red')).toEqual(['ann', 'dan']);
      await expectHealed(here);
    });

    it('what was done by hand is put right, and nobody is taken for who does not exist (U5)', async () => {
      const { world } = here;
      world.byHand.removeMember('developers', 'fay');
      world.byHand.addPerson({ username: 'stranger', displayName: 'A Stranger', email: 'stranger@example.com' });
      world.byHand.addMember('developers', 'stranger');

      const ran = await here.run();

      expect(ran.result?.record).toBe('done');
      expect(insiders(world, 'developers')).toEqual(expect.arrayContaining(['fay', 'stranger']));
      await expectHealed(here);
    });
  });
}

/** What that is; a product that nobody leads anything in hands nothing over. */
export const expectedKinds = ({ able }: Pick<Synced, 'able'>): readonly string[] =>
  KINDS_OF_CHANGE.filter(change => {
    if (change === 'handOver') return false;
    if (change === 'renameUser') return able.renameUsers;
    return change !== 'updateUser' || able.updatableAttributes.includes('displayName');
  });

const someoneIn = ({ byHand }: TargetWorld, username: string) =>
  byHand.content().people.find(each => nameKey(each.username) === nameKey(username));
