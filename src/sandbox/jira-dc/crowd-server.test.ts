import { describe, expect, it } from 'vitest';
import { ask } from '../crowd/test-application.js';
import { startJira } from './index.js';

const application = { name: 'rollcall', password: 'secret' };
const open = () =>
  startJira({
    crowdServer: application,
    contextPath: '/jira',
    users: [{ name: 'mia', displayName: 'Mia Krystof', groups: ['blue'] }],
    groups: [{ name: 'outer', children: ['blue'] }],
  });

describe('a Jira that acts as a Crowd server (jira/rest/usermanagement/1)', () => {
  it('shows its own users and groups to a registered application, and says that it is a Jira', async () => {
    await using jira = await open();

    const { body, headers } = await ask({ url: jira.url, application }, 'GET user?username=mia');

    expect(body).toMatchObject({
      name: 'mia',
      'display-name': 'Mia Krystof',
      'first-name': 'Mia',
      'last-name': 'Krystof',
      active: true,
    });
    expect(headers.get('x-embedded-crowd-version')).toBe('JIRA/10.3.24');
    expect((await ask({ url: jira.url, application }, 'GET user/group/nested?username=mia')).body).toMatchObject({
      groups: [{ name: 'blue' }, { name: 'outer' }],
    });
  });

  it('writes to them: the same people as by its own API', async () => {
    await using jira = await open();
    const send = (request: string, body?: unknown) => ask({ url: jira.url, application }, request, body);

    const whole = { 'first-name': 'M', 'last-name': 'P', 'display-name': 'M P', email: 'mp@example.com' };
    await send('PUT user?username=mia', { name: 'mia', ...whole, active: false });
    await send('POST user/rename?username=mia', { 'new-name': 'mp' });
    await send('DELETE group/user/direct?groupname=blue&username=mp');
    await send('POST group', { name: 'Green', type: 'GROUP' });
    await send('POST group/user/direct?groupname=green', { name: 'mp' });

    expect(jira.userNamed('mp')).toMatchObject({ displayName: 'M P', emailAddress: 'mp@example.com', active: false });
    expect(jira.group('blue')?.members.size).toBe(0);
    expect(jira.group('Green')?.members.size).toBe(1);
    expect(jira.crowd?.snapshot().memberships).toContainEqual({ group: 'Green', username: 'mp' });
  });

  it('is there only where an administrator registered an application', async () => {
    await using jira = await startJira();

    expect((await ask({ url: jira.url, application }, 'GET user?username=mia')).status).toBe(401);
  });
});
