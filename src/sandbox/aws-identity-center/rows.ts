import { resourceId, type Store, type StoreGroup, type StorePerson } from './store.js';

/** Epoch seconds, as JSON 1.1 writes a time (aws.md §3, 2026-11: the encoding is unsure). */
const CREATED = 1_772_352_000.123;
const BY = { CreatedAt: CREATED, CreatedBy: 'SCIM', UpdatedAt: CREATED, UpdatedBy: 'SCIM' };

export const EXTENSION = 'aws:identitystore:enterprise';

/** A user of ListUsers and DescribeUser; what is not there is left out. `status`: whether this endpoint is new enough to tell it. */
export function userRow(store: Store, person: StorePerson, status: boolean, extensions: boolean): Record<string, unknown> {
  const { id, userName, email, givenName, familyName, displayName, title, enabled, externalId, enterprise } = person;
  const name = {
    ...(familyName !== undefined && { FamilyName: familyName }),
    ...(givenName !== undefined && { GivenName: givenName }),
  };
  return {
    ...{ IdentityStoreId: store.id, UserId: id, UserName: userName, ...BY },
    ...(externalId !== undefined && { ExternalIds: [{ Issuer: 'https://scim.aws.com/sandbox/0001', Id: externalId }] }),
    ...(Object.keys(name).length > 0 && { Name: name }),
    ...(displayName !== undefined && { DisplayName: displayName }),
    ...(email !== undefined && { Emails: [{ Value: email, Type: 'work', Primary: true }] }),
    ...(title !== undefined && { Title: title }),
    ...(status && { UserStatus: enabled ? 'ENABLED' : 'DISABLED' }),
    ...(extensions && enterprise !== undefined && { Extensions: { [EXTENSION]: enterprise } }),
  };
}

export const groupRow = (store: Store, { id, name }: StoreGroup) => ({
  ...{ IdentityStoreId: store.id, GroupId: id, DisplayName: name, Description: `${name} of the sandbox`, ...BY },
});

export const membershipRow = (store: Store, group: string, person: string) => ({
  ...{ IdentityStoreId: store.id, MembershipId: resourceId(`membership ${group} ${person}`), GroupId: group },
  ...{ MemberId: { UserId: person }, ...BY },
});
