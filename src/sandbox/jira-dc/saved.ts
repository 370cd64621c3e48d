import { z } from 'zod';
import type { Jira } from './jira.js';
import { type ApplicationRole, fold, type JiraGroup, type JiraProject, type JiraUser } from './state.js';

/** JSON has no undefined: what is not there is left out. */
const orNothing = <T extends z.ZodType>(schema: T) => schema.optional().transform(value => value ?? undefined);
const names = z.array(z.string());
const nameSet = names.transform(each => new Set(each));
const AssigneeType = z.enum(['PROJECT_DEFAULT', 'COMPONENT_LEAD', 'PROJECT_LEAD', 'UNASSIGNED']);

const Shadow = z.object({ displayName: z.string(), emailAddress: z.string(), active: z.boolean(), directory: z.int() });

const User = z.object({
  key: z.string(),
  id: z.int(),
  name: z.string(),
  displayName: z.string(),
  emailAddress: z.string(),
  active: z.boolean(),
  deleted: z.boolean(),
  directory: z.int(),
  password: orNothing(z.string()),
  issues: z.int(),
  lastLoginTime: orNothing(z.string()),
  shadow: orNothing(Shadow),
});

const Group = z.object({
  name: z.string(),
  members: nameSet,
  children: nameSet,
  readOnly: z.boolean(),
  restrictions: z.int(),
});

const Component = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  lead: orNothing(z.string()),
  assigneeType: AssigneeType,
  archived: z.boolean(),
});

const Project = z.object({
  id: z.string(),
  key: z.string(),
  name: z.string(),
  lead: z.string(),
  assigneeType: AssigneeType,
  archived: z.boolean(),
  hidden: z.boolean(),
  components: z.array(Component),
});

const Role = z.object({
  key: z.string(),
  name: z.string(),
  groups: names,
  defaultGroups: names,
  selectedByDefault: z.boolean(),
  seats: z.int(),
});

const Directory = z.object({ id: z.int(), name: z.string(), external: z.boolean(), readOnly: z.boolean() });

/** What a Jira holds, as JSON; not what a test has switched on in it. */
export const SavedJira = z.object({
  account: z.string(),
  users: z.array(User),
  groups: z.array(Group),
  projects: z.array(Project),
  applicationRoles: z.array(Role),
  directories: z.array(Directory),
});

export const saveJira = (jira: Jira): z.input<typeof SavedJira> => ({
  account: jira.account,
  users: [...jira.users.values()],
  groups: [...jira.groups.values()].map(group => ({
    ...group,
    members: [...group.members],
    children: [...group.children],
  })),
  projects: [...jira.projects.values()],
  applicationRoles: [...jira.applicationRoles.values()],
  directories: jira.directories,
});

/** Puts what was saved into a Jira, in place of all that it held. */
export function restoreJira(jira: Jira, saved: z.output<typeof SavedJira>): void {
  giveNoNumberAgain(jira, Math.max(...saved.users.map(({ id }) => id)));
  jira.account = saved.account;
  refill<JiraUser>(jira.users, saved.users, ({ key }) => key);
  refill<JiraGroup>(jira.groups, saved.groups, ({ name }) => fold(name));
  refill<JiraProject>(jira.projects, saved.projects, ({ key }) => key);
  refill<ApplicationRole>(jira.applicationRoles, saved.applicationRoles, ({ key }) => key);
  jira.directories.splice(0, Number.POSITIVE_INFINITY, ...saved.directories);
}

function refill<T>(map: Map<string, T>, values: readonly T[], keyOf: (value: T) => string): void {
  map.clear();
  for (const value of values) map.set(keyOf(value), value);
}

/** Jira makes keys from a number of its own, which must be past those of the people who come back. */
function giveNoNumberAgain(jira: Jira, last: number): void {
  jira.users.clear();
  while (jira.addUser({ name: 'nobody', deleted: true }).id < last);
}
