import { countingGuards } from '../../../src/model/plan.js';
import type { JiraEmulator } from '../../../src/sandbox/jira-dc/index.js';
import type { OktaEmulator } from '../../../src/sandbox/okta/index.js';

const guards = `emptied-group: { from: 1000 }, ${countingGuards
  .filter(name => name !== 'deletions') // an approval lifts that one
  .map(name => `${name}: { share: 100%, floor: 1000 }`)
  .join(', ')}`;

interface Systems {
  readonly okta: OktaEmulator;
  readonly jira: JiraEmulator;
  readonly desk: JiraEmulator;
}

/** No guard that counts stands in the way; at the desk nobody inherits projects. */
export const configOf = ({ okta, jira, desk }: Systems) => `
version: 1
state: state/state.db
sources:
  okta: { type: okta, url: '${okta.url}', token: '\${env:OKTA_TOKEN}', guards: { shrunk-source: { share: 0% } } }
targets:
  jira: { type: jira-dc, url: '${jira.url}', token: '\${env:JIRA_TOKEN}', leads: { project: admin, component: admin }, guards: { ${guards} } }
  desk: { type: jira-dc, url: '${desk.url}', token: '\${env:JIRA_TOKEN}', guards: { ${guards} } }
syncs:
  - name: staff
    from: okta
    to: jira
    users: &users
      filter: 'user.userType != "contractor"'
      match: [username]
      attributes:
        username: 'user.login.split("@")[0]'
        email: user.email
        displayName: 'user.firstName + " " + user.lastName'
      leavers: { action: delete, after: { reads: 2, atLeast: 24h }, deleteAfter: 30d }
    groups:
      membership: managed
      manual:
        - { from: Engineering, to: developers }
      onTheFly:
        - { match: 'atl-(?<team>.+)', to: '{team}' }
      orphans: delete
      defaults: { newUsers: [jira-software-users] }
  - name: desk
    from: okta
    to: desk
    users: { <<: *users, create: false }
approvals:
  - { target: jira, guard: deletions, max: 10, reason: 'a test', expires: 2099-12-31 }
`;
