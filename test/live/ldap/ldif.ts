import type { RealOrg } from '../../real-org.js';
import { SUFFIX } from './slapd.js';

/** One entry; values that LDIF cannot hold as they are go as base64 (RFC 2849). */
export const entryOf = (dn: string, attributes: Readonly<Record<string, string | readonly string[]>>): string =>
  [
    lineOf('dn', dn),
    ...Object.entries(attributes).flatMap(([name, values]) => [values].flat().map(value => lineOf(name, value))),
    '',
  ].join('\n');

const lineOf = (name: string, value: string): string =>
  /^[\x21-\x39\x3b\x3d-\x7e][\x20-\x7e]*$/.test(value) && !value.endsWith(' ')
    ? `${name}: ${value}`
    : `${name}:: ${Buffer.from(value).toString('base64')}`;

/** A value as part of a DN (RFC 4514). */
export const inDn = (value: string): string => value.replaceAll(/[,+"\\<>;=#]/g, '\\$&');

export const unitOf = (ou: string, below: string = SUFFIX): string =>
  entryOf(`ou=${ou},${below}`, { objectClass: 'organizationalUnit', ou });

/** What stands in groups that have no member: groupOfNames must have one (ldap.md, Gotchas 6). */
export const PLACEHOLDER = `cn=placeholder,${SUFFIX}`;

export const userDn = (id: string): string => `uid=${inDn(id)},ou=people,${SUFFIX}`;
export const groupDn = (name: string): string => `cn=${inDn(name)},ou=groups,${SUFFIX}`;

/** The organisation as OpenLDAP would hold it: a group's members are people, and the groups that stand in it. */
export function orgLdif({ users, groups }: RealOrg): string {
  const children = Map.groupBy(groups, ({ parent }) => parent);
  return [
    ...[unitOf('people'), unitOf('groups')],
    ...users.map(({ id, login, email, firstName, lastName, displayName }) =>
      entryOf(userDn(id), {
        ...{ objectClass: 'inetOrgPerson', uid: id, cn: displayName, sn: lastName, givenName: firstName },
        ...{ displayName, mail: email, employeeNumber: login },
      }),
    ),
    ...groups.map(({ name, members }) => {
      const inside = [...members.map(userDn), ...(children.get(name) ?? []).map(child => groupDn(child.name))];
      return entryOf(groupDn(name), {
        objectClass: 'groupOfNames',
        cn: name,
        member: inside.length > 0 ? inside : [PLACEHOLDER],
      });
    }),
  ].join('\n');
}
