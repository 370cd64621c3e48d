import { APP, BITBUCKET_ACCOUNT, type DemoSecrets } from './world.js';

export const GOOD_FILTER = `user.userType == "employee"`;
/** nobody is of that type */
export const MISSPELT_FILTER = `user.userType == "employe"`;

interface Written {
  readonly okta: string;
  readonly jira: string;
  readonly confluence: string;
  readonly bitbucket: string;
  readonly filter: string;
  readonly madeBy?: string;
  /** as they stand in the file */
  readonly secrets?: DemoSecrets;
  readonly schedule?: string;
}

const FILES: DemoSecrets = {
  okta: `\${file:okta-token}`,
  jira: `\${file:jira-token}`,
  confluence: `\${file:confluence-token}`,
  bitbucket: `\${file:bitbucket-password}`,
};

/** The config of the made-up company, as an admin would write one. */
export function configText({ madeBy = 'rollcall demo', secrets = FILES, schedule, filter, ...at }: Written): string {
  const scheduled = schedule === undefined ? '' : `\n    schedule: '${schedule}'`;
  return `\
# Made by \`${madeBy}\`. Everything that a config may hold is in config.example.yaml.
version: 1

sources:
  okta:
    type: okta
    url: ${at.okta}
    token: ${secrets.okta}
    app: ${APP}                     # only people assigned to this app

targets:
  jira:
    type: jira-dc
    url: ${at.jira}
    token: ${secrets.jira}
    leads: { project: jira-admin, component: jira-admin }   # who inherits from a leaver
    protect: { users: [breakglass], groups: [jira-administrators] }
    ignore: { users: ['/^bot-/'] }
  confluence:
    type: confluence-dc
    url: ${at.confluence}
    token: ${secrets.confluence}
    directory: own                  # not Jira's: people are written to both
    protect: { users: [breakglass] }
  bitbucket:
    type: bitbucket-dc
    url: ${at.bitbucket}
    username: ${BITBUCKET_ACCOUNT}            # Bitbucket's own tokens cannot administer
    password: ${secrets.bitbucket}
    protect: { users: [breakglass] }

syncs:
  - name: staff
    from: okta
    to: [jira, confluence]${scheduled}
    users:
      filter: '${filter}'
      ${people()}
    groups:
      include: ['/^atl-/', Engineering, Platform, Everyone]
      exclude: ['/-test$/']
      manual:
        - { id: developers, from: [Engineering, Platform], to: jira/jira-developers }
        - { id: everybody, from: Everyone, to: [jira/jira-users, confluence/confluence-users], membership: additive }
      onTheFly:
        - { id: teams, match: 'atl-(?<team>[a-z0-9-]+)', to: 'team-{team}' }
      defaults:
        newUsers: [jira/jira-software-users]

  - name: engineers                             # Bitbucket is for them alone
    from: okta
    to: bitbucket${scheduled}
    users:
      filter: 'user.userType == "employee" && user.department == "Engineering"'
      ${people()}
    groups:
      manual:
        - { id: developers, from: [Engineering, Platform], to: developers }
`;
}

const people = () => `match: [username, email]
      attributes:
        username: 'user.login.split("@")[0]'
        email: user.email
        displayName: 'user.firstName + " " + user.lastName'
      leavers:
        action: deactivate
        after: { reads: 2, atLeast: 1s }        # the default is 24h; nobody who tries this has a day to spare`;
