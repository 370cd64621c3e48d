import { type Grant, type IdcsApp, type IdcsGroup, type IdcsRole, membersOf } from './domain.js';
import { usersOf } from './grants.js';
import { hides } from './mischief.js';
import { type Around, accountId, grantsTo, memberRow, meta, ocid, type Row } from './row.js';
import { APP_SCHEMA, DYNAMIC_EXTENSION, GRANT_SCHEMA, GROUP_EXTENSION, GROUP_SCHEMA, ROLE_SCHEMA } from './schemas.js';

export function groupRow(group: IdcsGroup, { domain, mischief, origin }: Around): Row {
  const { id, displayName, externalId, description, membershipType, membershipRule } = group;
  return {
    schemas: [GROUP_SCHEMA.id, GROUP_EXTENSION, DYNAMIC_EXTENSION],
    ...{ id, ocid: ocid('group', id), displayName, nonUniqueDisplayName: displayName },
    ...(externalId === undefined ? {} : { externalId }),
    meta: meta('Group', group, `${origin}/admin/v1/Groups/${id}`),
    get members() {
      return membersOf(domain, group)
        .filter(({ person }) => !hides(mischief, person.id, 'members'))
        .map(({ person, since }) => memberRow(id, person, since, origin));
    },
    [GROUP_EXTENSION]: {
      description,
      get grants() {
        return grantsTo('Group', id, domain);
      },
    },
    [DYNAMIC_EXTENSION]: { membershipType, membershipRule },
  };
}

export function grantRow({ id, grantee, appId, roleId, mechanism, isFulfilled }: Grant, { domain, origin }: Around): Row {
  const [person, group] = [domain.people.get(grantee.value), domain.groups.get(grantee.value)];
  return {
    ...{ schemas: [GRANT_SCHEMA.id], id, grantMechanism: mechanism, isFulfilled },
    grantee: { ...grantee, display: grantee.type === 'User' ? person?.core.displayName : group?.displayName },
    app: { value: appId, display: domain.apps.get(appId)?.displayName },
    ...(roleId === undefined ? {} : { entitlement: { attributeName: 'appRoles', attributeValue: roleId } }),
    meta: { resourceType: 'Grant', location: `${origin}/admin/v1/Grants/${id}` },
  };
}

export function appRow(app: IdcsApp, { domain, origin }: Around): Row {
  const { id, displayName, created } = app;
  return {
    ...{ schemas: [APP_SCHEMA.id], id, displayName, active: true },
    meta: meta('App', { created, lastModified: created, version: 1 }, `${origin}/admin/v1/Apps/${id}`),
    get accounts() {
      return usersOf(domain, app).map(ownerId => ({ value: accountId(app, ownerId), ownerId, active: true }));
    },
  };
}

export function roleRow({ id, displayName, appId, members }: IdcsRole, { domain, origin }: Around): Row {
  const people = () => [...members].map(member => domain.people.get(member)).filter(person => person !== undefined);
  return {
    ...{ schemas: [ROLE_SCHEMA.id], id, displayName },
    app: { value: appId, display: domain.apps.get(appId)?.displayName },
    meta: { resourceType: 'AppRole', location: `${origin}/admin/v1/AppRoles/${id}` },
    get members() {
      return people().map(person => memberRow(id, person, person.created, origin));
    },
  };
}
