import { describe, expect, it } from 'vitest';
import { never, readAll, type TestJira, testJira } from '../../../test/contracts/jira-dc-fixture.js';
import { command } from '../../../test/contracts/target.js';
import { personId, personKey, providerId } from '../../model/ids.js';

const wish = (username: string, email: string) =>
  command({
    kind: 'createUser',
    person: personKey(providerId('idp'), personId(username)),
    username,
    values: { username, email, displayName: username },
  });
const ADA = wish('ada', 'ada+jira@example.com');
const posts = (jira: TestJira) => jira.requests.filter(({ method }) => method === 'POST').length;

/** Jira 10.7, read whole as far as searches go; then somebody appears whom that read did not show. */
async function readThenHidden(hidden: Parameters<TestJira['addUser']>[0]): Promise<TestJira> {
  const jira = await testJira({ version: '10.7.2' });
  await readAll(jira.target);
  jira.addUser(hidden);
  return jira;
}

describe('jira-dc creates nobody whom an unproved list may have left out (C1, C2)', () => {
  it.each([
    ['that username, the same e-mail', { name: 'ada', emailAddress: 'ada+jira@example.com' }],
    ['that username, another e-mail', { name: 'ada', emailAddress: 'other@example.com' }],
    ['that username, inactive', { name: 'ada', active: false }],
    ['another username, the same e-mail', { name: 'okafor', emailAddress: 'Ada+Jira@example.com' }],
    ['another username, the same e-mail, inactive', { name: 'okafor', emailAddress: 'ada+jira@example.com', active: false }],
  ])('%s: refused with its name, not taken over, nothing sent', async (_, hidden) => {
    await using jira = await readThenHidden(hidden);

    const outcome = await jira.target.apply(ADA, never);

    expect(outcome).toEqual({
      kind: 'failed',
      problem: expect.stringMatching(
        `could not create ada: an account ${hidden.name} .* exists that the list of users did not show`,
      ),
      hint: expect.stringContaining('links set'),
    });
    expect(posts(jira)).toBe(0);
  });

  it('creates who is not there', async () => {
    await using jira = await readThenHidden({ name: 'adam', emailAddress: 'ada+jira@example.com.au' });

    expect((await jira.target.apply(ADA, never)).kind).toBe('applied');
  });

  it('minds nobody whom the list did show: the plan knew of them', async () => {
    await using jira = await testJira({ version: '10.7.2', users: [{ name: 'shared', emailAddress: 'ada+jira@example.com' }] });
    await readAll(jira.target);

    expect((await jira.target.apply(ADA, never)).kind).toBe('applied');
  });

  it('minds nobody whom it made itself in this run', async () => {
    await using jira = await readThenHidden({ name: 'somebody' });

    expect((await jira.target.apply(ADA, never)).kind).toBe('applied');
    expect((await jira.target.apply(wish('ada2', 'ada+jira@example.com'), never)).kind).toBe('applied');
    expect((await jira.target.apply(ADA, never)).kind).toBe('alreadySo');
  });

  it('does not create when the look-up fails', async () => {
    await using jira = await readThenHidden({ name: 'somebody' });
    jira.fail(/user\/search/, { kind: 'status', status: 500, body: 'out of order' });

    expect((await jira.target.apply(ADA, never)).kind).toBe('failed');
    expect(posts(jira)).toBe(0);
  });

  it('takes a hidden address that the search found for the same one', async () => {
    await using jira = await readThenHidden({ name: 'somebody' });
    const row = { key: 'K1', name: 'okafor', displayName: 'Ada', active: true };
    jira.fail(/user\/search/, { kind: 'status', status: 200, body: [row] });

    expect(await jira.target.apply(ADA, never)).toMatchObject({
      kind: 'failed',
      problem: expect.stringContaining('e-mail hidden'),
    });
  });

  it('asks nothing where the list is whole', async () => {
    await using jira = await testJira();
    await readAll(jira.target);
    const before = jira.requests.length;

    await jira.target.apply(ADA, never);

    expect(jira.requests.slice(before).map(({ method }) => method)).toEqual(['POST', 'GET']);
  });
});
