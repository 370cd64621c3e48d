import { describe, expect, it } from 'vitest';
import { account, command, FILLED, insiders, makeGroup, never, OUTAGE, PEOPLE, read, refOf, writes } from './steps.js';
import type { OpenWorld, TargetWorld } from './world.js';

const wave = PEOPLE.slice(10, 20);

/** Additions to one group in one call, for a product that takes several. */
export function addsInBulk(kind: string, openWith: OpenWorld): void {
  const open = () => openWith(FILLED);

  /** A new group, and what it takes to have these people in it. */
  async function additions(world: TargetWorld, usernames: readonly string[]) {
    const directory = await read(world);
    const team = await makeGroup(world, 'team-new');
    const accounts = usernames.map(username => refOf(account(directory, username)));
    return accounts.map(ref => addition(ref, team));
  }

  describe(`${kind} keeps the contract of targets: several additions in one call`, () => {
    it('adds them all with fewer writes than people, each with its own outcome, in order (A3)', async () => {
      await using world = await open();
      if (world.target.bulk === undefined) return expect(world.target.bulk).toBeUndefined();
      const adds = await additions(world, wave);
      world.byHand.addMember('team-new', wave[3] ?? '');
      const before = writes(world).length;

      const outcomes = await world.target.bulk.addMembers(adds, never);

      expect(outcomes.map(({ kind: how }) => how).filter(how => how !== 'applied' && how !== 'alreadySo')).toEqual([]);
      expect(outcomes).toHaveLength(wave.length);
      expect(insiders(world, 'team-new')).toEqual([...wave].sort());
      expect(writes(world).length - before).toBeLessThan(wave.length);
    });

    it('one who is gone spoils nobody else’s addition (A3)', async () => {
      await using world = await open();
      if (world.target.bulk === undefined) return expect(world.target.bulk).toBeUndefined();
      const adds = await additions(world, wave);
      world.byHand.removePerson(wave[4] ?? '');

      const outcomes = await world.target.bulk.addMembers(adds, never);

      expect(outcomes.map(({ kind: how }) => how)).toEqual(wave.map((_, at) => (at === 4 ? 'failed' : 'applied')));
      expect(insiders(world, 'team-new')).toEqual(wave.filter((_, at) => at !== 4).sort());
    });

    it('a call that fails is an outcome for each of them, and nobody is called added who is not (A2)', async () => {
      await using world = await open();
      if (world.target.bulk === undefined) return expect(world.target.bulk).toBeUndefined();
      const adds = await additions(world, wave);
      world.emulator.fail(world.wire.write, OUTAGE);

      const outcomes = await world.target.bulk.addMembers(adds, never);

      expect(outcomes.map(({ kind: how }) => how)).toEqual(wave.map(() => 'failed'));
      expect(insiders(world, 'team-new')).toEqual([]);
    });
  });
}

const addition = (ref: ReturnType<typeof refOf>, team: Awaited<ReturnType<typeof makeGroup>>) => {
  const { reasons, id } = command({ kind: 'addMember', group: team, account: ref });
  return { kind: 'addMember', group: team, account: ref, reasons, id: `${id} ${ref.username}` } as const;
};
