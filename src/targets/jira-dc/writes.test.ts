import { describe, expect, it } from 'vitest';
import { never, readAll, type TestJira, testJira } from '../../../test/contracts/jira-dc-fixture.js';
import { account, command, group, membersOf, refOf } from '../../../test/contracts/target.js';
import { personId, personKey, providerId } from '../../model/ids.js';

const ADA = personKey(providerId('idp'), personId('ada'));
const VALUES = { username: 'Ada', email: 'ada@example.com', displayName: ' Ada Okafor ' };
const create = command({ kind: 'createUser', person: ADA, username: VALUES.username, values: VALUES });

const json = (body: unknown) => ({ kind: 'status', status: 200, body }) as const;

async function join(jira: TestJira, username: string, groupName: string) {
  const directory = await readAll(jira.target);
  const { id, name } = group(directory, groupName);
  return { group: { kind: 'existing', id, name } as const, account: refOf(account(directory, username)) };
}

describe('jira-dc creates users (U7, A4)', () => {
  it('as Jira stores them, without a password, without applications', async () => {
    await using jira = await testJira();

    expect(await jira.target.apply(create, never)).toEqual({
      kind: 'applied',
      account: { kind: 'existing', id: expect.any(String), username: 'ada', displayName: 'Ada Okafor' },
    });
    const sent = jira.requests.find(({ method }) => method === 'POST');
    expect(sent?.body).toEqual({ name: 'ada', emailAddress: 'ada@example.com', displayName: 'Ada Okafor', applicationKeys: [] });
  });

  it('tells what Jira added all the same', async () => {
    await using jira = await testJira();
    jira.ignoreApplicationKeys();

    expect(await jira.target.apply(create, never)).toMatchObject({
      kind: 'applied',
      details: ['group jira-software-users', 'application jira-software'],
    });
  });

  it('takes over nobody of another e-mail address, nor anybody inactive (C2)', async () => {
    await using jira = await testJira({ users: [{ name: 'ada', emailAddress: 'other@example.com' }] });
    expect(await jira.target.apply(create, never)).toMatchObject({
      kind: 'failed',
      problem: expect.stringContaining('another account'),
    });

    const ada = jira.userNamed('ada');
    if (ada) Object.assign(ada, { emailAddress: 'ada@example.com', active: false });
    expect(await jira.target.apply(create, never)).toMatchObject({ kind: 'failed' });
  });

  it.each(['reset', 'resetAfter', 'halfBody'] as const)('makes one account, whatever became of the first try: %s', async kind => {
    await using jira = await testJira();
    jira.fail(/^POST/, { kind }, { times: 1 });

    expect((await jira.target.apply(create, never)).kind).toBe('applied');
    expect((await readAll(jira.target)).accounts.size).toBe(2);
  });

  it('says that nobody knows when no answer ever comes, and the next run finds out', async () => {
    await using jira = await testJira();
    jira.fail(/^POST/, { kind: 'reset' });

    const outcome = await jira.target.apply(create, never);

    expect(outcome).toMatchObject({ kind: 'failed', hint: expect.stringContaining('next run looks') });
    expect((await readAll(jira.target)).accounts.size).toBe(1);
  });

  it('takes the answer for it where another node does not show the account yet', async () => {
    await using jira = await testJira();
    jira.fail(/^GET .*username=ada/, { kind: 'status', status: 404, body: { errorMessages: ['not yet'], errors: {} } });

    expect(await jira.target.apply(create, never)).toMatchObject({
      kind: 'applied',
      account: { id: jira.userNamed('ada')?.key },
      details: [expect.stringContaining('read back')],
    });
  });

  it('names the field that Jira refuses', async () => {
    await using jira = await testJira();
    const body = { errorMessages: [], errors: { username: 'No username like this one here.' } };
    jira.fail(/^POST/, { kind: 'status', status: 400, body });

    expect(await jira.target.apply(create, never)).toMatchObject({
      kind: 'failed',
      problem: expect.stringContaining('No username like this one'),
    });
  });

  it('sends nothing that Jira could not store as it is (U8)', async () => {
    await using jira = await testJira();
    const wrong = ['a<b', 'mia\ud800', 'mia\u0000'].map(username =>
      command({ kind: 'createUser', person: ADA, username, values: { ...VALUES, username } }),
    );

    for (const change of wrong)
      expect(await jira.target.apply(change, never)).toMatchObject({
        kind: 'failed',
        problem: expect.stringContaining('cannot store'),
      });
    expect(jira.requests).toEqual([]);
  });
});

describe('jira-dc updates', () => {
  it('sends the changed fields only', async () => {
    await using jira = await testJira({ users: [{ name: 'mia', displayName: 'Mia', emailAddress: 'mia@example.com' }] });
    const ref = refOf(account(await readAll(jira.target), 'mia'));
    const before = { email: 'mia@example.com', displayName: 'Mia' };
    const values = { ...before, displayName: 'Mia Park' };

    await jira.target.apply(command({ kind: 'updateUser', account: ref, before, values }), never);

    expect(jira.requests.find(({ method }) => method === 'PUT')?.body).toEqual({ displayName: 'Mia Park' });
  });

  it('renames nobody to a name that is taken', async () => {
    await using jira = await testJira({ users: [{ name: 'mia' }, { name: 'liam' }] });
    const ref = refOf(account(await readAll(jira.target), 'mia'));

    const outcome = await jira.target.apply(
      command({ kind: 'renameUser', account: ref, before: 'mia', username: 'liam' }),
      never,
    );

    expect(outcome).toMatchObject({ kind: 'failed', problem: expect.stringContaining('already exists') });
  });

  it('cannot rename groups, and says what to do', async () => {
    await using jira = await testJira({ users: [{ name: 'mia', groups: ['team-blue'] }] });
    const { group } = await join(jira, 'mia', 'team-blue');

    expect(await jira.target.apply(command({ kind: 'renameGroup', group, name: 'team-red' }), never)).toMatchObject({
      kind: 'failed',
    });
  });
});

describe('jira-dc memberships (G9, A3)', () => {
  it('of somebody whom another person renamed since the plan', async () => {
    await using jira = await testJira({ users: [{ name: 'mia' }], groups: ['team-blue'] });
    const membership = await join(jira, 'mia', 'team-blue');
    Object.assign(jira.userNamed('mia') ?? {}, { name: 'mia.k' });

    expect(await jira.target.apply(command({ kind: 'addMember', ...membership }), never)).toMatchObject({ kind: 'applied' });
    expect(membersOf(await readAll(jira.target), 'team-blue')).toEqual(['mia.k']);
  });

  it('of our renamed person, never of who took the old name', async () => {
    await using jira = await testJira({ users: [{ name: 'mia' }, { name: 'liam' }], groups: ['team-blue'] });
    const membership = await join(jira, 'mia', 'team-blue');
    const { account: liam } = await join(jira, 'liam', 'team-blue');
    const rename = (ref: typeof liam, username: string) =>
      command({ kind: 'renameUser', account: ref, before: ref.username, username });

    await jira.target.apply(rename(membership.account, 'mia.k'), never);
    await jira.target.apply(rename(liam, 'mia'), never);
    await jira.target.apply(command({ kind: 'addMember', ...membership }), never);

    expect(membersOf(await readAll(jira.target), 'team-blue')).toEqual(['mia.k']);
  });

  it('cannot tell direct members where groups are nested, and says so beforehand', async () => {
    await using flat = await testJira();
    await using nested = await testJira({}, { nestedGroups: true });

    expect(flat.target.capabilities().directMembers).toBe(true);
    expect(nested.target.capabilities().directMembers).toBe(false);
  });

  it.each(['addMember', 'removeMember'] as const)('%s: a lost answer is looked after, not taken for a failure', async kind => {
    await using jira = await testJira({
      users: [{ name: 'mia', groups: kind === 'addMember' ? [] : ['team-blue'] }],
      groups: ['team-blue'],
    });
    const membership = await join(jira, 'mia', 'team-blue');
    jira.fail(/^(POST|DELETE)/, { kind: 'resetAfter' }, { times: 1 });

    expect(await jira.target.apply(command({ kind, ...membership }), never)).toMatchObject({ kind: 'alreadySo' });
    expect(membersOf(await readAll(jira.target), 'team-blue')).toEqual(kind === 'addMember' ? ['mia'] : []);
  });

  it('a list of groups that is not whole proves nothing', async () => {
    await using jira = await testJira({ users: [{ name: 'mia', groups: ['inner'] }], groups: ['team-blue'] });
    jira.nest('inner', 'team-blue');
    const membership = await join(jira, 'mia', 'team-blue');
    const { key, name } = jira.userNamed('mia') ?? { key: '', name: '' };
    const lists = { groups: { size: 2, items: [] }, applicationRoles: { size: 0, items: [] } };
    jira.fail(/^GET .*user\?/, json({ key, name, displayName: 'Mia', active: true, ...lists }));

    expect(await jira.target.apply(command({ kind: 'removeMember', ...membership }), never)).toMatchObject({ kind: 'failed' });
  });

  it('a group that is gone has lost its members, and takes no new ones', async () => {
    await using jira = await testJira({ users: [{ name: 'mia', groups: ['team-blue'] }] });
    const membership = await join(jira, 'mia', 'team-blue');
    jira.groups.delete('team-blue');

    expect(await jira.target.apply(command({ kind: 'removeMember', ...membership }), never)).toMatchObject({ kind: 'alreadySo' });
    expect(await jira.target.apply(command({ kind: 'addMember', ...membership }), never)).toMatchObject({ kind: 'failed' });
  });

  it('a read-only group refuses, and nothing is learned that only words tell (G10)', async () => {
    await using jira = await testJira({ users: [{ name: 'mia' }], groups: ['team-blue'] });
    const membership = await join(jira, 'mia', 'team-blue');
    jira.readOnlyGroup('team-blue');

    const outcome = await jira.target.apply(command({ kind: 'addMember', ...membership }), never);

    expect(outcome).toMatchObject({ kind: 'failed', problem: expect.stringContaining('read only') });
    expect(outcome).not.toHaveProperty('learned');
  });
});

describe('jira-dc explains refusals', () => {
  const addGroup = command({ kind: 'createGroup', name: 'team-blue' });
  const XSRF = { kind: 'status', status: 403, headers: { 'content-type': 'text/plain' }, body: 'XSRF check failed' } as const;

  it.each<[string, (jira: TestJira) => void, RegExp, RegExp]>([
    ['WebSudo', jira => jira.requireWebSudo(), /WebSudo/, /secure administrator sessions/],
    ['read-only mode, in the server’s words', jira => jira.readonlyMode('Wartung bis 8 Uhr'), /Wartung bis 8 Uhr/, /./],
    ['a lost permission', jira => jira.revokeAdmin(), /may not do this/, /Jira Administrators/],
    ['an expired token', jira => jira.expireToken(), /credentials/, /Renew the token/],
    ['a CAPTCHA', jira => jira.captchaLock(), /CAPTCHA/, /browser/],
    ['a forgery check', jira => jira.fail(/^POST/, XSRF), /XSRF/, /X-Atlassian-Token/],
    [
      'a page of a proxy',
      jira => jira.fail(/^POST/, { kind: 'status', status: 403, body: '<html>blocked</html>' }),
      /web page/,
      /./,
    ],
    [
      'a login page',
      jira => jira.fail(/^POST/, { kind: 'status', status: 200, body: '<html>login</html>' }),
      /web page/,
      /proxy/,
    ],
    [
      'no such endpoint',
      jira => jira.fail(/^POST/, { kind: 'status', status: 404, body: {} }),
      /no such endpoint/,
      /context path/,
    ],
    [
      'an outage',
      jira => jira.fail(/^POST/, { kind: 'status', status: 503, body: '<html>down</html>' }),
      /nobody knows/,
      /next run/,
    ],
  ])('%s', async (what, spoil, problem, hint) => {
    await using jira = await testJira();
    spoil(jira);

    const outcome = await jira.target.apply(addGroup, never);
    expect(outcome).toMatchObject({
      kind: 'failed',
      problem: expect.stringMatching(problem),
      hint: expect.stringMatching(hint),
    });
    // only where nobody knows does the next run look (A2)
    expect('uncertain' in outcome).toBe(what === 'an outage');
  });

  it('passes the XSRF check with writes that have no body', async () => {
    await using jira = await testJira({ users: [{ name: 'mia', groups: ['team-blue'] }] });

    expect(
      await jira.target.apply(command({ kind: 'removeMember', ...(await join(jira, 'mia', 'team-blue')) }), never),
    ).toMatchObject({
      kind: 'applied',
    });
    const writes = jira.requests.filter(({ method }) => method !== 'GET');
    expect(writes.map(({ headers }) => headers['x-atlassian-token'])).toEqual(['no-check']);
  });
});
