import type { JiraEmulator } from '../../src/sandbox/jira-dc/index.js';
import type { OktaEmulator } from '../../src/sandbox/okta/index.js';

export const APP = '0oaaaaaaaaaaaaaJira7';
/** assigned to a dozen people */
export const SMALL_APP = '0oaaaaaaaaaaaaaTiny7';
/** assigned to nine in ten */
export const LARGE_APP = '0oaaaaaaaaaaaaaBig07';

/** A config as its file would hold it: JSON is YAML. */
export interface Config {
  readonly version: 1;
  readonly state: string;
  readonly sources: Readonly<Record<string, Section>>;
  readonly targets: Readonly<Record<string, Section>>;
  readonly syncs: readonly SyncText[];
}
type Section = Readonly<Record<string, unknown>>;

export interface SyncText {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly users: Section;
  readonly groups: Section;
}

/** Everybody goes to `jira` with every group, and those whose login begins with an a to `lab`. */
export const goodConfig = (at: {
  readonly okta: OktaEmulator;
  readonly jira: JiraEmulator;
  readonly lab: JiraEmulator;
}): Config => ({
  version: 1,
  state: 'state/state.db',
  sources: { org: { type: 'okta', url: at.okta.url, token: at.okta.token, app: APP } },
  targets: { jira: jiraAt(at.jira), lab: jiraAt(at.lab) },
  syncs: [
    { name: 'all', from: 'org', to: 'jira', users: USERS, groups: { onTheFly: [{ match: '.*' }] } },
    {
      name: 'lab',
      from: 'org',
      to: 'lab',
      users: { ...USERS, filter: 'user.login.startsWith("a")' },
      groups: { onTheFly: [{ match: 'etcd-io:.*' }] },
    },
  ],
});

const USERS = {
  match: ['username', 'email'],
  attributes: { username: 'user.login.split("@")[0]', email: 'user.email', displayName: 'user.firstName + " " + user.lastName' },
};

export const jiraAt = ({ url, token }: JiraEmulator) => ({
  ...{ type: 'jira-dc', url, token },
  leads: { project: 'admin', component: 'admin' },
});

/** The same config with its main sync written otherwise. */
export const withAll = (config: Config, edit: (all: SyncText) => Partial<SyncText>): Config => ({
  ...config,
  syncs: config.syncs.map(one => (one.name === 'all' ? { ...one, ...edit(one) } : one)),
});

export const withUsers = (config: Config, more: Section): Config =>
  withAll(config, ({ users }) => ({ users: { ...users, ...more } }));
export const withGroups = (config: Config, more: Section): Config =>
  withAll(config, ({ groups }) => ({ groups: { ...groups, ...more } }));
export const withSource = (config: Config, more: Section): Config => ({
  ...config,
  sources: { org: { ...config.sources.org, ...more } },
});
