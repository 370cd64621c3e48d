import { notFound } from './errors.js';
import { hides, type ListKind, type MischiefState, sent } from './mischief.js';
import { findPerson, groupsOf, nameOf, type OktaApp, type OktaGroup, type OktaPerson, type Org, usersOf } from './org.js';
import { type PageRequest, type PageSize, pageOf } from './pages.js';
import { selectApps, selectGroups, selectUsers } from './queries.js';
import { appGroupRow, appRow, appUserRow, fullUserRow, groupRow, projected, type Row, trimmed, userRow } from './rows.js';
import { type AttributeType, USER_SCHEMA, userSchema } from './schema.js';

export interface Ask extends PageRequest {
  params: Record<string, string>;
  query: URLSearchParams;
  contentType: string | undefined;
}

export interface Answer {
  body: unknown;
  links?: string[];
}

export interface Surroundings {
  org: Org;
  mischief: MischiefState;
  pageSize: number | undefined;
  /** whom the token belongs to; not one of the company */
  tokenOwner: OktaPerson;
  attributes: Record<string, AttributeType>;
  deprovisionedMembers: 'listed' | 'hidden';
}

/** As recorded: the defaults show in the `self` link. Nobody has documented a maximum for a group's apps. */
const SIZES = {
  users: { byDefault: 200, atMost: 200 },
  pickUsers: { byDefault: 10, atMost: 200 },
  groups: { byDefault: 10_000, atMost: 10_000 },
  pickGroups: { byDefault: 300, atMost: 10_000 },
  members: { byDefault: 1000, atMost: 1000 },
  groupsOfUser: { byDefault: 200, atMost: 200 },
  apps: { byDefault: 20, atMost: 200 },
  appUsers: { byDefault: 50, atMost: 500 },
  appGroups: { byDefault: 20, atMost: 200, atLeast: 20 },
} satisfies Record<string, PageSize>;

/** Everything a puller asks for, by path. */
export function endpointsOf(around: Surroundings): Record<string, (ask: Ask) => Answer> {
  const { org, mischief } = around;

  const personOf = ({ id = '' }: Record<string, string>): OktaPerson => {
    if (id === 'me' || id === around.tokenOwner.id) return around.tokenOwner;
    const person = findPerson(org, id);
    if (person === undefined) throw notFound(id, 'User');
    return person;
  };
  const groupOf = ({ id = '' }: Record<string, string>): OktaGroup => {
    const group = org.groups.get(id);
    if (group === undefined) throw notFound(id, 'UserGroup');
    return group;
  };
  const appOf = ({ id = '' }: Record<string, string>): OktaApp => {
    const app = org.apps.get(id);
    if (app === undefined) throw notFound(id, 'AppInstance');
    return app;
  };

  const page = <T extends { id: string }>(ask: Ask, all: readonly T[], size: PageSize, row: (one: T) => unknown): Answer => {
    const { rows, links } = pageOf(ask, all, size, mischief, around.pageSize);
    return { body: rows.map(row), links };
  };
  /** A `q` is for pick lists: so many rows, and no links at all. */
  const pick = <T extends { id: string }>(ask: Ask, all: readonly T[], size: PageSize, row: (one: T) => unknown): Answer => ({
    body: pageOf(ask, all, size, mischief).rows.map(row),
  });
  const isPick = ({ query }: Ask) => query.has('q') && !query.has('search') && !query.has('filter');

  const visible = <T extends { id: string }>(all: Iterable<T>, list: ListKind): T[] =>
    [...all].filter(({ id }) => !hides(mischief, id, list));
  const userOf = (ask: Ask) => (person: OktaPerson) => sent(mischief, person.id, userRow(person, ask.origin));
  const groupAs = (ask: Ask) => (group: OktaGroup) =>
    sent(mischief, group.id, groupRow(group, ask.origin, org, ask.query.get('expand') ?? undefined));

  return {
    '/api/v1/users': ask => {
      const found = selectUsers(visible(org.people.values(), 'users'), ask.query, Object.keys(around.attributes));
      const row = (person: OktaPerson) => sent(mischief, person.id, asAsked(userRow(person, ask.origin), ask));
      return isPick(ask) ? pick(ask, found, SIZES.pickUsers, row) : page(ask, found, SIZES.users, row);
    },

    '/api/v1/users/:id': ask => {
      const person = personOf(ask.params);
      return { body: sent(mischief, person.id, asAsked(fullUserRow(person, ask.origin), ask)) };
    },

    '/api/v1/users/:id/groups': ask => {
      const groups = visible(groupsOf(org, personOf(ask.params)), 'groupsOfUser');
      return page(ask, groups, SIZES.groupsOfUser, groupAs(ask));
    },

    '/api/v1/groups': ask => {
      const found = selectGroups(visible(org.groups.values(), 'groups'), ask.query);
      return isPick(ask) ? pick(ask, found, SIZES.pickGroups, groupAs(ask)) : page(ask, found, SIZES.groups, groupAs(ask));
    },

    '/api/v1/groups/:id': ask => ({ body: groupAs(ask)(groupOf(ask.params)) }),

    '/api/v1/groups/:id/users': ask => {
      const members = [...groupOf(ask.params).members]
        .map(id => org.people.get(id))
        .filter(person => person !== undefined)
        .filter(({ status }) => around.deprovisionedMembers === 'listed' || status !== 'DEPROVISIONED');
      return page(ask, visible(members, 'members'), SIZES.members, userOf(ask));
    },

    '/api/v1/groups/:id/apps': ask => {
      const { id } = groupOf(ask.params);
      const apps = [...org.apps.values()].filter(({ groups }) => groups.has(id));
      return page(ask, apps, SIZES.apps, app => appRow(app, ask.origin));
    },

    '/api/v1/apps': ask => page(ask, selectApps([...org.apps.values()], ask.query), SIZES.apps, app => appRow(app, ask.origin)),

    '/api/v1/apps/:id': ask => ({ body: appRow(appOf(ask.params), ask.origin) }),

    '/api/v1/apps/:id/users': ask => {
      const app = appOf(ask.params);
      const starts = startsWith(ask.query.get('q'));
      const users = usersOf(org, app)
        .map(user => ({ ...user, id: user.person.id }))
        .filter(({ person: { profile } }) => [profile.login, profile.firstName, profile.lastName, profile.email].some(starts));
      return page(ask, visible(users, 'appUsers'), SIZES.appUsers, ({ person, scope, since }) => ({
        ...appUserRow(app, person, scope, since, ask.origin),
        ...(ask.query.get('expand') === 'user' ? { _embedded: { user: userOf(ask)(person) } } : {}),
      }));
    },

    '/api/v1/apps/:id/users/:userId': ask => {
      const app = appOf(ask.params);
      const { userId = '' } = ask.params;
      const found = usersOf(org, app).find(({ person }) => person.id === userId);
      if (found === undefined) throw notFound(userId, 'AppUser');
      return { body: appUserRow(app, found.person, found.scope, found.since, ask.origin) };
    },

    '/api/v1/apps/:id/groups': ask => {
      const app = appOf(ask.params);
      const starts = startsWith(ask.query.get('q'));
      const assigned = [...app.groups]
        .map(([id, since], priority) => ({ id, since, priority, group: org.groups.get(id) }))
        .filter(({ group }) => group !== undefined && starts(nameOf(group)));
      return page(ask, visible(assigned, 'appGroups'), SIZES.appGroups, ({ id, since, priority, group }) => ({
        ...appGroupRow(app, id, since, priority, ask.origin),
        ...(ask.query.get('expand') === 'group' && group ? { _embedded: { group: groupAs(ask)(group) } } : {}),
      }));
    },

    '/api/v1/meta/schemas/user/:id': ({ params: { id = '' }, origin }) => {
      if (id !== 'default' && id !== USER_SCHEMA) throw notFound(id, 'Schema');
      return { body: userSchema(org, around.attributes, origin) };
    },
  };
}

const asAsked = (row: Row, { contentType, query }: Ask) => projected(trimmed(row, contentType), query.get('fields') ?? undefined);

const startsWith = (beginning: string | null) => (value: unknown) =>
  String(value ?? '')
    .toLowerCase()
    .startsWith(beginning?.toLowerCase() ?? '');
