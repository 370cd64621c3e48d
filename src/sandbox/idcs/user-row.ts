import { type Domain, groupsOf, type IdcsPerson } from './domain.js';
import { usersOf } from './grants.js';
import { hides } from './mischief.js';
import { type Around, accountId, actor, grantsTo, meta, ocid, type Row } from './row.js';
import { CUSTOM_EXTENSION, ENTERPRISE_EXTENSION, STATE_EXTENSION, USER_EXTENSION, userSchema } from './schemas.js';

export function userRow(person: IdcsPerson, around: Around): Row {
  const { id, userName, active, core, locked, lastLogin } = person;
  const { domain, origin } = around;
  const extensions = {
    [USER_EXTENSION]: userExtension(person, domain),
    [STATE_EXTENSION]: { locked, lastSuccessfulLoginDate: lastLogin },
    ...(isEmpty(person.enterprise) ? {} : { [ENTERPRISE_EXTENSION]: person.enterprise }),
    ...(isEmpty(person.custom) ? {} : { [CUSTOM_EXTENSION]: person.custom }),
  };
  return {
    schemas: [userSchema([]).id, ...Object.keys(extensions)],
    ...{ id, userName, active, ...core, ...extensions },
    ...{ idcsCreatedBy: actor(origin), idcsLastModifiedBy: actor(origin) },
    get ocid() {
      return ocid('user', id);
    },
    get meta() {
      return meta('User', person, `${origin}/admin/v1/Users/${id}`);
    },
    get groups() {
      return membershipsOf(person, around);
    },
  };
}

function userExtension({ id, userName, status, groupMembershipLastModified, user }: IdcsPerson, domain: Domain) {
  return {
    ...{ isFederatedUser: false, creationMechanism: 'api', groupMembershipLastModified, status, ...user },
    get accounts() {
      const apps = [...domain.apps.values()].filter(app => usersOf(domain, app).includes(id));
      return apps.map(app => ({ value: accountId(app, id), appId: app.id, name: userName, active: true }));
    },
    get grants() {
      return grantsTo('User', id, domain);
    },
    get appRoles() {
      const roles = [...domain.roles.values()].filter(({ members }) => members.has(id));
      return roles.map(role => ({
        ...{ value: role.id, display: role.displayName, type: 'direct', appId: role.appId, adminRole: false },
        appName: domain.apps.get(role.appId)?.displayName ?? '',
      }));
    },
  };
}

function membershipsOf(person: IdcsPerson, { domain, mischief, origin, allUsers }: Around) {
  return groupsOf(domain, person)
    .filter(({ group }) => !(group.isAutomatic && allUsers === 'hidden') && !hides(mischief, group.id, 'userGroups'))
    .map(({ group: { id, displayName, externalId }, type, since }) => ({
      ...{ value: id, display: displayName, nonUniqueDisplay: displayName, type, dateAdded: since },
      $ref: `${origin}/admin/v1/Groups/${id}`,
      ...(externalId === undefined ? {} : { externalId }),
      get ocid() {
        return ocid('group', id);
      },
      get membershipOcid() {
        return ocid('groupmembership', `${id} ${person.id}`);
      },
    }));
}

const isEmpty = (values: object) => Object.keys(values).length === 0;
