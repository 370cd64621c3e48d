import { loginOf, type OktaApp, type OktaGroup, type OktaPerson, type Org } from './org.js';
import { USER_SCHEMA, USER_TYPE } from './schema.js';

/** What is sent for a person, group, assignment: as in the recordings, with less under `_links` in lists. */
export type Row = Record<string, unknown>;

export function userRow(person: OktaPerson, origin: string): Row {
  const { id, status, transitioningToStatus, profile, ...dates } = person;
  return {
    id,
    status,
    ...(transitioningToStatus ? { transitioningToStatus } : {}),
    ...dates,
    type: { id: USER_TYPE },
    profile,
    credentials: {
      password: {},
      emails: [{ value: profile.email, status: 'VERIFIED', type: 'PRIMARY' }],
      provider: { type: 'OKTA', name: 'OKTA' },
    },
    _links: { self: { href: `${origin}/api/v1/users/${id}` } },
  };
}

/** A single user has links for all that may be done with it. */
export function fullUserRow(person: OktaPerson, origin: string): Row {
  const self = `${origin}/api/v1/users/${person.id}`;
  const todo = (name: string, path: string) => ({ [name]: { href: `${self}/${path}`, method: 'POST' } });
  const links: Partial<Record<OktaPerson['status'], Row>> = {
    STAGED: todo('activate', 'lifecycle/activate'),
    DEPROVISIONED: todo('activate', 'lifecycle/activate'),
    SUSPENDED: todo('unsuspend', 'lifecycle/unsuspend'),
  };
  return {
    ...userRow(person, origin),
    _links: {
      ...(links[person.status] ?? { ...todo('suspend', 'lifecycle/suspend'), ...todo('deactivate', 'lifecycle/deactivate') }),
      ...todo('resetPassword', 'lifecycle/reset_password'),
      ...todo('resetFactors', 'lifecycle/reset_factors'),
      ...todo('changePassword', 'credentials/change_password'),
      schema: { href: `${origin}/api/v1/meta/schemas/user/${USER_SCHEMA}` },
      type: { href: `${origin}/api/v1/meta/types/user/${USER_TYPE}` },
      self: { href: self },
    },
  };
}

// biome-ignore format: one line is enough
const CREDENTIAL_LINKS = new Set(['changePassword', 'changeRecoveryQuestion', 'forgotPassword', 'resetPassword', 'resetFactors', 'unlock']);

/** `Content-Type: application/json; okta-response="omitCredentials,…"` on the request leaves blocks out. */
export function trimmed(row: Row, contentType: string | undefined): Row {
  const wishes = /okta-response="?([\w,\s]+)"?/.exec(contentType ?? '')?.[1] ?? '';
  const { credentials, transitioningToStatus, _links, ...rest } = row;
  return {
    ...rest,
    ...(transitioningToStatus === undefined || wishes.includes('omitTransitioningToStatus') ? {} : { transitioningToStatus }),
    ...(/omitCredentials\b/.test(wishes) ? {} : { credentials }),
    _links: wishes.includes('omitCredentialsLinks')
      ? Object.fromEntries(Object.entries(_links ?? {}).filter(([name]) => !CREDENTIAL_LINKS.has(name)))
      : _links,
  };
}

/** `fields=status,profile:(firstName,login)`; `id` is always there. */
export function projected(row: Row, fields: string | undefined): Row {
  if (fields === undefined) return row;
  const profileFields = /profile:\(([^)]*)\)/
    .exec(fields)?.[1]
    ?.split(',')
    .map(name => name.trim());
  const names = new Set([
    'id',
    ...fields
      .replace(/profile:\([^)]*\)/, '')
      .split(',')
      .map(name => name.trim()),
  ]);
  const picked = Object.entries(row).filter(([name]) => names.has(name));
  if (profileFields === undefined || names.has('profile')) return Object.fromEntries(picked);
  const profile = Object.entries(row.profile ?? {}).filter(([name]) => profileFields.includes(name));
  return { ...Object.fromEntries(picked), profile: Object.fromEntries(profile) };
}

export function groupRow(group: OktaGroup, origin: string, org: Org, expand?: string): Row {
  const { id, members, source, type, profile, ...dates } = group;
  const self = `${origin}/api/v1/groups/${id}`;
  const stats = {
    usersCount: members.size,
    appsCount: [...org.apps.values()].filter(app => app.groups.has(id)).length,
    groupPushMappingsCount: 0,
    hasAdminPrivilege: false,
  };
  return {
    id,
    ...dates,
    objectClass: type === 'APP_GROUP' ? ['okta:windows_security_principal'] : ['okta:user_group'],
    type,
    profile,
    _links: {
      ...(source === undefined ? {} : { source: { href: `${origin}/api/v1/apps/${source}` } }),
      users: { href: `${self}/users` },
      apps: { href: `${self}/apps` },
    },
    ...(expand === 'stats' ? { _embedded: { stats } } : {}),
  };
}

export function appRow(app: OktaApp, origin: string): Row {
  const { id, name, label, status, created, lastUpdated } = app;
  const self = `${origin}/api/v1/apps/${id}`;
  return {
    ...{ id, name, label, status, lastUpdated, created },
    accessibility: { selfService: false, errorRedirectUrl: null, loginRedirectUrl: null },
    visibility: { autoSubmitToolbar: false, hide: { iOS: false, web: false }, appLinks: {} },
    features: [],
    signOnMode: 'SAML_2_0',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Okta's own template language
    credentials: { userNameTemplate: { template: '${source.login}', type: 'BUILT_IN' }, signing: {} },
    settings: { app: {}, notifications: { vpn: { network: { connection: 'DISABLED' }, message: null, helpUrl: null } } },
    _links: { users: { href: `${self}/users` }, groups: { href: `${self}/groups` }, self: { href: self } },
  };
}

export function appUserRow(app: OktaApp, person: OktaPerson, scope: 'USER' | 'GROUP', since: string, origin: string): Row {
  return {
    id: person.id,
    externalId: null,
    created: since,
    lastUpdated: since,
    scope,
    status: 'ACTIVE',
    statusChanged: since,
    passwordChanged: null,
    syncState: 'DISABLED',
    credentials: { userName: loginOf(person) },
    profile: { email: person.profile.email },
    _links: {
      app: { href: `${origin}/api/v1/apps/${app.id}` },
      user: { href: `${origin}/api/v1/users/${person.id}` },
    },
  };
}

export function appGroupRow(app: OktaApp, groupId: string, since: string, priority: number, origin: string): Row {
  return {
    id: groupId,
    lastUpdated: since,
    priority,
    profile: {},
    _links: {
      app: { href: `${origin}/api/v1/apps/${app.id}` },
      self: { href: `${origin}/api/v1/apps/${app.id}/groups/${groupId}` },
      group: { href: `${origin}/api/v1/groups/${groupId}` },
    },
  };
}
