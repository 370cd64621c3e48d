import { createHash } from 'node:crypto';
import type { Domain, Grant, IdcsApp, IdcsGroup } from './domain.js';

/** Who may use which app: a row for each way somebody got it. A group's grant shows once for the group, and for each of its people. */
export function grantsOf(domain: Domain): Grant[] {
  return [...domain.apps.values()].flatMap(app => [
    ...directGrants(app),
    ...groupGrants(domain, app),
    ...roleGrants(domain, app),
  ]);
}

function directGrants(app: IdcsApp): Grant[] {
  return [...app.users].map(([value, { mechanism, isFulfilled }]) =>
    grant({ grantee: { value, type: 'User' }, appId: app.id, mechanism, isFulfilled }),
  );
}

function groupGrants(domain: Domain, app: IdcsApp): Grant[] {
  return [...app.groups].flatMap(([id, { mechanism, isFulfilled }]) => {
    const group = domain.groups.get(id);
    if (group === undefined) return [];
    const itself = grant({ grantee: { value: id, type: 'Group' }, appId: app.id, mechanism, isFulfilled });
    const people = [...peopleIn(domain, group)].map(value =>
      grant({ grantee: { value, type: 'User' }, appId: app.id, mechanism: 'GROUP_MEMBERSHIP', isFulfilled }, id),
    );
    return [itself, ...people];
  });
}

function roleGrants(domain: Domain, app: IdcsApp): Grant[] {
  const roles = [...domain.roles.values()].filter(({ appId }) => appId === app.id);
  return roles.flatMap(role =>
    [...role.members].map(value =>
      grant({
        ...{ grantee: { value, type: 'User' as const }, appId: app.id, roleId: role.id },
        ...{ mechanism: 'ADMINISTRATOR_TO_USER' as const, isFulfilled: true },
      }),
    ),
  );
}

/** Ids of its people and those of the groups inside. */
function peopleIn(domain: Domain, group: IdcsGroup): Set<string> {
  const groups = new Set([group]);
  for (const outer of groups)
    for (const id of outer.nested) {
      const inner = domain.groups.get(id);
      if (inner) groups.add(inner);
    }
  return new Set([...groups].flatMap(each => [...(each.isAutomatic ? domain.people.keys() : each.members.keys())]));
}

/** The people with an account in the app, each once. */
export const usersOf = (domain: Domain, app: IdcsApp): string[] => [
  ...new Set(
    grantsOf({ ...domain, apps: new Map([[app.id, app]]) })
      .filter(({ grantee }) => grantee.type === 'User')
      .map(({ grantee }) => grantee.value),
  ),
];

function grant(row: Omit<Grant, 'id'>, through = ''): Grant {
  const parts = [row.appId, row.grantee.type, row.grantee.value, row.mechanism, row.roleId ?? '', through];
  return { id: hexId(parts.join(' ')), ...row };
}

/** 32 hex digits, the same for the same text. */
export const hexId = (text: string) => createHash('md5').update(text).digest('hex');
