import { type BitbucketEmulator, startBitbucket } from '../../src/sandbox/bitbucket-dc/index.js';
import { type ConfluenceEmulator, startConfluence } from '../../src/sandbox/confluence-dc/index.js';
import { type CrowdEmulator, startCrowd } from '../../src/sandbox/crowd/index.js';
import { type JiraEmulator, startJira } from '../../src/sandbox/jira-dc/index.js';
import { JIRA_TOKEN } from '../e2e/harness.js';
import type { ExpectedDirectory } from '../expected/real-org.js';
import { directoryOf } from '../real-org.js';

export interface FourTargets extends AsyncDisposable {
  readonly jira: JiraEmulator;
  readonly confluence: ConfluenceEmulator;
  readonly bitbucket: BitbucketEmulator;
  readonly crowd: CrowdEmulator;
  /** the `targets` section of a config */
  readonly yaml: string;
  /** what each holds, without its own administrator and the groups that it comes with */
  held(): Readonly<Record<string, ExpectedDirectory>>;
}

export async function startFour(): Promise<FourTargets> {
  const jira = await startJira({ token: JIRA_TOKEN });
  const confluence = await startConfluence();
  // names of its groups have slashes: its Tomcat lets them pass (docs/confluence-dc.md)
  confluence.slashPasses = true;
  const bitbucket = await startBitbucket();
  const crowd = await startCrowd();
  return {
    ...{ jira, confluence, bitbucket, crowd },
    yaml: `
targets:
  jira: { type: jira-dc, url: '${jira.url}', token: '\${env:JIRA_TOKEN}' }
  confluence: { type: confluence-dc, url: '${confluence.url}', token: '${confluence.token}' }
  bitbucket: { type: bitbucket-dc, url: '${bitbucket.url}', username: admin, password: sandbox-bitbucket-password }
  crowd: { type: crowd, url: '${crowd.url}', application: '${crowd.application.name}', password: '${crowd.application.password}' }
`,
    held: () => ({
      jira: without(directoryOf(jira), ['jira-administrators', 'jira-software-users']),
      confluence: without(inConfluence(confluence), ['confluence-administrators', 'confluence-users']),
      bitbucket: without(inBitbucket(bitbucket), ['stash-administrators', 'stash-users']),
      crowd: without(inCrowd(crowd), ['crowd-administrators']),
    }),
    async [Symbol.asyncDispose]() {
      await Promise.all([jira.close(), confluence.close(), bitbucket.close(), crowd.close()]);
    },
  };
}

function without({ accounts, groups }: ExpectedDirectory, own: readonly string[]): ExpectedDirectory {
  const others = <T>(of: Readonly<Record<string, T>>, names: readonly string[]) =>
    Object.fromEntries(Object.entries(of).filter(([name]) => !names.includes(name)));
  return { accounts: others(accounts, ['admin']), groups: others(groups, own) };
}

function inConfluence({ users, groups }: ConfluenceEmulator): ExpectedDirectory {
  const named = (key: string) => users.get(key)?.name ?? key;
  return {
    accounts: Object.fromEntries(
      [...users.values()].map(({ name, email, fullName, active }) => [name, { email, displayName: fullName, active }]),
    ),
    groups: Object.fromEntries([...groups.values()].map(({ name, members }) => [name, [...members].map(named).toSorted()])),
  };
}

function inBitbucket({ users, groups }: BitbucketEmulator): ExpectedDirectory {
  const named = (id: number) => users.get(id)?.name ?? `${id}`;
  return {
    accounts: Object.fromEntries(
      [...users.values()].map(({ name, emailAddress, displayName, active }) => [
        name,
        { email: emailAddress, displayName, active },
      ]),
    ),
    groups: Object.fromEntries([...groups.values()].map(({ name, members }) => [name, [...members].map(named).toSorted()])),
  };
}

function inCrowd(crowd: CrowdEmulator): ExpectedDirectory {
  const { users, groups, memberships } = crowd.snapshot();
  const members = Map.groupBy(memberships, ({ group }) => group);
  return {
    accounts: Object.fromEntries(
      users.map(({ username, email, displayName, active }) => [username, { email, displayName, active }]),
    ),
    groups: Object.fromEntries(groups.map(name => [name, (members.get(name) ?? []).map(({ username }) => username).toSorted()])),
  };
}
