import { type Company, company } from './company.js';

const PEOPLE = ['ann', 'bob', 'cid', 'dan', 'eve', 'fay', 'hal'];

/** A company in which something of every kind has to be done: to people, groups, memberships and what they lead. */
export async function unrest(): Promise<Company> {
  const restless = await company({ people: PEOPLE, pageSize: 50 });
  const { okta } = restless;
  okta.addPerson('gil');
  okta.addMember('Engineering', 'gil'); // created, and a member of what exists
  okta.updateProfile('ann', { firstName: 'Anna' });
  okta.updateProfile('bob', { login: 'bobby@example.com' });
  okta.suspend('dan'); // stated, and leads a project
  okta.remove('hal'); // stated by the look-up
  okta.updateProfile('eve', { userType: 'contractor' }); // inferred, and leads a component
  okta.removeMember('Engineering', 'cid');
  okta.addGroup({ name: 'atl-blue', members: ['ann', 'fay', 'gil'] }); // made, with somebody new among its members
  return restless;
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
