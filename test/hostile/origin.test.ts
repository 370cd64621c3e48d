import { describe, expect, it } from 'vitest';
import { accountId, personId, personKey, providerId } from '../../src/model/ids.js';
import { type Emulator, startServer } from '../../src/sandbox/server.js';
import type { Source } from '../../src/sources/source.js';
import { idcsFixture } from '../contracts/idcs-fixture.js';
import { testJira } from '../contracts/jira-dc-fixture.js';
import { appFixture } from '../contracts/okta-app-fixture.js';
import { oktaFixture } from '../contracts/okta-fixture.js';
import { command } from '../contracts/target.js';

const { signal } = new AbortController();

/** Somebody else's server, at an address that is nearly ours: 127.0.0.1, and another port. */
const foreignServer = () => startServer({}, app => app.all('/*', async () => [{}]));

/** Ways to send somebody there. `own` is where the request went. */
const ways: Readonly<Record<string, (foreign: string, own: string) => string>> = {
  'its address': foreign => `${foreign}/api/v1/users`,
  'a sign-in page': foreign => `${foreign}/login?token=1`,
  'no scheme': foreign => `//${new URL(foreign).host}/x`,
  'our host as the user': (foreign, own) => `http://${new URL(own).host.replace(':', '%3a')}@${new URL(foreign).host}/x`,
  'our host as user and password': (foreign, own) => `http://${new URL(own).host}@${new URL(foreign).host}/x`,
  'back-slashes': foreign => `http:\\\\${new URL(foreign).host}\\x`,
  'another scheme in capitals': foreign => `HTTP://${new URL(foreign).host}/x`,
  'a line break': foreign => `/x%0d%0aLocation:%20${foreign}`,
  https: foreign => foreign.replace('http:', 'https:'),
};

interface World extends AsyncDisposable {
  readonly emulator: Pick<Emulator, 'fail' | 'requests' | 'heal'>;
  readonly url: string;
  /** everything that asks it for something; failures are expected */
  readonly asks: readonly (() => Promise<unknown>)[];
}

const asksOf = (source: Source): World['asks'] => [
  () => source.pull({ group: () => true }, { signal }),
  () => source.lookup([personId('ann')], { signal }),
  () => source.check({ signal }),
];

const people = { users: ['ann', 'bob'], groups: { Engineering: ['ann'] } };

const worlds: Readonly<Record<string, () => Promise<World>>> = {
  async 'Okta with a token'() {
    const fixture = await oktaFixture(people);
    return { emulator: fixture.okta, url: fixture.okta.url, asks: asksOf(fixture.source), ...disposing(fixture) };
  },
  async 'Okta as a service app'() {
    const fixture = await appFixture({ org: people });
    return { emulator: fixture.okta, url: fixture.okta.url, asks: asksOf(fixture.source), ...disposing(fixture) };
  },
  async IDCS() {
    const fixture = await idcsFixture(people);
    return { emulator: fixture.idcs, url: fixture.idcs.url, asks: asksOf(fixture.source), ...disposing(fixture) };
  },
  async 'Jira Data Center'() {
    const jira = await testJira({ users: [{ name: 'mia' }] });
    const { target } = jira;
    const values = { username: 'ada', email: 'ada@example.com', displayName: 'Ada' };
    const person = personKey(providerId('idp'), personId('ada'));
    const { accounts } = await target.read({ membersOf: () => true }, { signal });
    const [id = accountId('mia')] = accounts.keys();
    const account = { kind: 'existing', id, username: 'mia', displayName: 'Mia' } as const;
    return {
      emulator: jira,
      url: jira.url,
      asks: [
        () => target.read({ membersOf: () => true }, { signal }),
        () => target.check({ signal }),
        () => target.apply(command({ kind: 'createUser', person, username: 'ada', values }), signal),
        () => target.apply(command({ kind: 'updateUser', account, before: {}, values: { email: 'x@example.com' } }), signal),
        () => target.apply(command({ kind: 'deleteUser', account, leaver: 'stated' }), signal),
        () => target.apply(command({ kind: 'createGroup', name: 'team' }), signal),
      ],
      ...disposing(jira),
    };
  },
};

const disposing = (one: AsyncDisposable) => ({ [Symbol.asyncDispose]: () => one[Symbol.asyncDispose]() });

/** Which requests are sent elsewhere: all of them, or all but those that get a token. */
const places = [/./, /^(?!\w+ \/oauth2\/)/];

describe.each(Object.keys(worlds))('DESIGN §6: no credential, cookie or body of %s leaves its origin', name => {
  const open = (): Promise<World> => worlds[name]?.() ?? Promise.reject(new Error(name));

  it.each(Object.keys(ways))('by a redirect: %s', async way => {
    await using foreign = await foreignServer();
    await using world = await open();
    const to = ways[way]?.(foreign.url, world.url) ?? '';
    for (const status of [300, 301, 302, 303, 305, 307, 308]) {
      for (const place of places) {
        const headers = { location: to, 'set-cookie': 'JSESSIONID=1; Path=/', refresh: `0; url=${to}` };
        world.emulator.fail(place, { kind: 'status', status, headers });
        for (const ask of world.asks) await ask().catch(() => undefined);
        world.emulator.heal();
      }
    }
    expect(world.emulator.requests.length).toBeGreaterThan(10);
    expect(foreign.requests).toEqual([]);
    expect(world.emulator.requests.filter(({ headers }) => headers.cookie !== undefined)).toEqual([]);
  });

  it.each(Object.keys(ways))('by a link to the next page: %s', async way => {
    await using foreign = await foreignServer();
    await using world = await open();
    const to = ways[way]?.(foreign.url, world.url) ?? '';
    const headers = { 'content-type': 'application/json', link: `<${to}>; rel="next"`, location: to };
    const pages = [[], { Resources: [], totalResults: 9, nextPage: to, nextCursor: to, isLast: false, values: [], next: to }];
    for (const body of pages) {
      world.emulator.fail(/^GET/, { kind: 'status', status: 200, headers, body });
      for (const ask of world.asks.slice(0, 2)) await ask().catch(() => undefined);
      world.emulator.heal();
    }

    expect(foreign.requests).toEqual([]);
  });
});
