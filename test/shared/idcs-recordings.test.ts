import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHttp } from '../../src/http/create-http.js';
import type { Clock } from '../../src/http/options.js';
import { personId, sourceName } from '../../src/model/ids.js';
import { Secret } from '../../src/secrets.js';
import { openIdcs } from '../../src/sources/idcs/index.js';
import { IdcsSettings } from '../../src/sources/idcs/settings.js';
import { isThere } from './beside.js';
import { madeUp, movedTo, type Recorded, recording, replay } from './recordings.js';

const soon = { signal: new AbortController().signal };
const clock: Clock = { now: () => 0, sleep: async () => {}, random: () => 0 };

/** The form of idcs.md §2 and §9: nobody recorded these. */
const token = movedTo(
  'POST',
  '/oauth2/v1/token',
  madeUp('/', { access_token: 'a-token', token_type: 'Bearer', expires_in: 3600 }),
);
const listOf = (path: string, rows: readonly unknown[]) =>
  madeUp(`${path}?startIndex=1`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    ...{ totalResults: rows.length, Resources: rows, startIndex: 1, itemsPerPage: rows.length },
  });

/** The real source on a server that has these replies only. */
async function replayedIdcs(exchanges: readonly Recorded[]) {
  const server = await replay([token, ...exchanges]);
  const settings = IdcsSettings.parse({ url: server.url, clientId: 'rollcall', clientSecret: new Secret('secret') });
  return { ...server, source: openIdcs(sourceName('idcs'), settings, createHttp({ toolVersion: '0', clock }), clock) };
}

describe.runIf(isThere)('the recorded IDCS user', async () => {
  const recorded = isThere ? await recording('idcs/user.from-integration-docs') : [];
  const users = recorded.map(({ response }) => z.looseObject({ id: z.string() }).parse(response.body));
  const person = {
    id: '123456',
    login: 'test user name', // may or may not be an e-mail address
    email: 'john.doe@example.com',
    displayName: 'test test',
    standing: { kind: 'active' },
  };

  it('is read in a list, and nothing of it is rejected', async () => {
    await using idcs = await replayedIdcs([listOf('/admin/v1/Users', users), listOf('/admin/v1/Groups', [])]);

    const { people, quarantined } = await idcs.source.pull({ group: () => true }, soon);

    expect([...people.values()]).toEqual([expect.objectContaining(person)]);
    expect(quarantined).toEqual([]);
  });

  it('is present when looked up by id (R5)', async () => {
    await using idcs = await replayedIdcs(recorded);

    expect([...(await idcs.source.lookup([personId('123456')], soon)).values()]).toMatchObject([{ kind: 'present' }]);
  });

  it('has the recovery address first, which is never taken for the e-mail address', async () => {
    const [user] = users;
    const emails = z.array(z.looseObject({ type: z.string() })).parse(user?.emails);
    expect(emails.map(({ type }) => type)).toEqual(['recovery', 'work']);
    const told = { ...user, emails: [{ ...emails[0], value: 'private@example.net' }, emails[1]] };
    await using idcs = await replayedIdcs([listOf('/admin/v1/Users', [told]), listOf('/admin/v1/Groups', [])]);

    const { people } = await idcs.source.pull({ group: () => true }, soon);

    expect(people.get(personId('123456'))?.email).toBe('john.doe@example.com');
  });
});

if (!isThere) it('not run: no ../shared', () => console.log('not run: no ../shared'));
