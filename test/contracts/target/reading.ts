import { describe, expect, it } from 'vitest';
import { AccessDenied, Interrupted } from '../../../src/errors.js';
import {
  abilities,
  account,
  CROWD,
  FILLED,
  group,
  groupRef,
  membersOf,
  never,
  OUTAGE,
  PEOPLE,
  read,
  shownOf,
  usernames,
} from './steps.js';
import { type OpenWorld, somebody } from './world.js';

export function readsWholly(kind: string, openWith: OpenWorld): void {
  const open = () => openWith(FILLED);

  describe(`${kind} keeps the contract of targets: reading`, () => {
    it('reads every account and every member over all pages, with evidence (R1, R3)', async () => {
      await using world = await open();

      const directory = await read(world);

      expect(usernames(directory)).toEqual([...PEOPLE, ...selfIn(world)].sort());
      expect(membersOf(directory, CROWD)).toEqual([...PEOPLE].sort());
      expect(directory.evidence.lists.some(({ pages }) => pages > 1)).toBe(true);
      expect(directory.evidence.calls).toBe(world.emulator.requests.length);
    });

    it('shows of each account what the product shows, and nothing as empty that is hidden (C1)', async () => {
      await using world = await open();
      const able = await abilities(world);

      const directory = await read(world);

      for (const username of PEOPLE) {
        expect(account(directory, username)).toMatchObject({
          ...shownOf(somebody(username), able),
          ...{ active: true, kind: 'person' },
        });
        if (!able.matchableAttributes.includes('email')) expect(account(directory, username).email).not.toBe('');
      }
    });

    it('never takes a half list of users for a whole one (R1)', async () => {
      await using world = await open();
      world.emulator.fail(world.wire.laterUsers, OUTAGE);

      await expect(read(world)).rejects.toMatchObject({ name: 'Unavailable' });
    });

    it('makes a group unknown whose members fail, and nothing else (R1)', async () => {
      await using world = await open();
      world.emulator.fail(world.wire.laterMembers(CROWD), OUTAGE);

      const directory = await read(world);

      expect(group(directory, CROWD).members).toMatchObject({ kind: 'unknown' });
      expect(usernames(directory)).toEqual([...PEOPLE, ...selfIn(world)].sort());
    });

    it('leaves the members of groups that are not in play unread (R3)', async () => {
      await using world = await open();

      const directory = await world.target.read({ membersOf: () => false }, { signal: never });

      expect(group(directory, CROWD).members).toEqual({ kind: 'notRead' });
    });

    it('hands out some accounts, by id and by what they are called, each with its groups (DESIGN §2)', async () => {
      await using world = await open();
      const able = await abilities(world);
      const whole = await read(world);
      const [first = '', second = '', third = ''] = PEOPLE;
      const [one, two, three] = [account(whole, first), account(whole, second), account(whole, third)];
      const byAddress = able.matchableAttributes.includes('email') ? { email: [somebody(third).email] } : {};

      const some = await world.target.readPeople(
        { accounts: [one.id], having: { username: [second, 'nobody'], ...byAddress } },
        { signal: never },
      );

      const asked = able.matchableAttributes.includes('email') ? [one, two, three] : [one, two];
      expect([...some.accounts.values()]).toEqual(expect.arrayContaining(asked));
      expect(some.accounts.size).toBe(asked.length);
      for (const { id } of asked) expect(some.memberships.get(id)).toContain(group(whole, CROWD).id);
      expect([...some.groups.keys()].toSorted()).toEqual([...whole.groups.keys()].toSorted());
      const { id, name } = groupRef(group(whole, CROWD));
      const sizes = await world.target.sizes([{ kind: 'existing', id, name }], { signal: never });
      expect(sizes.get(id)).toBe(PEOPLE.length);
    });

    it('never shows wrong credentials as an empty directory (R1)', async () => {
      await using world = await open();

      await expect(world.intruder.read({ membersOf: () => true }, { signal: never })).rejects.toBeInstanceOf(AccessDenied);
      expect((await world.intruder.check({ signal: never })).map(({ level }) => level)).toContain('problem');
    });

    it('tells of good credentials who they are, and writes nothing to find out', async () => {
      await using world = await open();
      const before = world.byHand.content();

      const findings = await world.target.check({ signal: never });

      expect(findings.filter(({ level }) => level === 'problem')).toEqual([]);
      expect(findings).not.toEqual([]);
      expect(world.byHand.content()).toEqual(before);
    });

    it('rejects with Interrupted once told to stop (A7)', async () => {
      await using world = await open();
      const stop = new AbortController();
      world.emulator.fail(world.wire.laterUsers, { kind: 'hang' });

      const reading = world.target.read({ membersOf: () => true }, { signal: stop.signal, onProgress: () => stop.abort() });

      await expect(reading).rejects.toBeInstanceOf(Interrupted);
    });
  });
}

const selfIn = ({ self }: { readonly self: string | undefined }): readonly string[] => (self === undefined ? [] : [self]);
