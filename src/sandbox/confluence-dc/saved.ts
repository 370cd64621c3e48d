import { z } from 'zod';
import type { Confluence } from './confluence.js';
import { type ConfluenceGroup, type ConfluenceUser, fold } from './state.js';

/** JSON has no undefined: what is not there is left out. */
const orNothing = <T extends z.ZodType>(schema: T) => schema.optional().transform(value => value ?? undefined);
const nameSet = z.array(z.string()).transform(each => new Set(each));

const User = z.object({
  key: z.string(),
  id: z.int(),
  name: z.string(),
  fullName: z.string(),
  email: z.string(),
  active: z.boolean(),
  password: orNothing(z.string()),
  directory: z.int(),
  type: z.enum(['known', 'unknown']),
});

const Group = z.object({ name: z.string(), members: nameSet, children: nameSet, directory: z.int() });
const Directory = z.object({ id: z.int(), name: z.string(), external: z.boolean() });

/** What a Confluence holds, as JSON; not what a test has switched on in it. */
export const SavedConfluence = z.object({
  account: z.string(),
  users: z.array(User),
  groups: z.array(Group),
  directories: z.array(Directory),
});

export const saveConfluence = (confluence: Confluence): z.input<typeof SavedConfluence> => ({
  account: confluence.account,
  users: [...confluence.users.values()],
  groups: [...confluence.groups.values()].map(group => ({
    ...group,
    members: [...group.members],
    children: [...group.children],
  })),
  directories: confluence.directories,
});

/** Puts what was saved into a Confluence, in place of all that it held. */
export function restoreConfluence(confluence: Confluence, saved: z.output<typeof SavedConfluence>): void {
  confluence.goOnFrom(Math.max(0, ...saved.users.map(({ id }) => id)));
  confluence.account = saved.account;
  refill<ConfluenceUser>(confluence.users, saved.users, ({ key }) => key);
  refill<ConfluenceGroup>(confluence.groups, saved.groups, ({ name }) => fold(name));
  confluence.directories.splice(0, Number.POSITIVE_INFINITY, ...saved.directories);
}

function refill<T>(map: Map<string, T>, values: readonly T[], keyOf: (value: T) => string): void {
  map.clear();
  for (const value of values) map.set(keyOf(value), value);
}
