import type { Command, ExistingAccount, ExistingGroup, Outcome } from '../../../src/model/change.js';
import type { Account, TargetDirectory, TargetGroup } from '../../../src/model/directory.js';
import { type PersonKey, personId, personKey, providerId } from '../../../src/model/ids.js';
import { nameKey } from '../../../src/model/names.js';
import type { AttributeName } from '../../../src/model/wish.js';
import type { Capabilities } from '../../../src/targets/target.js';
import { type Filling, somebody, type TargetWorld } from './world.js';

export const { signal: never } = new AbortController();
export const ADA: PersonKey = personKey(providerId('https://idp.example.com'), personId('ada'));
export const NEW = { username: 'ada', email: 'ada@example.com', displayName: 'Ada Okafor' };
export const OUTAGE = { kind: 'status', status: 500, body: 'out of order' } as const;

export const PEOPLE = Array.from({ length: 60 }, (_, index) => `user${index}`);
/** Everybody is in it: its members need several pages, and so do all users. */
export const CROWD = 'crowd';
export const NESTED = { group: 'outer', username: 'user1' };

export const FILLED: Filling = {
  people: PEOPLE.map(somebody),
  groups: [
    { name: CROWD, members: PEOPLE },
    { name: 'inner', members: [NESTED.username] },
    { name: NESTED.group, members: ['user2'], children: ['inner'] },
  ],
  pageSize: 25,
};

/** `Omit` would make one object of the union. */
type WithoutCommon<T> = T extends Command ? Omit<T, 'id' | 'reasons'> : never;

/** What a plan would hand over, without its id and reasons. */
export const command = (change: WithoutCommon<Command>): Command => ({ ...change, id: change.kind, reasons: [] });

export const read = (world: Pick<TargetWorld, 'target'>): Promise<TargetDirectory> =>
  world.target.read({ membersOf: () => true }, { signal: never });

/** What this version of the product can do. */
export async function abilities({ target }: Pick<TargetWorld, 'target'>): Promise<Capabilities> {
  const { product } = await target.read({ membersOf: () => false }, { signal: never });
  return target.capabilities(product.version);
}

/** Values of these attributes, as far as the product shows them to us. */
export function shownOf<T extends Partial<Record<AttributeName, unknown>>>(values: T, { matchableAttributes }: Capabilities) {
  const isShown = (name: string) => matchableAttributes.some(attribute => attribute === name) || name === 'displayName';
  return Object.fromEntries(Object.entries(values).filter(([name]) => isShown(name)));
}

export async function kinds(world: TargetWorld, ...commands: readonly Command[]): Promise<Outcome['kind'][]> {
  const outcomes: Outcome['kind'][] = [];
  for (const each of commands) outcomes.push((await world.target.apply(each, never)).kind);
  return outcomes;
}

export const writes = ({ emulator, wire }: TargetWorld): string[] =>
  emulator.requests.map(({ method, url }) => `${method} ${url}`).filter(request => wire.write.test(request));

export async function someone(world: TargetWorld): Promise<{ it: Account; ref: ExistingAccount }> {
  const found = account(await read(world), PEOPLE[0] ?? '');
  return { it: found, ref: refOf(found) };
}

export async function makeGroup(world: TargetWorld, name: string): Promise<ExistingGroup> {
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

export const groupRef = ({ id, name }: TargetGroup): ExistingGroup => ({ kind: 'existing', id, name });

export const valuesOf = ({ username, email = '', displayName }: Account) => ({ username, email, displayName });
export const usernames = (directory: TargetDirectory): string[] =>
  [...directory.accounts.values()].map(({ username }) => username).sort();

/** Usernames of a group's members, sorted; throws when they were not read. */
export function membersOf(directory: TargetDirectory, name: string): string[] {
  const { members } = group(directory, name);
  if (members.kind !== 'read') throw new Error(`the members of ${name} are ${members.kind}`);
  return [...members.ids].map(id => directory.accounts.get(id)?.username ?? `${id}?`).sort();
}

/** Usernames of who is in a group by the product's own account. */
export const insiders = ({ byHand }: TargetWorld, name: string): string[] =>
  (byHand.content().groups.find(each => nameKey(each.name) === nameKey(name))?.members ?? []).toSorted();
