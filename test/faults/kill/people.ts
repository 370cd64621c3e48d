import type { JiraOptions } from '../../../src/sandbox/jira-dc/index.js';
import type { OktaEmulator } from '../../../src/sandbox/okta/index.js';

const STAYING = ['ada', 'amy', 'ann', 'ben', 'bob', 'cid', 'col', 'dag'];
const CHANGING = ['eva', 'fay', 'gus', 'ida', 'jon'];
const RENAMED = ['kim', 'leo', 'max'];
const BACK = ['ned', 'oda'];
const OVER = ['pam', 'quy'];
const STATED = ['ray', 'sam', 'tia', 'uma'];
const INFERRED = ['val', 'wim'];
const MOVING = ['xan', 'yan', 'zoe', 'abe', 'bea', 'cal'];
const NEW = ['dee', 'eli', 'flo', 'gil', 'hal', 'ivy'];

const THERE = [...STAYING, ...CHANGING, ...RENAMED, ...BACK, ...OVER, ...STATED, ...INFERRED, ...MOVING];

/** Keys of their own, so that every world names its points alike. */
const accounts = (names: readonly string[]) =>
  names.map(name => ({ name, key: name, displayName: `${name.charAt(0).toUpperCase()}${name.slice(1)} Example` }));

/** At first: everybody has an account but one, who makes the groups for new users rollcall's business. */
export const company = {
  okta: {
    everyone: false,
    users: [...THERE, 'kit'],
    groups: {
      Engineering: [...STAYING, ...MOVING, ...RENAMED],
      'atl-red': ['ada', 'ann', 'leo', 'ned'],
      'atl-old': ['ada', 'pam'],
      'atl-older': ['ben'],
    },
  },
  jira: {
    users: accounts(THERE),
    projects: [
      { key: 'OPS', lead: 'ray', components: [{ name: 'api', lead: 'sam' }] },
      { key: 'WEB', lead: 'val', components: [{ name: 'pages', lead: 'val', assigneeType: 'COMPONENT_LEAD' }] },
    ],
  },
  /** another Jira, in which nobody takes over what a leaver leads */
  desk: {
    users: accounts(['ada', 'uma']).map(user => ({ ...user, groups: ['jira-software-users'] })),
    projects: [{ key: 'HELP', lead: 'uma' }],
  },
} satisfies { readonly okta: object; readonly jira: JiraOptions; readonly desk: JiraOptions };

/** Long before: some leave, and some seem to. */
export function before(okta: OktaEmulator): void {
  for (const who of [...BACK, ...OVER]) okta.suspend(who);
  for (const who of INFERRED) okta.updateProfile(who, { userType: 'contractor' });
}
/** Whom the first leaving is so long ago for that they are deleted. */
export const areOver = (who: string) => OVER.includes(who);

/** The morning on which something of every kind is due. */
export function morning(okta: OktaEmulator): void {
  for (const who of NEW) okta.addPerson(who);
  for (const who of CHANGING) okta.updateProfile(who, { lastName: 'Married', email: `${who}.married@example.com` });
  for (const who of RENAMED) okta.updateProfile(who, { login: `${who}.new@example.com` });
  for (const who of BACK) okta.unsuspend(who);
  for (const who of STATED) if (who !== 'tia') okta.suspend(who);
  okta.remove('tia'); // the look-up tells
  for (const who of MOVING) okta.removeMember('Engineering', who);
  for (const who of ['ann', 'leo']) okta.removeMember('atl-red', who); // one of them has another name by then
  for (const who of ['dee', 'eli', 'flo', 'gil', 'eva', 'fay', 'gus']) okta.addMember('Engineering', who);
  okta.removeGroup('atl-old');
  okta.removeGroup('atl-older');
  okta.addGroup({ name: 'atl-blue', members: ['ada', 'amy', 'ben', 'bob', 'dee', 'eli'] });
  okta.addGroup({ name: 'atl-green', members: ['cid', 'col', 'dag', 'kim', 'hal'] });
  okta.addGroup({ name: 'atl-grey', members: ['ivy'] });
}
