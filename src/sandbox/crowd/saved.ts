import { z } from 'zod';
import type { OwnDirectory } from './own-directory.js';

const orNothing = <T extends z.ZodType>(schema: T) => schema.optional().transform(value => value ?? undefined);
const names = z.array(z.string());
const attributes = z.record(z.string(), names);

const User = z.object({
  key: orNothing(z.string()),
  name: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  displayName: z.string(),
  email: z.string(),
  active: z.boolean(),
  password: orNothing(z.string()),
  attributes,
  extra: z.record(z.string(), z.unknown()),
  readOnly: z.boolean(),
});

const Group = z.object({
  name: z.string(),
  description: z.string(),
  active: z.boolean(),
  readOnly: z.boolean(),
  members: names,
  children: names,
});

/** What the directory of a Crowd holds, as JSON; not what a test has switched on in it. */
export const SavedCrowd = z.object({ users: z.array(User), groups: z.array(Group) });
export type SavedCrowd = z.output<typeof SavedCrowd>;

export const saveCrowd = (directory: OwnDirectory): z.input<typeof SavedCrowd> => ({
  users: directory.users().map(({ attributes: kept, ...user }) => ({ ...user, attributes: Object.fromEntries(kept) })),
  groups: directory.groups().map(({ name, description, active, readOnly, members, children }) => ({
    ...{ name, description, active, readOnly },
    members: [...members].map(user => user.name),
    children: [...children].map(group => group.name),
  })),
});

/** Puts what was saved into a Crowd, in place of all that it held. */
export function restoreCrowd(directory: OwnDirectory, { users, groups }: SavedCrowd): void {
  directory.clear();
  for (const user of users) directory.seedUser(user);
  for (const { active, children: _later, ...group } of groups) directory.seedGroup(group).active = active;
  for (const { name, children } of groups)
    directory.seedGroup({ name, children, readOnly: directory.group(name)?.readOnly ?? false });
}
