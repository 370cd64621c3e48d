import { describe, expect, it } from 'vitest';
import { abilities, account, CROWD, command, FILLED, insiders, kinds, never, PEOPLE, read, refOf, someone } from './steps.js';
import type { OpenWorld } from './world.js';

/** What switching off means to this product (U3). */
export function endsAccounts(kind: string, openWith: OpenWorld): void {
  const open = () => openWith(FILLED);

  describe(`${kind} keeps the contract of targets: ending accounts`, () => {
    it('switches an account off and on again, each once, and leaves its groups alone (U3, U6, A3)', async () => {
      await using world = await open();
      const { deactivateUsers } = await abilities(world);
      if (!deactivateUsers) return expect(deactivateUsers).toBe(false);
      const { ref } = await someone(world);
      const off = command({ kind: 'deactivateUser', account: ref, leaver: 'stated' });
      const on = command({ kind: 'reactivateUser', account: ref });

      expect(await kinds(world, off, off)).toEqual(['applied', 'alreadySo']);
      expect((await read(world)).accounts.get(ref.id)?.active).toBe(false);
      expect(world.byHand.content().people.filter(({ active }) => !active)).toMatchObject([{ id: ref.id }]);
      expect(await kinds(world, on, on)).toEqual(['applied', 'alreadySo']);
      expect((await read(world)).accounts.get(ref.id)?.active).toBe(true);
      expect(insiders(world, CROWD)).toEqual([...PEOPLE].sort());
    });

    it('ends nobody who is not there any more a second time (A3)', async () => {
      await using world = await open();
      const ref = refOf(account(await read(world), 'user7'));
      world.byHand.removePerson('user7');
      const before = world.byHand.content();

      const outcome = await world.target.apply(command({ kind: 'deactivateUser', account: ref, leaver: 'stated' }), never);

      expect(outcome.kind).toMatch(/^(alreadySo|failed)$/);
      expect(world.byHand.content()).toEqual(before);
    });
  });
}
