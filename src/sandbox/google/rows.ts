import { createHash } from 'node:crypto';
import { type Customer, countOf, type GoogleGroup, type GoogleMember, type GoogleUser } from './customer.js';

type Row = Record<string, unknown>;

/** A row with its tag, which changes when it does. */
function tagged(row: Row): Row {
  return { ...row, etag: `"${createHash('sha256').update(JSON.stringify(row)).digest('base64url').slice(0, 27)}"` };
}

interface UserForm {
  readonly projection: string;
  readonly customFieldMask: readonly string[];
}

/** Custom fields only where `projection` asks for them; what a user has not is left out. */
export function userRow(customer: Customer, user: GoogleUser, { projection, customFieldMask }: UserForm): Row {
  const { givenName, familyName, primaryEmail, aliases, more, ...own } = user;
  const { customSchemas, ...rest } = more;
  const custom = Object.entries(Object(customSchemas)).filter(
    ([name]) => projection === 'full' || (projection === 'custom' && customFieldMask.includes(name)),
  );
  return tagged({
    ...{ kind: 'admin#directory#user', ...own, primaryEmail, customerId: customer.id },
    name: { givenName, familyName, fullName: `${givenName} ${familyName}`.trim() },
    emails: [{ address: primaryEmail, primary: true }, ...aliases.map(address => ({ address }))],
    ...(aliases.length > 0 && { aliases }),
    ...{ lastLoginTime: '1970-01-01T00:00:00.000Z', isMailboxSetup: true, ...rest },
    ...(custom.length > 0 && { customSchemas: Object.fromEntries(custom) }),
  });
}

/** The count is text, and of users only (google.md §3). */
export const groupRow = (group: GoogleGroup): Row =>
  tagged({
    ...{ kind: 'admin#directory#group', id: group.id, email: group.email, name: group.name, description: '' },
    ...{ directMembersCount: String(countOf(group)), adminCreated: true },
  });

/** Whoever is not of the customer has no `status`; all of the customer have no address (google.md §3). */
export function memberRow({ users, groups }: Customer, { id, role, type, email }: GoogleMember): Row {
  const user = users.get(id);
  const address = email ?? user?.primaryEmail ?? groups.get(id)?.email;
  const isOwn = user !== undefined || groups.has(id);
  return tagged({
    ...{ kind: 'admin#directory#member', id, role, type },
    ...(address !== undefined && { email: address }),
    ...(isOwn && { status: user?.suspended === true ? 'SUSPENDED' : 'ACTIVE' }),
  });
}
