import { describe, expect, it } from 'vitest';
import { Interrupted, SyncError } from '../../src/errors.js';
import type { SourceDirectory, SourcePeople } from '../../src/model/directory.js';
import { personId } from '../../src/model/ids.js';
import type { AttributeType, PullScope, Source } from '../../src/sources/source.js';

/**
 * A source over a small company. People: ann and bob, active; cid, inactive. Their ids are these words, their logins
 * `ann@example.com` and so on. Groups: Engineering with ann and bob, Sales with bob. What `break…` and the others do
 * lasts until the fixture is disposed of.
 */
export interface SourceFixture extends AsyncDisposable {
  readonly source: Source;
  readonly attributes: Readonly<Record<string, AttributeType>>;
  /** the users cannot be read to their end */
  breakUsers(): void | Promise<void>;
  /** the members of this group cannot be read, all else can */
  breakMembers(group: string): void | Promise<void>;
  /** this person's row is still there with its id, but makes no sense */
  garble(who: string): void | Promise<void>;
  /** no trace is left of this person */
  remove(who: string): void | Promise<void>;
}

const everything: PullScope = { group: () => true };
const soon = () => ({ signal: new AbortController().signal });

/** What each source must do, whatever its kind. `open` makes a fixture of its own for each test. */
export function describeSource(kind: string, open: () => Promise<SourceFixture>): void {
  describe(`a ${kind} source`, () => {
    it('reads people, groups and members, the inactive too (R1, R5)', async () => {
      await using fixture = await open();

      const directory = await fixture.source.pull(everything, soon());

      expect(membersByName(directory)).toMatchObject({ Engineering: ['ann', 'bob'], Sales: ['bob'] });
      expect(standings(directory)).toEqual({ ann: 'active', bob: 'active', cid: 'inactive' });
      expect(directory.people.get(personId('ann'))).toMatchObject({
        id: 'ann',
        login: 'ann@example.com',
        email: 'ann@example.com',
      });
      expect(directory.quarantined).toEqual([]);
    });

    it('knows its provider without a request, and says it in the directory', async () => {
      await using fixture = await open();
      const { provider } = fixture.source;

      expect((await fixture.source.pull(everything, soon())).provider).toBe(provider);
      expect(provider).toMatch(/^[a-z]+:./);
    });

    it('reads the members of those groups only that are asked for, and says which it did not read', async () => {
      await using fixture = await open();

      const directory = await fixture.source.pull({ group: ({ name }) => name === 'Sales' }, soon());

      expect(membersByName(directory)).toMatchObject({ Engineering: 'notRead', Sales: ['bob'] });
    });

    it('tells how it knows that each list was read to its end', async () => {
      await using fixture = await open();

      const { evidence } = await fixture.source.pull(everything, soon());

      expect(evidence.calls).toBeGreaterThan(0);
      expect(new Date(evidence.readAt).toISOString()).toBe(evidence.readAt);
      expect(evidence.lists.map(({ what }) => what)).toEqual(expect.arrayContaining(['users', 'groups']));
      expect(evidence.lists.find(({ what }) => what === 'users')).toMatchObject({ rows: 3 });
      for (const list of evidence.lists)
        expect(list).toMatchObject({ pages: expect.any(Number), end: expect.stringMatching(/./) });
    });

    it('says the same when asked again', async () => {
      await using fixture = await open();

      const { evidence: _, ...first } = await fixture.source.pull(everything, soon());
      const { evidence: __, ...second } = await fixture.source.pull(everything, soon());

      expect(second).toEqual(first);
    });

    it('declares the attributes that people have', async () => {
      await using fixture = await open();

      const { people } = await fixture.source.pull(everything, soon());

      for (const name of ['id', 'login', 'email', 'displayName', 'firstName', 'lastName'])
        expect(fixture.attributes).toHaveProperty(name, 'string');
      for (const { attributes } of people.values())
        for (const [name, type] of Object.entries(fixture.attributes)) {
          const value = attributes[name] ?? null;
          if (value !== null) expect([name, Array.isArray(value) ? 'list' : typeof value]).toEqual([name, type]);
        }
    });

    it('hands out some people, by id and by login, each with all of their groups, and of nobody else a word (DESIGN §2)', async () => {
      await using fixture = await open();

      const bob = await fixture.source.pullPeople({ ids: [personId('bob')], logins: [], alike: [] }, soon());
      const ann = await fixture.source.pullPeople({ ids: [], logins: ['ANN@example.com'], alike: [] }, soon());

      expect(standings(bob.directory)).toEqual({ bob: 'active' });
      expect(membersByName(bob.directory)).toMatchObject({ Engineering: ['bob'], Sales: ['bob'] });
      expect(ann.byLogin.get('ANN@example.com')).toEqual(['ann']);
      expect(membersByName(ann.directory)).toMatchObject({ Engineering: ['ann'], Sales: [] });
    });

    it('says of somebody who is asked for that they are inactive, or not there; whom nobody knows is nobody (R5)', async () => {
      await using fixture = await open();

      const cid = await fixture.source.pullPeople(
        { ids: [personId('cid'), personId('gone')], logins: ['nobody'], alike: [] },
        soon(),
      );

      expect(standings(cid.directory)).toEqual({ cid: 'inactive' });
      expect(['deleted', 'outOfScope']).toContain(cid.lookedUp.get(personId('gone'))?.kind);
      expect(cid.byLogin.get('nobody')).toBeUndefined();
    });

    it('finds whoever could be taken for somebody: the same address, or the same login up to its @ (C2)', async () => {
      await using fixture = await open();
      const like = (login: string, email: string) =>
        fixture.source.pullPeople({ ids: [], logins: [], alike: [{ login, email }] }, soon());

      expect(standings((await like('BOB@elsewhere.example', '')).directory)).toEqual({ bob: 'active' });
      expect(standings((await like('x', 'Ann@example.com')).directory)).toEqual({ ann: 'active' });
      expect(standings((await like('an', 'nobody@example.com')).directory)).toEqual({});
    });

    it('never takes somebody who cannot be read for nobody: the whole question fails, or they are unknown (R1)', async () => {
      await using fixture = await open();
      await fixture.breakUsers();

      const asked = fixture.source.pullPeople({ ids: [personId('bob')], logins: [], alike: [] }, soon());

      await expect(asked).rejects.toBeInstanceOf(SyncError);
    });

    it('never returns half a company: users that cannot be read reject the pull, with what to do (R1)', async () => {
      await using fixture = await open();
      await fixture.breakUsers();

      const failure: unknown = await fixture.source.pull(everything, soon()).catch(error => error);

      expect(failure).toBeInstanceOf(SyncError);
      expect(failure).toMatchObject({ hint: expect.stringMatching(/./) });
    });

    it('says that a group is unknown when its members alone cannot be read, never that it is empty (R1)', async () => {
      await using fixture = await open();
      await fixture.breakMembers('Engineering');

      const directory = await fixture.source.pull(everything, soon());

      expect(membersByName(directory)).toMatchObject({ Engineering: 'unknown', Sales: ['bob'] });
      expect(directory.people.size).toBe(3);
    });

    it('sets an odd row aside, with its id and what is wrong, and keeps the others (R2)', async () => {
      await using fixture = await open();
      await fixture.garble('bob');

      const { people, quarantined } = await fixture.source.pull(everything, soon());

      expect(quarantined).toEqual([{ id: 'bob', where: expect.stringMatching(/./), problem: expect.stringMatching(/./) }]);
      expect([...people.keys()].sort()).toEqual(['ann', 'cid']);
    });

    it('looks people up: present, inactive, gone; never more than it knows (R5)', async () => {
      await using fixture = await open();
      await fixture.remove('bob');

      const found = await fixture.source.lookup(['ann', 'bob', 'cid'].map(personId), soon());

      expect(found.get(personId('ann'))).toMatchObject({ kind: 'present' });
      expect(['deleted', 'outOfScope']).toContain(found.get(personId('bob'))?.kind);
      expect(found.get(personId('cid'))).toMatchObject({ kind: 'inactive', status: expect.stringMatching(/./) });
      expect(found.size).toBe(3);
    });

    it('does not know somebody whose row makes no sense: unknown, not gone (R5)', async () => {
      await using fixture = await open();
      await fixture.garble('bob');

      const found = await fixture.source.lookup([personId('bob')], soon());

      expect(found.get(personId('bob'))).toMatchObject({ kind: 'unknown' });
    });

    it('stops when asked to, in whatever it does', async () => {
      await using fixture = await open();
      const signal = AbortSignal.abort();

      await expect(fixture.source.pull(everything, { signal })).rejects.toThrow(Interrupted);
      await expect(fixture.source.lookup([personId('ann')], { signal })).rejects.toThrow(Interrupted);
      await expect(fixture.source.check({ signal })).rejects.toThrow(Interrupted);
    });

    it('tells how far it is', async () => {
      await using fixture = await open();
      const told: string[] = [];

      await fixture.source.pull(everything, { ...soon(), onProgress: ({ what, done }) => told.push(`${what} ${done}`) });

      expect(told).toContain('users 3');
    });

    it('checks itself: no problem when all is well, and one with what to do when it is not', async () => {
      await using fixture = await open();
      const well = await fixture.source.check(soon());
      await fixture.breakUsers();
      const ill = await fixture.source.check(soon());

      expect(well.filter(({ level }) => level === 'problem')).toEqual([]);
      expect(well.some(({ level }) => level === 'ok')).toBe(true);
      expect(ill).toContainEqual({ level: 'problem', what: expect.stringMatching(/./), hint: expect.stringMatching(/./) });
    });
  });
}

/** Members by group name: ids in order, or how they are not known. */
export const membersByName = ({ groups }: SourceDirectory | SourcePeople) =>
  Object.fromEntries(
    [...groups.values()].map(({ name, members }) => [
      name,
      members.kind === 'read' || members.kind === 'some' ? [...members.ids].sort() : members.kind,
    ]),
  );

export const standings = ({ people }: Pick<SourceDirectory, 'people'>) =>
  Object.fromEntries([...people.values()].map(({ id, standing }) => [id, standing.kind]));
