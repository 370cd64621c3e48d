import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Ran } from '../../bad-days/runs.js';
import { insiders } from './steps.js';
import { type Synced, synced } from './synced.js';
import type { OpenWorld } from './world.js';

const PEOPLE = ['ann', 'bob', 'cid', 'dan', 'eve', 'fay'];

/** A product that changes between a plan and its application (A5). */
export function meetsChanges(kind: string, open: OpenWorld): void {
  describe(`${kind} keeps the contract of targets: a product that moves between a plan and its application (A5)`, () => {
    let here: Synced;
    beforeAll(async () => {
      here = await synced(open, { people: PEOPLE, pageSize: 50 });
    }, 60_000);
    beforeEach(async () => {
      await here.again();
      here.okta.addMember('atl-red', 'eve');
      here.okta.addMember('atl-red', 'fay');
      here.okta.removeMember('atl-red', 'ann');
      here.okta.removeMember('Engineering', 'bob');
      here.okta.removeMember('Engineering', 'cid');
    });
    afterAll(() => here[Symbol.asyncDispose]());

    it('members who are gone or there already are as wished; who came by hand stays', async () => {
      const { byHand } = here.world;
      byHand.addPerson({ username: 'stranger', displayName: 'A Stranger', email: 'stranger@example.com' });

      const ran = await here.run({
        attended: true,
        between() {
          byHand.removeMember('developers', 'bob');
          byHand.addMember('red', 'eve');
          byHand.addMember('developers', 'stranger');
        },
      });

      expect(ran.result?.record).toBe('done');
      expect(outcomesOf(ran)).toEqual({ addMember: ['alreadySo', 'applied'], removeMember: ['alreadySo', 'applied', 'applied'] });
      expect(insiders(here.world, 'developers')).toEqual(['ann', 'dan', 'eve', 'fay', 'stranger']);
      expect(insiders(here.world, 'red')).toEqual(['dan', 'eve', 'fay']);
    });

    it('accounts and groups that are gone are told, and nobody else is taken for them', async () => {
      const { byHand } = here.world;

      const ran = await here.run({
        attended: true,
        between() {
          byHand.removePerson('fay');
          byHand.removeGroup('developers');
        },
      });

      expect(ran.result?.record).toBe('failed');
      expect(outcomesOf(ran).addMember).toEqual(['applied', 'stale']);
      expect(insiders(here.world, 'red')).toEqual(['dan', 'eve']);
      expect(byHand.content().groups.map(({ name }) => name)).not.toContain('developers');
      expect(byHand.content().people.map(({ username }) => username)).not.toContain('fay');
    });
  });
}

/** How the changes of each kind ended, in order of the outcomes' names. */
function outcomesOf({ result }: Ran): Partial<Record<string, string[]>> {
  const all = (result?.applied ?? []).flatMap(({ changes }) => changes);
  const byKind = Object.groupBy(all, ({ change }) => change.kind);
  return Object.fromEntries(
    Object.entries(byKind).map(([change, each = []]) => [change, each.map(({ outcome }) => outcome.kind).toSorted()]),
  );
}
