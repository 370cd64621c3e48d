import { describe, expect, it } from 'vitest';
import { AccessDenied, Interrupted } from '../../src/errors.js';
import type { Command, ExistingAccount, ExistingGroup, Outcome } from '../../src/model/change.js';
import type { Account, TargetDirectory, TargetGroup } from '../../src/model/directory.js';
import { type PersonKey, personId, personKey, providerId } from '../../src/model/ids.js';
import { nameKey } from '../../src/model/names.js';
import type { Emulator } from '../../src/sandbox/server.js';
import type { Target } from '../../src/targets/target.js';

/**
 * A target on its emulator, filled so that users and members need several pages each:
 * `people` are all accounts but our own, all of them in `crowd`; `nested` is in a group only through another one.
 */
export interface TargetWorld extends AsyncDisposable {
  readonly target: Target;
  /** the same product with credentials that it does not accept, on resources that answer anybody */
  readonly intruder: Target;
  readonly emulator: Pick<Emulator, 'fail' | 'heal' | 'requests'>;
  readonly self: string;
  readonly people: readonly string[];
  readonly crowd: string;
  readonly nested?: { readonly group: string; readonly username: string };
  /** which requests read a later page of users, a later page of `crowd`, and which write */
  readonly wire: { readonly laterUsers: RegExp; readonly laterMembers: RegExp; readonly write: RegExp };
}

const { signal: never } = new AbortController();
const ADA: PersonKey = personKey(providerId('https://idp.example.com'), personId('ada'));
const NEW = { username: 'ada', email: 'ada@example.com', displayName: 'Ada Okafor' };
const OUTAGE = { kind: 'status', status: 500, body: 'out of order' } as const;

/** What every target must do, proved on its emulator. */
export function targetContract(kind: string, open: () => Promise<TargetWorld>): void {
  describe(`${kind} keeps the contract of targets: reading`, () => {
    it('reads every account and every member over all pages, with evidence (R1, R3)', async () => {
      await using world = await open();

      const directory = await read(world);

      expect(usernames(directory)).toEqual([...world.people, world.self].sort());
      expect(membersOf(directory, world.crowd)).toEqual([...world.people].sort());
      expect(directory.evidence.lists.filter(({ pages }) => pages > 1)).toHaveLength(2);
    });

    it('never takes a half list of users for a whole one (R1)', async () => {
      await using world = await open();
      world.emulator.fail(world.wire.laterUsers, OUTAGE);

      await expect(read(world)).rejects.toMatchObject({ name: 'Unavailable' });
    });

    it('makes a group unknown whose members fail, and nothing else (R1)', async () => {
      await using world = await open();
      world.emulator.fail(world.wire.laterMembers, OUTAGE);

      const directory = await read(world);

      expect(group(directory, world.crowd).members).toMatchObject({ kind: 'unknown' });
      expect(usernames(directory)).toHaveLength(world.people.length + 1);
    });

    it('leaves the members of groups that are not in play unread (R3)', async () => {
      await using world = await open();

      const directory = await world.target.read({ membersOf: () => false }, { signal: never });

      expect(group(directory, world.crowd).members).toEqual({ kind: 'notRead' });
    });

    it('hands out some accounts, by id and by what they are called, each with its groups (DESIGN §2)', async () => {
      await using world = await open();
      const whole = await read(world);
      const [first = '', second = '', third = ''] = world.people;
      const [one, two, three] = [account(whole, first), account(whole, second), account(whole, third)];

      const some = await world.target.readPeople(
        { accounts: [one.id], having: { username: [two.username, 'nobody'], email: [three.email ?? ''] } },
        { signal: never },
      );

      expect([...some.accounts.values()]).toEqual(expect.arrayContaining([one, two, three]));
      expect(some.accounts.size).toBe(3);
      for (const { id } of [one, two, three]) expect(some.memberships.get(id)).toContain(group(whole, world.crowd).id);
      expect([...some.groups.keys()].toSorted()).toEqual([...whole.groups.keys()].toSorted());
      const { id, name } = group(whole, world.crowd);
      const sizes = await world.target.sizes([{ kind: 'existing', id, name }], { signal: never });
      expect(sizes.get(id)).toBe(world.people.length);
    });

    it('never shows wrong credentials as an empty directory (R1)', async () => {
      await using world = await open();

      await expect(world.intruder.read({ membersOf: () => true }, { signal: never })).rejects.toBeInstanceOf(AccessDenied);
      expect((await world.intruder.check({ signal: never })).map(({ level }) => level)).toContain('problem');
    });

    it('rejects with Interrupted once told to stop (A7)', async () => {
      await using world = await open();
      const stop = new AbortController();
      world.emulator.fail(world.wire.laterUsers, { kind: 'hang' });

      const reading = world.target.read({ membersOf: () => true }, { signal: stop.signal, onProgress: () => stop.abort() });

      await expect(reading).rejects.toBeInstanceOf(Interrupted);
    });
  });

  describe(`${kind} keeps the contract of targets: applying`, () => {
    it('creates an account as wished, and says "already so" the second time (A3)', async () => {
      await using world = await open();
      const change = command({ kind: 'createUser', person: ADA, username: NEW.username, values: NEW });

      const outcome = await world.target.apply(change, never);
      const directory = await read(world);

      const made = account(directory, NEW.username);
      expect(made).toMatchObject({ ...NEW, active: true });
      expect(outcome).toMatchObject({ kind: 'applied', account: { id: made.id, username: NEW.username } });
      expect(await world.target.apply(change, never)).toMatchObject({ kind: 'alreadySo', account: { id: made.id } });
    });

    it('finds a creation whose answer got lost instead of sending it twice (A4)', async () => {
      await using world = await open();
      world.emulator.fail(world.wire.write, { kind: 'resetAfter' }, { times: 1 });

      const outcome = await world.target.apply(
        command({ kind: 'createUser', person: ADA, username: NEW.username, values: NEW }),
        never,
      );

      expect(outcome).toMatchObject({ kind: 'applied' });
      expect(writes(world)).toHaveLength(1);
    });

    it('updates what differs and keeps the account', async () => {
      await using world = await open();
      const { it: before, ref } = await someone(world);
      const values = { displayName: 'Somebody Else', email: 'else@example.com' };

      const outcome = await world.target.apply(
        command({ kind: 'updateUser', account: ref, before: valuesOf(before), values }),
        never,
      );

      expect(outcome.kind).toBe('applied');
      expect((await read(world)).accounts.get(ref.id)).toEqual({ ...before, ...values });
    });

    it('renames an account, and still knows it by its old name in the same run', async () => {
      await using world = await open();
      if (!world.target.capabilities().renameUsers) return expect(world.target.capabilities().renameUsers).toBe(false);
      const { it: before, ref } = await someone(world);
      const team = await makeGroup(world, 'team-new');

      const change = command({ kind: 'renameUser', account: ref, before: before.username, username: 'renamed' });
      expect((await world.target.apply(change, never)).kind).toBe('applied');
      expect((await world.target.apply(command({ kind: 'addMember', group: team, account: ref }), never)).kind).toBe('applied');

      const directory = await read(world);
      expect(directory.accounts.get(ref.id)).toEqual({ ...before, username: 'renamed' });
      expect(membersOf(directory, 'team-new')).toEqual(['renamed']);
    });

    it('switches an account off and on again, each once (U3, U6, A3)', async () => {
      await using world = await open();
      const { ending } = world.target.capabilities();
      if (ending !== 'switchOff') return expect(ending).toBe('revokeAccess');
      const { ref } = await someone(world);
      const off = command({ kind: 'deactivateUser', account: ref, leaver: 'stated' });
      const on = command({ kind: 'reactivateUser', account: ref });

      expect(await kinds(world, off, off)).toEqual(['applied', 'alreadySo']);
      expect((await read(world)).accounts.get(ref.id)?.active).toBe(false);
      expect(await kinds(world, on, on)).toEqual(['applied', 'alreadySo']);
      expect((await read(world)).accounts.get(ref.id)?.active).toBe(true);
    });

    it('deletes an account once', async () => {
      await using world = await open();
      const { ref } = await someone(world);
      const change = command({ kind: 'deleteUser', account: ref, leaver: 'stated' });

      expect(await kinds(world, change, change)).toEqual(['applied', 'alreadySo']);
      expect((await read(world)).accounts.has(ref.id)).toBe(false);
    });

    it('makes and deletes a group, each once (A3)', async () => {
      await using world = await open();
      const make = command({ kind: 'createGroup', name: 'Team-New' });

      expect(await kinds(world, make, make)).toEqual(['applied', 'alreadySo']);
      const made = group(await read(world), 'team-new');
      expect(made).toMatchObject({ name: 'Team-New', members: { kind: 'read', ids: new Set() } });
      const remove = command({ kind: 'deleteGroup', group: { kind: 'existing', id: made.id, name: made.name } });
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
      expect(await kinds(world, remove, remove)).toEqual(['applied', 'alreadySo']);
      expect(membersOf(await read(world), 'team-new')).toEqual([]);
    });

    it('counts the removal of somebody who left the product as done (A3)', async () => {
      await using world = await open();
      const { ref } = await someone(world);
      const team = await makeGroup(world, 'team-new');
      await world.target.apply(command({ kind: 'deleteUser', account: ref, leaver: 'stated' }), never);

      expect(await kinds(world, command({ kind: 'removeMember', group: team, account: ref }))).toEqual(['alreadySo']);
    });

    it('learns that somebody is a member through nesting only, and never calls that removed (G9)', async () => {
      await using world = await open();
      if (world.nested === undefined) return expect(world.nested).toBeUndefined();
      const directory = await read(world);
      const ref = refOf(account(directory, world.nested.username));
      const { id, name } = group(directory, world.nested.group);

      const outcome = await world.target.apply(
        command({ kind: 'removeMember', group: { kind: 'existing', id, name }, account: ref }),
        never,
      );

      expect(outcome).toMatchObject({ kind: 'failed', learned: { kind: 'nestedMember', group: id, account: ref.id } });
      expect(membersOf(await read(world), name)).toContain(world.nested.username);
    });

    it.each([400, 401, 403, 404, 409, 500, 503])('makes an outcome of a refusal, with a hint: %i (A3)', async status => {
      await using world = await open();
      world.emulator.fail(world.wire.write, { kind: 'status', status, body: '<html><body>no</body></html>' });

      const outcome = await world.target.apply(
        command({ kind: 'createUser', person: ADA, username: NEW.username, values: NEW }),
        never,
      );

      expect(outcome).toMatchObject({ kind: 'failed', problem: expect.stringMatching(/./), hint: expect.stringMatching(/./) });
    });

    it('makes an outcome of refused credentials', async () => {
      await using world = await open();
      const { ref } = await someone(world);
      const team: ExistingGroup = await makeGroup(world, 'team-new');

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

/** `Omit` would make one object of the union. */
type WithoutCommon<T> = T extends Command ? Omit<T, 'id' | 'reasons'> : never;

/** What a plan would hand over, without its id and reasons. */
export const command = (change: WithoutCommon<Command>): Command => ({ ...change, id: change.kind, reasons: [] });

const read = (world: TargetWorld) => world.target.read({ membersOf: () => true }, { signal: never });

async function kinds(world: TargetWorld, ...commands: readonly Command[]): Promise<Outcome['kind'][]> {
  const outcomes: Outcome['kind'][] = [];
  for (const each of commands) outcomes.push((await world.target.apply(each, never)).kind);
  return outcomes;
}

const writes = ({ emulator, wire }: TargetWorld) =>
  emulator.requests.filter(({ method, url }) => wire.write.test(`${method} ${url}`));

async function someone(world: TargetWorld): Promise<{ it: Account; ref: ExistingAccount }> {
  const found = account(await read(world), world.people[0] ?? '');
  return { it: found, ref: refOf(found) };
}

async function makeGroup(world: TargetWorld, name: string): Promise<ExistingGroup> {
  const outcome = await world.target.apply(command({ kind: 'createGroup', name }), never);
  if (outcome.kind !== 'applied' || outcome.group === undefined)
    throw new Error(`the group was not made: ${JSON.stringify(outcome)}`);
  return outcome.group;
}

/** The account of that name, or a failed test. */
export function account(directory: TargetDirectory, username: string): Account {
  const found = [...directory.accounts.values()].find(each => each.username === username);
  if (found === undefined) throw new Error(`no account ${username} among ${usernames(directory).join(', ')}`);
  return found;
}

export const refOf = ({ id, username, displayName }: Account): ExistingAccount => ({
  kind: 'existing',
  id,
  username,
  displayName,
});

/** The group of that name, or a failed test. */
export function group(directory: TargetDirectory, name: string): TargetGroup {
  const found = [...directory.groups.values()].find(each => nameKey(each.name) === nameKey(name));
  if (found === undefined) throw new Error(`no group ${name}`);
  return found;
}

const valuesOf = ({ username, email = '', displayName }: Account) => ({ username, email, displayName });
const usernames = (directory: TargetDirectory) => [...directory.accounts.values()].map(({ username }) => username).sort();

/** Usernames of a group's members, sorted; throws when they were not read. */
export function membersOf(directory: TargetDirectory, name: string): string[] {
  const { members } = group(directory, name);
  if (members.kind !== 'read') throw new Error(`the members of ${name} are ${members.kind}`);
  return [...members.ids].map(id => directory.accounts.get(id)?.username ?? `${id}?`).sort();
}
