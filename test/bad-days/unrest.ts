import type { OktaEmulator } from '../../src/sandbox/okta/index.js';
import { type Company, company } from './company.js';

export const RESTLESS = { people: ['ann', 'bob', 'cid', 'dan', 'eve', 'fay', 'hal'], pageSize: 50 };

/** A company in which something of every kind has to be done: to people, groups, memberships and what they lead. */
export async function unrest(): Promise<Company> {
  const restless = await company(RESTLESS);
  stir(restless.okta);
  return restless;
}

export function stir(okta: OktaEmulator): void {
  okta.addPerson('gil');
  okta.addMember('Engineering', 'gil'); // created, and a member of what exists
  okta.updateProfile('ann', { firstName: 'Anna' });
  okta.updateProfile('bob', { login: 'bobby@example.com' });
  okta.suspend('dan'); // stated, and leads a project
  okta.remove('hal'); // stated by the look-up
  okta.updateProfile('eve', { userType: 'contractor' }); // inferred, and leads a component
  okta.removeMember('Engineering', 'cid');
  okta.addGroup({ name: 'atl-blue', members: ['ann', 'fay', 'gil'] }); // made, with somebody new among its members
}

/** What becomes of it when nothing disturbs. */
export const KINDS_OF_CHANGE = [
  'handOver',
  'deactivateUser',
  'createUser',
  'updateUser',
  'renameUser',
  'createGroup',
  'addMember',
  'removeMember',
] as const;
export type KindOfChange = (typeof KINDS_OF_CHANGE)[number];
