import { APP } from './world.js';

export const GOOD_FILTER = `user.userType == "employee"`;
/** nobody is of that type */
export const MISSPELT_FILTER = `user.userType == "employe"`;

interface Written {
  readonly okta: string;
  readonly jira: string;
  readonly filter: string;
  readonly madeBy?: string;
  /** as they stand in the file */
  readonly tokens?: { readonly okta: string; readonly jira: string };
  readonly schedule?: string;
}

const FILES = { okta: `\${file:okta-token}`, jira: `\${file:jira-token}` };

/** The config of the made-up company, as an admin would write one. */
export const configText = ({ okta, jira, filter, madeBy = 'rollcall demo', tokens = FILES, schedule }: Written) => `\
# Made by \`${madeBy}\`. Everything that a config may hold is in config.example.yaml.
version: 1

sources:
  okta:
    type: okta
    url: ${okta}
    token: ${tokens.okta}
    app: ${APP}                     # only people assigned to this app

targets:
  jira:
    type: jira-dc
    url: ${jira}
    token: ${tokens.jira}
    leads: { project: jira-admin, component: jira-admin }   # who inherits from a leaver
    protect: { users: [breakglass], groups: [jira-administrators] }
    ignore: { users: ['/^bot-/'] }

syncs:
  - name: staff
    from: okta
    to: jira${schedule === undefined ? '' : `\n    schedule: '${schedule}'`}
    users:
      filter: '${filter}'
      match: [username, email]
      attributes:
        username: 'user.login.split("@")[0]'
        email: user.email
        displayName: 'user.firstName + " " + user.lastName'
      leavers:
        action: deactivate
        after: { reads: 2, atLeast: 1s }        # the default is 24h; nobody who tries this has a day to spare
    groups:
      include: ['/^atl-/', Engineering, Platform, Everyone]
      exclude: ['/-test$/']
      manual:
        - { id: developers, from: [Engineering, Platform], to: jira-developers }
        - { id: everybody, from: Everyone, to: jira-users, membership: additive }
      onTheFly:
        - { id: teams, match: 'atl-(?<team>[a-z0-9-]+)', to: 'team-{team}' }
      defaults:
        newUsers: [jira-software-users]
`;
