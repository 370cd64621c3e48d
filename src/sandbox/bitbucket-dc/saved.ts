import { z } from 'zod';
import type { Bitbucket } from './bitbucket.js';
import { type BitbucketGroup, type BitbucketUser, fold, LEVELS } from './state.js';

/** JSON has no undefined: what is not there is left out. */
const orNothing = <T extends z.ZodType>(schema: T) => schema.optional().transform(value => value ?? undefined);
const set = <T extends z.ZodType>(schema: T) => z.array(schema).transform(each => new Set(each));
const Level = z.enum(LEVELS);

const User = z.object({
  id: z.int(),
  name: z.string(),
  displayName: z.string(),
  emailAddress: z.string(),
  active: z.boolean(),
  type: z.enum(['NORMAL', 'SERVICE']),
  directory: z.int(),
  password: orNothing(z.string()),
  permission: orNothing(Level),
  erased: z.boolean(),
  createdTimestamp: z.int(),
  lastAuthenticationTimestamp: orNothing(z.int()),
});

const Group = z.object({
  name: z.string(),
  members: set(z.int()),
  synced: set(z.int()),
  children: set(z.string()),
  permission: orNothing(Level),
  readOnly: z.boolean(),
});

const Directory = z.object({ id: z.int(), name: z.string(), type: z.string(), readOnly: z.boolean() });

/** What a Bitbucket holds, as JSON; not what a test has switched on in it. */
export const SavedBitbucket = z.object({
  account: z.int(),
  seats: orNothing(z.int()),
  users: z.array(User),
  groups: z.array(Group),
  directories: z.array(Directory),
});

export const saveBitbucket = (bitbucket: Bitbucket): z.input<typeof SavedBitbucket> => ({
  account: bitbucket.account,
  seats: bitbucket.seats,
  users: [...bitbucket.users.values()],
  groups: [...bitbucket.groups.values()].map(group => ({
    ...group,
    members: [...group.members],
    synced: [...group.synced],
    children: [...group.children],
  })),
  directories: bitbucket.directories,
});

/** Puts what was saved into a Bitbucket, in place of all that it held. */
export function restoreBitbucket(bitbucket: Bitbucket, saved: z.output<typeof SavedBitbucket>): void {
  bitbucket.numberFrom(Math.max(0, ...saved.users.map(({ id }) => id)) + 1);
  bitbucket.account = saved.account;
  bitbucket.seats = saved.seats;
  refill<number, BitbucketUser>(bitbucket.users, saved.users, ({ id }) => id);
  refill<string, BitbucketGroup>(bitbucket.groups, saved.groups, ({ name }) => fold(name));
  bitbucket.directories.splice(0, Number.POSITIVE_INFINITY, ...saved.directories);
}

function refill<K, T>(map: Map<K, T>, values: readonly T[], keyOf: (value: T) => K): void {
  map.clear();
  for (const value of values) map.set(keyOf(value), value);
}
