import { describe, expect, it } from 'vitest';
import { Interrupted } from '../../../src/errors.js';
import {
  ADA,
  abilities,
  account,
  CROWD,
  command,
  FILLED,
  group,
  groupRef,
  insiders,
  kinds,
  makeGroup,
  membersOf,
  NESTED,
  NEW,
  never,
  PEOPLE,
  read,
  refOf,
  shownOf,
  someone,
  valuesOf,
  writes,
} from './steps.js';
import type { OpenWorld, TargetWorld } from './world.js';

const CREATE = command({ kind: 'createUser', person: ADA, username: NEW.username, values: NEW });

export function appliesUsers(kind: string, openWith: OpenWorld): void {
  const open = () => openWith(FILLED);

  describe(`${kind} keeps the contract of targets: applying to users`, () => {
    it('creates an account as wished, and says "already so" the second time (A3)', async () => {
      await using world = await open();

      const outcome = await world.target.apply(CREATE, never);
      const directory = await read(world);

      const made = account(directory, NEW.username);
      expect(made).toMatchObject({ ...shownOf(NEW, await abilities(world)), active: true });
      expect(world.byHand.content().people).toContainEqual(expect.objectContaining({ ...NEW, id: made.id, active: true }));
      expect(outcome).toMatchObject({ kind: 'applied', account: { id: made.id, username: NEW.username } });
      expect(await world.target.apply(CREATE, never)).toMatchObject({ kind: 'alreadySo', account: { id: made.id } });
    });

    it('finds a creation whose answer got lost instead of sending it twice (A4)', async () => {
      await using world = await open();
      world.emulator.fail(world.wire.write, { kind: 'resetAfter' }, { times: 1 });

      const outcome = await world.target.apply(CREATE, never);

      expect(outcome).toMatchObject({ kind: 'applied' });
      expect(writes(world)).toHaveLength(1);
    });

    it('sends a creation again that never arrived, once it has looked (A4)', async () => {
      await using world = await open();
      world.emulator.fail(world.wire.write, { kind: 'reset' }, { times: 1 });

      const outcome = await world.target.apply(CREATE, never);

      expect(outcome.kind).toMatch(/^(applied|failed)$/);
      const isThere = world.byHand.content().people.some(({ username }) => username === NEW.username);
      expect(isThere).toBe(outcome.kind === 'applied');
    });

    it('updates what differs and keeps the account', async () => {
      await using world = await open();
      const { updatableAttributes } = await abilities(world);
      if (updatableAttributes.length === 0) return expect(updatableAttributes).toEqual([]);
      const { it: before, ref } = await someone(world);
      const all = Object.entries({ displayName: 'Somebody Else', email: 'else@example.com' });
      const values = Object.fromEntries(all.filter(([name]) => updatableAttributes.some(one => one === name)));
      const stored = world.byHand.content().people.find(({ id }) => id === ref.id);

      const outcome = await world.target.apply(
        command({ kind: 'updateUser', account: ref, before: valuesOf(before), values }),
        never,
      );

      expect(outcome.kind).toBe('applied');
      expect((await read(world)).accounts.get(ref.id)).toEqual({ ...before, ...shownOf(values, await abilities(world)) });
      expect(world.byHand.content().people.find(({ id }) => id === ref.id)).toEqual({ ...stored, ...values });
    });

    it('renames an account, and still knows it by its old name in the same run', async () => {
      await using world = await open();
      const { renameUsers } = await abilities(world);
      if (!renameUsers) return expect(renameUsers).toBe(false);
      const { it: before, ref } = await someone(world);
      const team = await makeGroup(world, 'team-new');

      const change = command({ kind: 'renameUser', account: ref, before: before.username, username: 'renamed' });
      expect((await world.target.apply(change, never)).kind).toBe('applied');
      expect((await world.target.apply(command({ kind: 'addMember', group: team, account: ref }), never)).kind).toBe('applied');

      const directory = await read(world);
      expect(account(directory, 'renamed')).toMatchObject({ ...before, id: expect.any(String), username: 'renamed' });
      expect(membersOf(directory, 'team-new')).toEqual(['renamed']);
      expect(insiders(world, CROWD)).toEqual([...PEOPLE.slice(1), 'renamed'].sort());
    });

    it('deletes an account once', async () => {
      await using world = await open();
      const { deleteUsers } = await abilities(world);
      if (!deleteUsers) return expect(deleteUsers).toBe(false);
      const { ref } = await someone(world);
      const change = command({ kind: 'deleteUser', account: ref, leaver: 'stated' });

      expect(await kinds(world, change, change)).toEqual(['applied', 'alreadySo']);
      expect((await read(world)).accounts.has(ref.id)).toBe(false);
      expect(insiders(world, CROWD)).toEqual(PEOPLE.slice(1).sort());
    });

    it.each([400, 401, 403, 404, 409, 500, 503])('makes an outcome of a refusal, with a hint: %i (A3)', async status => {
      await using world = await open();
      world.emulator.fail(world.wire.write, { kind: 'status', status, body: '<html><body>no</body></html>' });

      const outcome = await world.target.apply(CREATE, never);

      expect(outcome).toMatchObject({ kind: 'failed', problem: expect.stringMatching(/./), hint: expect.stringMatching(/./) });
    });

    it('says that nobody knows what became of a change whose answer never came (A2)', async () => {
      await using world = await open();
      const { ref } = await someone(world);
      const add = command({ kind: 'addMember', group: groupRef(group(await read(world), 'inner')), account: ref });
      world.emulator.fail(/^/, { kind: 'reset' });

      expect(await world.target.apply(add, never)).toMatchObject({ kind: 'failed', uncertain: true });
    });

    it('makes an outcome of refused credentials', async () => {
      await using world = await open();
      const { ref } = await someone(world);
      const team = await makeGroup(world, 'team-new');

      expect(await world.intruder.apply(command({ kind: 'addMember', group: team, account: ref }), never)).toMatchObject({
        kind: 'failed',
      });
      expect(membersOf(await read(world), 'team-new')).toEqual([]);
    });

    it('rejects with Interrupted when told to stop, before it has sent anything (A7)', async () => {
      await using world = await open();

      const applying = world.target.apply(command({ kind: 'createGroup', name: 'late' }), AbortSignal.abort());

      await expect(applying).rejects.toBeInstanceOf(Interrupted);
      expect(writes(world)).toEqual([]);
    });
  });
}

export function appliesGroups(kind: string, openWith: OpenWorld): void {
  const open = () => openWith(FILLED);

  describe(`${kind} keeps the contract of targets: applying to groups`, () => {
    it('makes and deletes a group, each once (A3)', async () => {
      await using world = await open();
      const make = command({ kind: 'createGroup', name: 'Team-New' });

      expect(await kinds(world, make, make)).toEqual(['applied', 'alreadySo']);
      const made = group(await read(world), 'team-new');
      expect(made).toMatchObject({ members: { kind: 'read', ids: new Set() } });
      expect(made.name).toBe(storedName(world, 'Team-New'));
      const { deleteGroups } = await abilities(world);
      if (!deleteGroups) return;
      const remove = command({ kind: 'deleteGroup', group: groupRef(made) });
      expect(await kinds(world, remove, remove)).toEqual(['applied', 'alreadySo']);
      expect((await read(world)).groups.has(made.id)).toBe(false);
    });

    it('adds and removes a member, each once (A3)', async () => {
      await using world = await open();
      const { it: person, ref } = await someone(world);
      const team = await makeGroup(world, 'team-new');
      const add = command({ kind: 'addMember', group: team, account: ref });
      const remove = command({ kind: 'removeMember', group: team, account: ref });

      expect(await kinds(world, add, add)).toEqual(['applied', 'alreadySo']);
      expect(membersOf(await read(world), 'team-new')).toEqual([person.username]);
      expect(insiders(world, 'team-new')).toEqual([person.username]);
      expect(await kinds(world, remove, remove)).toEqual(['applied', 'alreadySo']);
      expect(membersOf(await read(world), 'team-new')).toEqual([]);
      expect(insiders(world, 'team-new')).toEqual([]);
      expect(insiders(world, CROWD)).toEqual([...PEOPLE].sort());
    });

    it('counts the removal of somebody who left the product as done (A3)', async () => {
      await using world = await open();
      const { it: person, ref } = await someone(world);
      const team = await makeGroup(world, 'team-new');
      world.byHand.removePerson(person.username);

      expect(await kinds(world, command({ kind: 'removeMember', group: team, account: ref }))).toEqual(['alreadySo']);
    });

    it('adds nobody who left the product, and to no group that is gone, and says so (A3)', async () => {
      await using world = await open();
      const directory = await read(world);
      const [gone, stays] = [account(directory, 'user5'), account(directory, 'user6')].map(refOf);
      if (gone === undefined || stays === undefined) throw new Error('two people are missing');
      const [team, dropped] = [await makeGroup(world, 'team-new'), await makeGroup(world, 'team-old')];
      world.byHand.removePerson('user5');
      world.byHand.removeGroup('team-old');

      for (const add of [
        command({ kind: 'addMember', group: team, account: gone }),
        command({ kind: 'addMember', group: dropped, account: stays }),
      ])
        expect(await world.target.apply(add, never)).toMatchObject({ kind: 'failed', hint: expect.stringMatching(/./) });
      expect(insiders(world, 'team-new')).toEqual([]);
    });

    it('learns that somebody is a member through nesting only, and never calls that removed (G9)', async () => {
      await using world = await open();
      if (!world.nests) return expect(world.nests).toBe(false);
      const directory = await read(world);
      const ref = refOf(account(directory, NESTED.username));
      const { id, name } = group(directory, NESTED.group);
      const isShown = membersOf(directory, NESTED.group).includes(NESTED.username);

      const outcome = await world.target.apply(
        command({ kind: 'removeMember', group: { kind: 'existing', id, name }, account: ref }),
        never,
      );

      // a product that tells direct members does not show him there at all
      if (isShown) {
        expect(outcome).toMatchObject({ kind: 'failed', learned: { kind: 'nestedMember', group: id, account: ref.id } });
        expect(membersOf(await read(world), name)).toContain(NESTED.username);
      } else expect(outcome.kind).not.toBe('applied');
      expect(insiders(world, 'inner')).toEqual([NESTED.username]);
    });
  });
}

function storedName({ target }: Pick<TargetWorld, 'target'>, name: string): string {
  const stored = target.storable('group', name);
  return stored.kind === 'ok' ? stored.stored : `not ${name}: ${stored.why}`;
}
