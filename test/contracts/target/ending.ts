import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../../src/model/ids.js';
import { abilities, account, CROWD, command, FILLED, insiders, kinds, never, PEOPLE, read, refOf, someone } from './steps.js';
import { type Content, type OpenWorld, sorted, type TargetWorld } from './world.js';

/** What switching off means to this product (U3). */
export function endsAccounts(kind: string, openWith: OpenWorld): void {
  const open = () => openWith(FILLED);

  describe(`${kind} keeps the contract of targets: ending accounts`, () => {
    it('switches an account off and on again, each once, and leaves its groups alone (U3, U6, A3)', async () => {
      await using world = await open();
      const { ending } = await abilities(world);
      if (ending !== 'switchOff') return expect(ending).toBe('revokeAccess');
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

    it('takes all that lets an account in where there is no switch, says so beforehand, and gives it back (U3, A8)', async () => {
      await using world = await open();
      const { ending } = await abilities(world);
      if (ending !== 'revokeAccess') return expect(ending).toBe('switchOff');
      const { ref, it: person } = await someone(world);
      world.byHand.grant?.(person.username);
      const before = world.byHand.content();
      expect((await read(world)).accounts.get(ref.id)).toMatchObject({ active: true });

      const access = await world.target.access(ref, never);
      expect(access.groups.map(({ name }) => name)).toEqual(groupsOf(world, person.username));
      if (world.byHand.grant !== undefined) expect(access.permissions).not.toEqual([]);
      const off = command({ kind: 'deactivateUser', account: ref, leaver: 'stated', by: 'revokeAccess', access });
      expect(await kinds(world, off, off)).toEqual(['applied', 'alreadySo']);
      expect(groupsOf(world, person.username)).toEqual([]);
      expect(insiders(world, CROWD)).toEqual(PEOPLE.slice(1).sort());
      expect((await read(world)).accounts.get(ref.id)).toMatchObject({ hasAccess: false });
      expect(await world.target.access(ref, never)).toMatchObject({ groups: [] });

      for (const each of access.groups)
        await world.target.apply(command({ kind: 'addMember', group: each, account: ref }), never);
      for (const permission of access.permissions ?? [])
        expect(await kinds(world, command({ kind: 'grantPermission', account: ref, permission }))).toEqual(['applied']);
      expect(sorted(world.byHand.content())).toEqual(sorted(before));
    });

    it('never calls access cut while a group could not be left (U3)', async () => {
      await using world = await open();
      const { ending } = await abilities(world);
      if (ending !== 'revokeAccess' || world.byHand.freezeGroup === undefined) return expect(ending).toMatch(/./);
      const { ref, it: person } = await someone(world);
      world.byHand.freezeGroup(CROWD);
      const off = command({ kind: 'deactivateUser', account: ref, leaver: 'stated', by: 'revokeAccess' });

      expect(await world.target.apply(off, never)).toMatchObject({ kind: 'failed', problem: expect.stringContaining(CROWD) });
      expect(groupsOf(world, person.username)).toEqual([CROWD]);
    });

    it('ends nobody who is not there any more a second time (A3)', async () => {
      await using world = await open();
      const ref = refOf(account(await read(world), 'user7'));
      const { ending } = await abilities(world);
      world.byHand.removePerson('user7');
      const before = world.byHand.content();
      const by = ending === 'revokeAccess' ? { by: ending } : {};

      const outcome = await world.target.apply(command({ kind: 'deactivateUser', account: ref, leaver: 'stated', ...by }), never);

      expect(outcome.kind).toMatch(/^(alreadySo|failed)$/);
      expect(world.byHand.content()).toEqual(before);
    });

    it('cuts access of that account and of no other (U4)', async () => {
      await using world = await open();
      const { ref } = await someone(world);
      const before = world.byHand.content();

      const outcome = await world.target.apply(
        command({ kind: 'cutAccess', account: ref, leaver: 'stated', when: 'always' }),
        never,
      );

      expect(outcome.kind).toMatch(/^(applied|alreadySo|failed)$/);
      expect(sorted(withoutOne(world.byHand.content(), ref.id))).toEqual(sorted(withoutOne(before, ref.id)));
    });
  });
}

/** What it holds, but for one person. */
function withoutOne({ people, groups }: Content, id: AccountId): Content {
  const username = people.find(each => each.id === id)?.username;
  return {
    people: people.filter(each => each.id !== id),
    groups: groups.map(({ name, members }) => ({ name, members: members.filter(member => member !== username) })),
  };
}

const groupsOf = ({ byHand }: TargetWorld, username: string): string[] =>
  byHand
    .content()
    .groups.filter(({ members }) => members.includes(username))
    .map(({ name }) => name)
    .toSorted();
