import { z } from 'zod';
import type { Org } from './org.js';

const Status = z.enum([
  ...['STAGED', 'PROVISIONED', 'ACTIVE', 'RECOVERY', 'PASSWORD_EXPIRED', 'LOCKED_OUT', 'SUSPENDED', 'DEPROVISIONED'],
] as const);
const Profile = z.record(z.string(), z.unknown());
/** id → since when; the order counts */
const Since = z.record(z.string(), z.string()).transform(entries => new Map(Object.entries(entries)));

const Person = z.object({
  id: z.string(),
  status: Status,
  transitioningToStatus: Status.exactOptional(),
  created: z.string(),
  activated: z.string().nullable(),
  statusChanged: z.string(),
  lastLogin: z.string().nullable(),
  lastUpdated: z.string(),
  passwordChanged: z.string().nullable(),
  profile: Profile,
});

const Group = z.object({
  id: z.string(),
  type: z.enum(['OKTA_GROUP', 'APP_GROUP', 'BUILT_IN']),
  created: z.string(),
  lastUpdated: z.string(),
  lastMembershipUpdated: z.string(),
  source: z.string().exactOptional(),
  profile: Profile,
  members: z.array(z.string()).transform(ids => new Set(ids)),
});

const App = z.object({
  id: z.string(),
  name: z.string(),
  label: z.string(),
  status: z.enum(['ACTIVE', 'INACTIVE']),
  created: z.string(),
  lastUpdated: z.string(),
  users: Since,
  groups: Since,
});

/** What an org holds, as JSON. */
export const SavedOrg = z.object({ people: z.array(Person), groups: z.array(Group), apps: z.array(App) });

export const saveOrg = ({ people, groups, apps }: Org): z.input<typeof SavedOrg> => ({
  people: [...people.values()],
  groups: [...groups.values()].map(group => ({ ...group, members: [...group.members] })),
  apps: [...apps.values()].map(app => ({
    ...app,
    users: Object.fromEntries(app.users),
    groups: Object.fromEntries(app.groups),
  })),
});

/** Puts what was saved into an org, in place of all that it held. */
export function restoreOrg(org: Org, saved: z.output<typeof SavedOrg>): void {
  org.people = new Map(saved.people.map(person => [person.id, person]));
  org.groups = new Map(saved.groups.map(group => [group.id, group]));
  org.apps = new Map(saved.apps.map(app => [app.id, app]));
}
