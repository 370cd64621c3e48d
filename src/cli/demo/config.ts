import { APP } from './world.js';

export const GOOD_FILTER = `user.userType == "employee"`;
/** nobody is of that type */
export const MISSPELT_FILTER = `user.userType == "employe"`;

/** The demo's config, as an admin would write one. */
export const configText = ({
  okta,
  jira,
  filter,
}: {
  readonly okta: string;
  readonly jira: string;
  readonly filter: string;
}) => `\
# Made by \`rollcall demo\`. Everything that a config may hold is in config.example.yaml.
version: 1

sources:
  okta:
    type: okta
    url: ${okta}
    token: \${file:okta-token}
    app: ${APP}                     # only people assigned to this app

targets:
  jira:
    type: jira-dc
    url: ${jira}
    token: \${file:jira-token}
    leads: { project: jira-admin, component: jira-admin }   # who inherits from a leaver
    protect: { users: [breakglass], groups: [jira-administrators] }
    ignore: { users: ['/^bot-/'] }

syncs:
  - name: staff
    from: okta
    to: jira
    users:
      filter: '${filter}'
      match: [username, email]
      attributes:
        username: 'user.login.split("@")[0]'
        email: user.email
        displayName: 'user.firstName + " " + user.lastName'
      leavers:
        action: deactivate
        after: { reads: 2, atLeast: 1s }        # the default is 24h; the demo has no day to spare
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
