import { z } from 'zod';
import type { JiraEmulator } from '../src/sandbox/jira-dc/index.js';
import type { ExpectedDirectory } from './expected/real-org.js';

/** The organisation beside the project: real groups, nesting and overlaps; pseudonyms for people. */
export const RealOrg = z.object({
  users: z.array(
    z.object({
      id: z.string(),
      login: z.string(),
      email: z.string(),
      firstName: z.string(),
      lastName: z.string(),
      displayName: z.string(),
    }),
  ),
  groups: z.array(z.object({ name: z.string(), parent: z.string().nullable(), members: z.array(z.string()) })),
});
export type RealOrg = z.output<typeof RealOrg>;

/** All of a source, group by group, into a Jira. `source` and `jira` as they stand in YAML. */
export const orgConfig = (source: string, jira: string) => `
version: 1
sources:
  org: ${source}
targets:
  jira: { type: jira-dc, url: '${jira}', token: '\${env:JIRA_TOKEN}' }
syncs:
  - name: all
    from: org
    to: jira
    users:
      match: [username, email]
      attributes: { username: 'user.login.split("@")[0]', email: user.email, displayName: user.displayName }
    groups:
      onTheFly: [{ match: '.*' }]
`;

/** What Jira really holds, in the words of the expectation. */
export function directoryOf(jira: JiraEmulator): ExpectedDirectory {
  const names = new Map([...jira.users.values()].map(user => [user.key, user.name]));
  return {
    accounts: Object.fromEntries(
      [...jira.users.values()].map(({ name, emailAddress, displayName, active }) => [
        name,
        { email: emailAddress, displayName, active },
      ]),
    ),
    groups: Object.fromEntries(
      [...jira.groups.values()].map(({ name, members }) => [name, [...members].map(key => names.get(key) ?? key).toSorted()]),
    ),
  };
}

/** The sandbox's own administrator and groups are there besides. */
export const withSandbox = ({ accounts, groups }: ExpectedDirectory): ExpectedDirectory => ({
  accounts: { ...accounts, admin: { email: 'admin@example.com', displayName: 'Sandbox Admin', active: true } },
  groups: { ...groups, 'jira-administrators': ['admin'], 'jira-software-users': [] },
});
