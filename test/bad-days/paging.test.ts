import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startServer } from '../../src/sandbox/server.js';
import { type Company, company } from './company.js';
import { expectHealed, expectTold, harmlessRun, unknownAfter } from './day.js';
import { status } from './faults.js';

/** Enough for whoever counts empty pages; a list that is not given up ends after them all the same. */
const MANY = 250;

let here: Company;
let elsewhere: Emulator;
beforeAll(async () => {
  here = await company();
  elsewhere = await startServer({}, app => app.all('/*', async () => []));
}, 60_000);
afterAll(async () => {
  await here[Symbol.asyncDispose]();
  await elsewhere.close();
});

const OKTA_LISTS = [
  ['users', /^GET \/api\/v1\/users\?/, 'okta is unread', '/api/v1/users'],
  ['groups', /^GET \/api\/v1\/groups\?/, 'okta is unread', '/api/v1/groups'],
  ['members', /^GET \/api\/v1\/groups\/[^/]+\/users/, 'developers is unknown', '/api/v1/groups/any/users'],
] as const;
const JIRA_LISTS = [
  ['users', /\/user\/list/, 'jira is unread'],
  ['groups', /\/groups\/picker/, 'jira is unread'],
  ['members', /\/group\/member\?groupname=developers/, 'developers is unknown'],
] as const;

describe('R1: an endless next loop', () => {
  it.each(OKTA_LISTS)('Okta, %s: each page leads back to itself', async (_, match, unknown) => {
    const bad = await harmlessRun(here, () => here.okta.loopNext(match));
    expect(unknownAfter(bad)).toContain(unknown);
    expectTold(bad, 'okta', { says: /read already|pages repeat/, todo: /Try again/ });
  });

  it.each(OKTA_LISTS)('Okta, %s: nothing but empty pages, each with the same next', async (_, match, unknown, path) => {
    const bad = await harmlessRun(here, () => {
      here.okta.fail(match, status(200, [], { link: `<${here.okta.url}${path}?after=again>; rel="next"` }));
    });
    expect(unknownAfter(bad)).toContain(unknown);
    expectTold(bad, 'okta', { says: /read already|pages repeat/, todo: /Try again/ });
  });

  const page = (nextCursor: number) => status(200, { maxResults: 2, isLast: false, nextCursor, values: [] });

  it('Jira, users: the same cursor again and again', async () => {
    const bad = await harmlessRun(here, () => here.jira.fail(/\/user\/list/, page(7)));
    expect(unknownAfter(bad)).toEqual(['jira is unread']);
    expectTold(bad, 'jira', { says: /repeated a cursor/, todo: /Run again/ });
  });

  it('Jira, users: ever new cursors, and nothing but empty pages', async () => {
    const bad = await harmlessRun(here, () => {
      for (let cursor = 1; cursor <= MANY; cursor++) here.jira.fail(/\/user\/list/, page(-cursor), { times: 1 });
    });
    expect(unknownAfter(bad)).toEqual(['jira is unread']);
    expectTold(bad, 'jira', { says: /empty pages in a row/, todo: /Run again/ });
  });

  it('Jira, members: a count that is never reached', async () => {
    const before = here.jira.requests.length;
    const bad = await harmlessRun(here, () => {
      for (let startAt = 0; startAt < MANY * 2; startAt += 2)
        here.jira.fail(JIRA_LISTS[2][1], status(200, { maxResults: 2, startAt, total: 1e9, values: [] }), { times: 1 });
    });
    expect(unknownAfter(bad)).toEqual(['developers is unknown']);
    expect(here.jira.requests.slice(before).filter(({ url }) => JIRA_LISTS[2][1].test(url)).length).toBeLessThan(10);
  });

  it.each(OKTA_LISTS)('Okta, %s: ever new links, and nothing but empty pages', async (_, match, unknown, path) => {
    const bad = await harmlessRun(here, () => {
      for (let after = 0; after < MANY; after++) {
        const link = `<${here.okta.url}${path}?after=${after}>; rel="next"`;
        here.okta.fail(match, status(200, [], { link }), { times: 1 });
      }
    });
    expect(unknownAfter(bad)).toContain(unknown);
    expectTold(bad, 'okta', { says: /has no end: \d+ empty pages in a row/, todo: /Try again/ });
  });

  it('Jira, users: a cursor that leads back to the start', async () => {
    const bad = await harmlessRun(here, () => here.jira.fail(/\/user\/list/, page(0), { times: 1, skip: 1 }));
    expect(unknownAfter(bad)).toEqual(['jira is unread']);
    expectTold(bad, 'jira', { says: /listed .* twice/, todo: /Run again/ });
  });

  it('Jira, users: a list that breaks off without a cursor', async () => {
    const bad = await harmlessRun(here, () =>
      here.jira.fail(/\/user\/list/, status(200, { maxResults: 2, isLast: false, values: [] }), { skip: 1 }),
    );
    expect(unknownAfter(bad)).toEqual(['jira is unread']);
    expectTold(bad, 'jira', { says: /broke off its list/, todo: /Run again/ });
  });

  it('Jira, members: pages that never move on', async () => {
    const stuck = { maxResults: 2, startAt: 0, total: 9, isLast: false, values: [] };
    const bad = await harmlessRun(here, () => here.jira.fail(JIRA_LISTS[2][1], status(200, stuck)));
    expect(unknownAfter(bad)).toEqual(['developers is unknown']);
    expectTold(bad, 'jira', { says: /answered from 0 where 2 was asked|counts 9/, todo: /./ });
  });

  it('Jira, members: fewer than it counts', async () => {
    const short = { maxResults: 50, startAt: 0, total: 5, isLast: true, values: [] };
    const bad = await harmlessRun(here, () => here.jira.fail(JIRA_LISTS[2][1], status(200, short)));
    expect(unknownAfter(bad)).toEqual(['developers is unknown']);
    expectTold(bad, 'jira', { says: /gave 0 rows of 0 people where it counts 5/, todo: /./ });
  });

  it('Jira, groups: fewer than it counts', async () => {
    const bad = await harmlessRun(here, () =>
      here.jira.fail(JIRA_LISTS[1][1], status(200, { header: '', total: 5, groups: [{ name: 'developers' }] })),
    );
    expect(unknownAfter(bad)).toEqual(['jira is unread']);
    expectTold(bad, 'jira', { says: /showed 1 of its 5 groups/, todo: /jira\.ajax\.autocomplete\.limit/ });
  });

  it('and the run after all these takes nothing from anybody either', () => expectHealed(here));
});

describe('R1: an answer that leads to another host is not followed: no credential leaves its origin', () => {
  it.each(OKTA_LISTS)('Okta, %s: a next link', async (_, match, unknown) => {
    const bad = await harmlessRun(here, () => here.okta.nextTo(`${elsewhere.url}/api/v1/users?after=x`, match));
    expect(unknownAfter(bad)).toContain(unknown);
    expectTold(bad, 'okta', { says: /points to another host/, todo: /Check `url`/ });
    expect(elsewhere.requests).toEqual([]);
  });

  it.each(OKTA_LISTS)('Okta, %s: a redirect', async (_, match, unknown) => {
    const bad = await harmlessRun(here, () => here.okta.fail(match, { kind: 'redirect', to: `${elsewhere.url}/api` }));
    expect(unknownAfter(bad)).toContain(unknown);
    expectTold(bad, 'okta', { says: /sent us elsewhere/, todo: /Redirects are not followed/ });
    expect(elsewhere.requests).toEqual([]);
  });

  it.each(JIRA_LISTS)('Jira, %s: a redirect', async (_, match, unknown) => {
    const bad = await harmlessRun(here, () => here.jira.fail(match, { kind: 'redirect', to: `${elsewhere.url}/rest` }));
    expect(unknownAfter(bad)).toEqual([unknown]);
    expectTold(bad, 'jira', { says: /sent us elsewhere/, todo: /Redirects are not followed/ });
    expect(elsewhere.requests).toEqual([]);
  });

  it('Jira, users: a nextPage of another host is not what we go by', async () => {
    const nextPage = `${elsewhere.url}/rest/api/2/user/list?cursor=0`;
    const odd = { maxResults: 2, isLast: false, nextCursor: '0', nextPage, values: [] };
    const bad = await harmlessRun(here, () => here.jira.fail(/\/user\/list/, status(200, odd), { times: 1 }));
    expect(unknownAfter(bad)).toEqual([]);
    expect(elsewhere.requests).toEqual([]);
  });

  it('and the run after all these takes nothing from anybody either', () => expectHealed(here));
});

describe('R1: an empty page with a next is not the end of the list', () => {
  it.each(OKTA_LISTS)('Okta, %s', async (_, match) => {
    for (const page of [1, 2]) {
      const bad = await harmlessRun(here, () => here.okta.emptyPageBefore(page, match));
      expect(unknownAfter(bad)).toEqual([]);
      expect(bad.result?.record).toBe('done');
    }
  });

  it('Jira, users', async () => {
    const empty = status(200, { maxResults: 2, isLast: false, nextCursor: '0', values: [] });
    const bad = await harmlessRun(here, () => here.jira.fail(/\/user\/list/, empty, { times: 1 }));
    expect(unknownAfter(bad)).toEqual([]);
    expect(bad.result?.record).toBe('done');
  });

  it('Jira, members: an empty page in the middle of the count makes them unknown', async () => {
    const empty = { maxResults: 2, startAt: 2, total: 3, isLast: false, values: [] };
    const bad = await harmlessRun(here, () => here.jira.fail(/groupname=developers.*startAt=2/, status(200, empty)));
    expect(unknownAfter(bad)).toEqual(['developers is unknown']);
    expectTold(bad, 'jira', { says: /counts 3/, todo: /./ });
  });

  it('and the run after all these takes nothing from anybody either', () => expectHealed(here));
});
